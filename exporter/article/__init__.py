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

from exporter.model import Article, Clinic, Diagnostic, Source

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

    return parsing.parse(source, clinic, Selection(selection, known), variables)


def is_selective(source: Source) -> bool:
    """Whether the article may read otherwise in another format: only then is it parsed for each."""
    return "///" in source.body


def data_files(source: Source) -> Mapping[str, int]:
    """The CSV files that the article's charts name, as written, with the line that names each; see `Source.tables`."""
    from exporter.article import datasets

    return datasets.files(source)
