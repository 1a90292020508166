"""A sound book to damage, and the faults that tests read from text: one fault, and what has to be found of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

HERE = Path(__file__).parent
Pack = Callable[[Mapping[str, bytes]], bytes]


class Fault(NamedTuple):
    """One case of a `faults.txt`: `# title`, `@ file`, `- old` and `+ new` text, then a line for each finding."""

    title: str
    file: str
    old: str
    """Empty where the file is new."""
    new: str
    """Empty where the file or the text is taken out."""
    found: list[str]
    """`severity place rule`, the place without the name of the file that is checked."""

    def damage(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Put the fault into files that have none."""
        text = files.get(self.file, b"").decode()
        assert self.old in text, f"{self.file} does not hold {self.old!r}"
        damaged = {**files, self.file: text.replace(self.old, self.new, 1).encode() if text else self.new.encode()}
        if not (self.old or self.new):
            del damaged[self.file]
        return damaged


def faults(path: Path) -> Iterator[Fault]:
    for case in path.read_text(encoding="utf-8").strip().split("\n\n"):
        title, file, *lines = case.splitlines()
        old, new = ("\n".join(line[2:] for line in lines if line[:2].strip() == mark) for mark in "-+")
        yield Fault(title[2:], file[2:], old, new, [line for line in lines if line[0] not in "-+"])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test that asks for a `fault` run with each one in the `faults.txt` beside it."""
    if "fault" in metafunc.fixturenames:
        cases = list(faults(Path(str(metafunc.module.__file__)).with_name("faults.txt")))
        metafunc.parametrize("fault", cases, ids=[case.title for case in cases])


@pytest.fixture(scope="session")
def sound_book() -> dict[str, bytes]:
    """The files of a book without faults, `mimetype` first."""
    folder = HERE / "epub" / "book"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    names = sorted((path.relative_to(folder).as_posix() for path in paths), key=lambda name: (name != "mimetype", name))
    return {name: (folder / name).read_bytes() for name in names}


@pytest.fixture
def book(sound_book: dict[str, bytes]) -> dict[str, bytes]:
    """The same, to be changed."""
    return dict(sound_book)


@pytest.fixture(scope="session")
def pack() -> Pack:
    """Make an archive of files, the first one uncompressed."""

    def packed(files: Mapping[str, bytes]) -> bytes:
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            for number, (name, data) in enumerate(files.items()):
                archive.writestr(name, data, ZIP_DEFLATED if number else ZIP_STORED)
        return stream.getvalue()

    return packed
