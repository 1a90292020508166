"""Books that are made to hurt are found out, in bounded time and memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from typing import NamedTuple

import pytest
from verify.epub.hostile import RECIPES, packed, png

from exporter.verify import epub, verify

MOST_SECONDS = 15
"""Of the processor, for one book; the slowest takes a quarter of it."""
MOST_MB = 500
"""For all of them in one process, the interpreter and its libraries included."""
CHILD = """
import json, resource, sys, time
from pathlib import Path
from exporter.verify import verify

limit = int(sys.argv[2]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit * 2, limit * 2))
answers = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    start = time.process_time()
    found = verify(path.read_bytes(), path="")
    seconds = time.process_time() - start
    lines = [f":{one.line}" if one.line else "" for one in found]
    told = [f"{one.severity} {one.path[1:]}{line} {one.rule}" for one, line in zip(found, lines)]
    answers[path.name] = seconds, len(told), told[0] if told else ""
size_kb = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))  # not its parent's
print(json.dumps([answers, int(size_kb) // 1024]))
"""
Files = dict[str, bytes]
SEED = 1
FLIPS = 300


class Answer(NamedTuple):
    """What one process has found of a book."""

    seconds: float
    findings: int
    first: str


@pytest.fixture(scope="module")
def answers(sound_book: Files, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Answer], int]:
    """Check all the books in one process that may not have more memory than it should need; its size in MB besides."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, recipe in enumerate(RECIPES.values()):
        (folder / str(number)).write_bytes(recipe.make(sound_book))
    command = [sys.executable, "-c", CHILD, str(folder), str(MOST_MB)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    told, size_mb = json.loads(done.stdout)
    return {name: Answer(*told[str(number)]) for number, name in enumerate(RECIPES)}, size_mb


@pytest.mark.slow
@pytest.mark.parametrize("name", RECIPES)
def test_a_book_that_is_made_to_hurt_is_found_out(answers: tuple[dict[str, Answer], int], name: str) -> None:
    answer = answers[0][name]
    assert answer.first == RECIPES[name].found
    assert answer.seconds < MOST_SECONDS


@pytest.mark.slow
def test_no_book_takes_much_memory(answers: tuple[dict[str, Answer], int]) -> None:
    assert answers[1] < MOST_MB


def test_a_book_with_a_million_faults_has_findings_that_can_be_read(book: Files) -> None:
    data = RECIPES["a thousand links that lead nowhere"].make(book)
    found = epub.check(data, "a.epub")
    assert len(found) == epub.MOST_FINDINGS + 1
    assert "more faults of this kind" in found[-1].message


def test_nothing_breaks_the_check(book: Files) -> None:
    """Flip bytes of the archive, and bytes of the files in it."""
    chance = random.Random(SEED)  # noqa: S311 - the same flips each time
    whole = packed({**book, "EPUB/dot.png": png(1, 1)})
    found = [verify(flipped(whole, chance), path="a.epub") for _ in range(FLIPS)]
    names = sorted(set(book) - {"mimetype"})
    for _ in range(FLIPS):
        name = chance.choice(names)
        found.append(verify(packed({**book, name: flipped(book[name], chance)}), path="a.epub"))
    assert all(found) is False, "some flips do no harm"
    assert len({one.rule for told in found for one in told}) > 8, "and others do this and that"


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed[: chance.randrange(len(data))] if chance.random() < 0.05 else changed)
