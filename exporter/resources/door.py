"""Reads files, inside the project only, and fetches pictures from the hosts the project lists."""

from __future__ import annotations

import difflib
import os
import stat
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from exporter import digests
from exporter.errors import ExporterError
from exporter.model import Diagnostic, ImageReference, Input, InputKind, Resource, Severity

if TYPE_CHECKING:
    from exporter.resources.fetch import Network

IMAGE_BYTES = 50 * 1024 * 1024
"""Limit for one picture from the disk."""
TEXT_BYTES = 16 * 1024 * 1024
"""Limit for one text file; the stage that parses it has a lower one and tells more."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched from the network; by default nothing."""

    hosts: frozenset[str] = frozenset()
    """Host names, lower case, from which pictures may be fetched over https."""
    fetch_bytes: int = 20 * 1024 * 1024
    timeout_s: float = 15.0
    """For the whole fetch."""
    network: Network | None = None
    """What names and connections go through; the system's where missing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who names a file, for diagnostics."""

    path: str = ""
    line: int | None = None

    def error(self, rule: str, message: str, hint: str = "") -> ExporterError:
        """The exception that blames this place."""
        return ExporterError([Diagnostic(rule, Severity.ERROR, message, hint=hint, path=self.path, line=self.line)])


class Door:
    """Gives the bytes of files below `root`, after resolving links, and of pictures on listed hosts."""

    def __init__(self, root: Path, policy: Policy | None = None, seen: list[Input] | None = None) -> None:
        """Open to `root`; what is read, or looked for in vain, is added to `seen`."""
        self.root = root.resolve()
        self.policy = policy or Policy()
        self.seen: list[Input] = [] if seen is None else seen

    def read(self, path: Path, *, blame: Place, limit_bytes: int = TEXT_BYTES, shown: str = "") -> bytes:
        """Read a regular file.

        Args:
            path: The file.
            blame: Who names it.
            limit_bytes: Of what it may have.
            shown: The file as it is written there, where that is not the path.

        Raises:
            ExporterError: it lies outside the project, is missing, is no regular file, is too large or unreadable.
        """
        name = shown or str(path)
        resolved = self._inside(path, name, blame)
        try:
            # Without O_NONBLOCK a named pipe would keep us waiting for a writer; without O_NOFOLLOW a link put there
            # since it was resolved would lead outside.
            handle = os.open(resolved, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            self.seen.append(Input(InputKind.FILE, str(path.absolute()), ""))
            raise blame.error("missing-file", f"{name!r} does not exist", _nearest_file(resolved)) from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise blame.error(
                "unreadable-file", f"{name!r} cannot be read: {reason}", "check its name and who may read it"
            ) from error
        try:
            status = os.fstat(handle)
            if stat.S_ISDIR(status.st_mode):
                raise blame.error("unreadable-file", f"{name!r} is a folder", "name a file in it")
            if not stat.S_ISREG(status.st_mode):
                raise blame.error("unreadable-file", f"{name!r} is no regular file", "name a file on a disk")
            with os.fdopen(handle, "rb", closefd=False) as stream:
                data = stream.read(limit_bytes + 1)
        finally:
            os.close(handle)
        if len(data) > limit_bytes:
            raise blame.error(
                "file-too-large",
                f"{name!r} is {status.st_size / 2**20:.0f} MB, the limit is {limit_bytes / 2**20:.0f} MB",
                "make it smaller or split it",
            )
        self.seen.append(Input(InputKind.FILE, str(path.absolute()), digests.of_bytes(data)))
        return data

    def image(
        self, reference: ImageReference, *, base: Path, blame_path: str
    ) -> tuple[Resource, tuple[Diagnostic, ...]]:
        """Read or fetch a picture, check it and strip what is private.

        Args:
            reference: Its `url` is a path relative to `base`, percent-encoded or not, or an https address.
            base: Folder of the file that names it.
            blame_path: That file, for diagnostics.

        Raises:
            ExporterError: the policy does not allow it, it is missing, or it is no picture that can be used.
        """
        from exporter.resources import images

        blame = Place(blame_path, reference.line)
        url = reference.url
        if _is_address(url, blame):
            from exporter.resources import fetch

            data = fetch.fetch(url, self.policy, blame)
            self.seen.append(Input(InputKind.ADDRESS, url, digests.of_bytes(data)))
        else:
            data = self.read(base / _relative(url, blame), blame=blame, limit_bytes=IMAGE_BYTES, shown=url)
        return images.checked(data, url, blame)

    def _inside(self, path: Path, name: str, blame: Place) -> Path:
        try:
            resolved = path.resolve()
        except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name the system refuses
            raise blame.error(
                "unreadable-file", f"{name!r} is no usable path: {error}", "check the links it leads through"
            ) from error
        if not resolved.is_relative_to(self.root):
            raise blame.error(
                "outside-project",
                f"{name!r} lies outside the project's folder {str(self.root)!r}",
                "copy the file into the project",
            )
        return resolved


def _is_address(url: str, blame: Place) -> bool:
    """Whether a reference is an https address, and no path.

    Raises:
        ExporterError: it has any other scheme.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise blame.error(
            "invalid-address", f"{url!r} is no valid address: {error}", "name a picture by its path"
        ) from error
    if parts.scheme == "https":
        return True
    if parts.scheme or parts.netloc or url.startswith("//"):
        raise blame.error(
            "forbidden-address",
            f"{url!r} is not fetched: only files of the project and https addresses of listed hosts are",
            "copy the picture into the project and name it by its path",
        )
    return False


def _relative(url: str, blame: Place) -> str:
    """The path that a reference names, without query and fragment.

    Raises:
        ExporterError: it is absolute, empty, or holds characters that no portable path has.
    """
    path = unquote(urlsplit(url).path)
    if not path:
        raise blame.error("missing-file", f"{url!r} names no file", "name a picture by its path")
    if path.startswith("/") or "\\" in path or "\0" in path:
        raise blame.error(
            "forbidden-address",
            f"{url!r} is no path relative to the file that names it",
            "write a relative path with forward slashes, such as images/hand.jpg",
        )
    return path


def _nearest_file(path: Path) -> str:
    """A hint that names the file most like the missing one."""
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder {str(folder.name)!r}"
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, 10_000)]
    except OSError:
        return "check the name, or put the file there"
    folded = {name.casefold(): name for name in names}
    if path.name.casefold() in folded:
        return f"did you mean {folded[path.name.casefold()]!r}? capital letters count"
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else "check the name, or put the file there"
