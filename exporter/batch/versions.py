"""What makes the bytes of outputs besides what goes in: exporter itself, Python, and the libraries of both."""

from __future__ import annotations

import ctypes
import platform
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
NAME = re.compile(r"[A-Za-z0-9._-]+")
"""Of a package, at the start of a requirement (packaging.python.org, "Dependency specifiers")."""
DIGITS = 12
"""Of exporter's own hash."""
SYSTEM = {
    "Pango": (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"),
    "HarfBuzz": (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
}
"""Libraries of the system that set text: their names on Linux, macOS and Windows, and what tells the version."""


@cache
def versions() -> Mapping[str, str]:
    """Versions by name; where all of them are equal, the same input gives the same bytes."""
    system = {name: _of_library(files, function) for name, (files, function) in SYSTEM.items()}
    return {
        "exporter": f"{metadata.version('exporter')}+{_own()}",
        "Python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **system,
        **dict(sorted(_packages("exporter"))),
    }


def _own() -> str:
    """A hash of exporter's own files: in a checkout the version says little."""
    found = sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(f"{path.relative_to(PACKAGE)}\0{path.stat().st_size}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:DIGITS]


def _packages(name: str) -> Iterator[tuple[str, str]]:
    """What a package needs, and what that needs in turn, extras left out."""
    waiting, seen = [name], {name}
    while waiting:
        for requirement in metadata.requires(waiting.pop()) or ():
            match = NAME.match(requirement)
            needed = match.group().lower().replace("_", "-") if match and "extra ==" not in requirement else ""
            if not needed or needed in seen:
                continue
            seen.add(needed)
            try:
                yield needed, metadata.version(needed)
            except metadata.PackageNotFoundError:  # for other systems or other versions of Python
                continue
            waiting.append(needed)


def _of_library(files: tuple[str, ...], function: str) -> str:
    """What a shared library says of itself; empty where it is missing."""
    for file in files:
        try:
            call = getattr(ctypes.CDLL(file), function)
        except (OSError, AttributeError):
            continue
        call.restype = ctypes.c_char_p
        text: bytes = call()
        return text.decode()
    return ""
