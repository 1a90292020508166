"""Where finished files are put for people: a folder on this machine, or any other storage that fsspec knows.

A job names its files by places below the project's folder of outputs. A shelf elsewhere has the same places below its
URL, and the folder here has only the cache then.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity
from exporter.pipeline.publish import publish

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

MARKS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created")
"""What storages tell of a file that changes with it, the best first."""
REFUSED = re.compile(
    r"credential|access ?denied|forbidden|signature|token|login|authenticat|permission|access ?key", re.IGNORECASE
)
"""Words of errors that are about who asks."""


class Shelf(Protocol):
    """Puts files where people find them."""

    def publish(self, files: Mapping[Path, bytes | Path]) -> None:
        """Put files into their places, each whole, and if anything hinders that none of them.

        Raises:
            ExporterError: it cannot be done.
        """

    def shown(self, place: Path) -> str:
        """A place as people find it."""

    def mark(self, place: Path) -> str:
        """What changes whenever the file in a place does; empty where there is none."""

    def remove(self, places: Sequence[Path]) -> None:
        """Take files away, those that are not there included.

        Raises:
            ExporterError: it cannot be done.
        """


@dataclass(frozen=True, slots=True)
class Disk:
    """Places are paths."""

    def publish(self, files: Mapping[Path, bytes | Path]) -> None:
        """Put files into their places, all or none."""
        publish(files)

    def shown(self, place: Path) -> str:
        """The path."""
        return str(place)

    def mark(self, place: Path) -> str:
        """Of its inode, size and times."""
        try:
            found = place.stat()
        except OSError:
            return ""
        return f"{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"

    def remove(self, places: Sequence[Path]) -> None:
        """Take files away."""
        try:
            for place in places:
                place.unlink(missing_ok=True)
        except OSError as error:
            raise _error(
                "cannot-write", f"{str(place)!r} cannot be removed: {(error.strerror or '').lower()}"
            ) from error


@dataclass(frozen=True, slots=True)
class Remote:
    """Places are keys below a URL."""

    url: str
    """Without credentials."""
    folder: Path
    """What the places lie in, here."""
    files: AbstractFileSystem
    base: str
    """Key of the folder there."""
    secrets: tuple[str, ...] = ()
    """Never to be shown."""
    marks: dict[str, str] = field(default_factory=dict)
    """Of what is there, by key."""

    def publish(self, files: Mapping[Path, bytes | Path]) -> None:
        """Send all files to temporary keys, then move each into its place."""
        drafts = {place: self._draft(place) for place in files}
        with self._telling("written"), tempfile.TemporaryDirectory(prefix="exporter-") as name:
            try:
                sent = _staged(files, Path(name))
                for parent in {self._parent(self._key(place)) for place in files}:
                    self.files.makedirs(parent, exist_ok=True)
                self.files.put([str(sent[place]) for place in files], [drafts[place] for place in files])
                for place, draft in drafts.items():
                    self.files.mv(draft, self._key(place))
            except BaseException:  # an interrupt must not leave drafts behind either
                for draft in drafts.values():
                    with suppress(Exception):
                        self.files.rm_file(draft)
                raise
            for place in files:
                self.marks[self._key(place)] = _mark(self.files.info(self._key(place)))

    def shown(self, place: Path) -> str:
        """The URL."""
        return f"{self.url}/{place.relative_to(self.folder).as_posix()}"

    def mark(self, place: Path) -> str:
        """Of what the storage says of it."""
        return self.marks.get(self._key(place), "")

    def remove(self, places: Sequence[Path]) -> None:
        """Take files away."""
        with self._telling("removed"):
            for key in map(self._key, places):
                if key in self.marks:
                    self.files.rm_file(key)
                    del self.marks[key]

    def look(self) -> None:
        """Ask what is there, all at once.

        Raises:
            ExporterError: it cannot be reached, is not there, or is not for us.
        """
        with self._telling("read"):
            self.files.invalidate_cache()
            found: Mapping[str, Mapping[str, object]] = self.files.find(self.base, detail=True)
            self.marks.update({key: _mark(each) for key, each in found.items()})

    def _key(self, place: Path) -> str:
        below = place.relative_to(self.folder).as_posix()
        return f"{self.base.rstrip('/')}/{below}"

    def _draft(self, place: Path) -> str:
        key = self._key(place)
        return f"{self._parent(key)}/.{uuid4().hex}.part"

    def _parent(self, key: str) -> str:
        return key.rpartition("/")[0]

    @contextmanager
    def _telling(self, verb: str) -> Iterator[None]:
        """Put whatever a storage's driver raises as a finding: each has exceptions of its own."""
        try:
            yield
        except ExporterError:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            raise _unusable(
                self.url, verb, _reason(error, self.secrets)
            ) from None  # the cause could show what is secret


