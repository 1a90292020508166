"""The parse stage: from a source's Markdown to an article of sanitised XHTML blocks.

The way through, in order: `lines` numbers the lines and takes code and comments out, `passages` leaves out what is for
other formats, `formulas` takes formulas out, `variables` fills in the data of article and clinic (what Jinja2 may do is
said in `template`), `indentation` widens that of lists to four spaces, `places` marks each line's number, `dialect`
(Python-Markdown, with `inline`, `emphasis`, `callouts`, `code`) makes a tree, `writer` makes balanced HTML of
it, `sanitise` (nh3) lets through what is allowed, and on the resulting tree `shape`, `charts` (which `datasets`, with
`chart_heads` and `number_tables`, and `risks` read), `tasks`, `shortcodes`, `figures`, `tables`, `typography`,
`headings`, `notes`, `links`, `formulas`, `terms` and `blocks` do one thing each.
"""

from __future__ import annotations

from collections.abc import Mapping

from exporter.kept import Kept
from exporter.model import Article, Clinic, Diagnostic, Source

FILLED_IN = "{"
"""Without it a text has no variables, and reads the same for every clinic."""
KEPT_BYTES = 16 * 2**20
IN_MEMORY = 14
"""Bytes that an article takes when it is parsed for each of its file, measured with `tracemalloc`."""
_read: Kept[tuple[Article, tuple[Diagnostic, ...]]] = Kept(KEPT_BYTES)
"""A brochure and its ebook are made of one article, and those of other clinics mostly of the same."""

__all__ = ["data_files", "is_selective", "parse"]


def parse(
    source: Source,
    *,
    clinic: Clinic,
    selection: frozenset[str],
    known: frozenset[str],
    variables: Mapping[str, object],
) -> tuple[Article, tuple[Diagnostic, ...]]:
    """Parse an article for some formats.

    Args:
        source: Front matter and body.
        clinic: Its data may be used in the text.
        selection: Names that `/// only` and `/// not` are held against: format, edition and layout.
        known: Every name that may be written there; others are doubted. Empty doubts none.
        variables: Further names for the text; none takes the place of one of the article's own, see `names`.

    Raises:
        ExporterError: the file would be wrong or unsafe; it carries all findings.
    """
    from exporter.article import parsing
    from exporter.article.passages import Selection

    chosen = Selection(selection, known)
    key = (
        _told(source),
        (selection, known) if is_selective(source) else None,
        repr((clinic, variables)) if FILLED_IN in source.body else "",
    )
    read = _read.get(key)
    if read is None:
        parsed = parsing.parse(source, clinic, chosen, variables)
        read = _read.put(key, parsed, IN_MEMORY * len(source.data))
    return read


def _told(source: Source) -> tuple[object, ...]:
    """All that a source says, to compare it by."""
    tables = tuple(sorted(source.tables.items()))
    return source.path, repr(source.metadata), source.body, source.body_line, source.data, tables


def is_selective(source: Source) -> bool:
    """Whether the article may read otherwise in another format: only then is it parsed for each."""
    return "///" in source.body


def data_files(source: Source) -> Mapping[str, int]:
    """The CSV files that the article's charts name, as written, with the line that names each; see `Source.tables`."""
    from exporter.article import datasets

    return datasets.files(source)
