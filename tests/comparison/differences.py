"""The page `docs/comparison.md`: what the judges say of two ebooks of one article, and what is in them, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from comparison import contained
from comparison.contained import Ebook

COSTS = "## What it costs\n"
"""Begins what is measured: it differs from day to day, and no test compares it."""
OPENING = """\
# Compared with pandoc

One article, `tests/comparison/project/source/articles/dose.md`, as an ebook by both: it has two notes, three pictures,
of which one is decoration, a table, four formulas and a phrase in Latin. Both books were given to the same judges, and
read by the same functions, which know neither tool. `./run compare` makes the books and writes this page; a test makes
them anew and compares.

| | command |
|---|---|
| exporter | `{exporter}`, in a project with a print edition |
| pandoc {version} | `{pandoc}` |

Both were called as their users call them. Pandoc can do more when asked: `--epub-cover-image` takes a cover that was
drawn elsewhere, `--epub-metadata` takes metadata written by hand, true or not, and Lua filters can change everything.
It has no pages to take numbers from.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """An ebook and what was found in it."""

    book: Ebook
    said: Mapping[str, Sequence[str]]
    """By judge."""
    same_each_day: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What a tool takes for the article."""

    seconds: float
    size_bytes: int
    reads: int
    """Formats of articles."""
    writes: int
    """Formats of files."""


Row = tuple[str, Callable[[Judged], str]]


def _said(judge: str, judged: Judged) -> str:
    return "<br>".join(judged.said[judge]).replace("|", r"\|") or "nothing"


def _of(tell: Callable[[Ebook], str]) -> Callable[[Judged], str]:
    return lambda judged: tell(judged.book)


def _repeats(judged: Judged) -> str:
    return "yes" if judged.same_each_day else "no"


SECTIONS: Mapping[str, Sequence[Row]] = {
    "What the judges find": [
        ("EPUBCheck 5.3.0", partial(_said, "EPUBCheck 5.3.0")),
        ("EPUBCheck 4.2.6", partial(_said, "EPUBCheck 4.2.6")),
        ("Ace", partial(_said, "Ace")),
        ("foliate-js, opening it", partial(_said, "foliate-js")),
        ("untrue claims, by `exporter verify`", partial(_said, "claims")),
    ],
    "Ways through the book": [
        ("table of contents", _of(contained.contents)),
        ("landmarks", _of(contained.landmarks)),
        ("page list of the print edition", _of(contained.page_list)),
        ("cover", _of(contained.cover)),
    ],
    "What the book says of itself": [
        ("described by", _of(contained.description)),
        ("access modes", _of(partial(contained.schema, "accessMode"))),
        ("sufficient modes", _of(partial(contained.schema, "accessModeSufficient"))),
        ("features", _of(partial(contained.schema, "accessibilityFeature"))),
        ("hazards", _of(partial(contained.schema, "accessibilityHazard"))),
        ("summary of its accessibility", _of(contained.summary)),
        ("conforms to", _of(contained.conformance)),
        ("documents that say their language", _of(contained.languages)),
        ("documents with a title of their own", _of(contained.titles)),
        ("the same bytes on another day", _repeats),
    ],
    "The text": [
        ("pictures with an alternative", _of(contained.alternatives)),
        ("pictures marked as decoration", _of(contained.decoration)),
        ("notes that can pop up", _of(contained.notes)),
        ("notes that Apple Books shows outside pop-ups", _of(contained.shown_notes)),
        ("notes with a link back", _of(contained.back_links)),
        ("tables with a caption", _of(contained.captions)),
        ("header cells with a scope", _of(contained.scopes)),
        ("formulas in MathML", _of(contained.formulas)),
        ("formulas with an alternative in words", _of(contained.spoken_formulas)),
        ("passages in another language, marked", _of(contained.foreign_passages)),
        ("DPUB-ARIA roles", _of(contained.roles)),
    ],
}


def compared(ours: Judged, theirs: Judged, commands: Mapping[str, str]) -> str:
    """The page but for what is measured.

    Args:
        ours: By exporter.
        theirs: By pandoc.
        commands: What `OPENING` leaves open.
    """
    sections = (_section(title, rows, ours, theirs) for title, rows in SECTIONS.items())
    return OPENING.format(**commands) + "\n" + "\n".join(sections) + "\n"


def measured(ours: Cost, theirs: Cost, runs: int) -> str:
    """What is measured."""
    rows = [
        (f"seconds, from start to end, the least of {runs}", f"{ours.seconds:.2f}", f"{theirs.seconds:.2f}"),
        ("kilobytes of the ebook", f"{ours.size_bytes / 1000:.0f}", f"{theirs.size_bytes / 1000:.0f}"),
        ("formats of articles that the tool reads", str(ours.reads), str(theirs.reads)),
        ("formats that it writes", str(ours.writes), str(theirs.writes)),
    ]
    note = "Exporter's time has the print edition in it, its size the cover."
    return f"{COSTS}\n{_table(rows)}\n{note}\n"


def _section(title: str, rows: Sequence[Row], ours: Judged, theirs: Judged) -> str:
    return f"## {title}\n\n{_table((label, tell(ours), tell(theirs)) for label, tell in rows)}"


def _table(rows: Iterator[tuple[str, str, str]] | Sequence[tuple[str, str, str]]) -> str:
    lines = ["| | exporter | pandoc |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"