def opened(url: str, folder: Path) -> Shelf:
    """The shelf at a URL, for places in a folder.

    Raises:
        ExporterError: nothing knows such URLs, a package is missing, or what is there cannot be used.
    """
    safe, secrets = _parted(url)
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise _missing(safe, "exporter[remote]", str(error.name)) from error
    try:
        files, base = url_to_fs(url.rstrip("/"))
    except ImportError as error:
        reason = _reason(error, secrets)
        raise _missing(safe, _driver(reason), reason) from None
    except ValueError as error:
        raise _error("unusable-build", f"{safe!r} cannot be used: {_reason(error, secrets)}", KNOWN) from None
    except Exception as error:  # noqa: BLE001 - each driver has exceptions of its own
        raise _unusable(safe, "reached", _reason(error, secrets)) from None
    shelf = Remote(safe, folder, files, str(base), secrets)
    shelf.look()
    return shelf


KNOWN = "write it as s3://BUCKET/FOLDER, gs://…, abfs://…, sftp://… or any other that fsspec knows"


def _parted(url: str) -> tuple[str, tuple[str, ...]]:
    """A URL without what is secret in it, and that."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    given = (user, *user.split(":"), parts.query)
    secrets = {form for text in given if text for form in (text, unquote(text))}
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{host}{path}", tuple(sorted(secrets, key=len, reverse=True))


def _staged(files: Mapping[Path, bytes | Path], folder: Path) -> dict[Path, Path]:
    """Files under names of their own: the suffix tells a storage what it says they are."""
    staged = {place: folder / f"{number}{place.suffix}" for number, place in enumerate(files)}
    for place, data in files.items():
        if isinstance(data, bytes):
            staged[place].write_bytes(data)
        else:
            staged[place].symlink_to(data.absolute())
    return staged


def _mark(found: Mapping[str, object]) -> str:
    changing = next((found[name] for name in MARKS if found.get(name)), "")
    if isinstance(changing, datetime):  # some drivers tell times in either way
        changing = changing.timestamp()
    return f"{found.get('size')}:{changing}"


def _reason(error: Exception, secrets: Sequence[str]) -> str:
    """The first line of what a driver says, without what is secret."""
    said = str(error).strip() or type(error).__name__
    for secret in secrets:
        said = said.replace(secret, "***")
    return said.splitlines()[0].rstrip(".")


def _driver(reason: str) -> str:
    """The package that a driver's message asks for."""
    named = re.search(r"(?:install|requires) [\"']?([\w-]+)", reason, re.IGNORECASE)
    return named[1] if named else "the package that fsspec names for it"


def _missing(url: str, package: str, reason: str) -> ExporterError:
    message = f"{url!r} cannot be used without a package that is not installed: {reason}"
    return _error("missing-library", message, f"run: pip install '{package}'")


def _unusable(url: str, verb: str, reason: str) -> ExporterError:
    hint = "check the URL, that the bucket or folder is there, and the network"
    if REFUSED.search(reason):
        hint = "give credentials as the storage's driver takes them, for s3 AWS_PROFILE or AWS_ACCESS_KEY_ID"
    return _error("unusable-build", f"{url!r} cannot be {verb}: {reason}", hint)


def _error(rule: str, message: str, hint: str = "") -> ExporterError:
    return ExporterError([Diagnostic(rule, Severity.ERROR, message, hint)])
