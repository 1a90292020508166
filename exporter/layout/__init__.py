"""The layout stage: layout folders, and from an article to a document.

A layout is a folder with

- `layout.toml`, the manifest (see `manifest.Manifest`; `schema()` gives its JSON Schema): name, description, what it
  extends, the formats it is made for, paper sizes, tokens, options, parts, stylesheets, icons and fonts;
- `*.html.j2`, Jinja2 templates, one for each kind of part and any that these include or import;
- the CSS files that the manifest names, later ones winning over earlier ones, a child's over its parent's;
- `icons/*.svg`, drawings for CSS, one colour each, written as `currentColor`;
- `words/words.pot` and `words/*.po`, the words of the templates in English, and in other languages;
- `assets/*`, pictures and fonts that its templates and styles refer to by `asset("name")` or as `images/name`.

`extends = "brochure"` inherits everything: a file of the same name replaces the parent's (whose templates can still be
named, as `brochure/cover.html.j2`, in `{% extends %}` or `{% import %}`), a token, option, paper, icon or word replaces
its namesake, stylesheets are added to the parent's, and parts for a medium replace the parent's parts for that medium.

A part's template gives XHTML of exactly one root element, or nothing but white space, which leaves the part out. What a
template may use is listed in REFERENCE.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from exporter.layout.values import Layout, Request
from exporter.model import Article, Clinic, Diagnostic, Document
from exporter.sheets.folds import Fold

__all__ = ["Layout", "Request", "available", "compose", "fold", "load", "refused", "schema", "shipped"]


def shipped() -> Path:
    """The folder of the layouts that come with the package: inside it when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_layouts"
    return installed if installed.is_dir() else package.parent / "layouts"


def load(name: str, folders: Sequence[Path]) -> tuple[Layout, tuple[Diagnostic, ...]]:
    """Read the layout `name` and those it extends.

    The folders are searched in their order; the shipped one need not be named, it comes last.

    Raises:
        ExporterError: there is no such layout, or its manifest or one of its files is wrong.
    """
    from exporter.layout import folder

    return folder.load(name, _search_path(folders))


def available(folders: Sequence[Path]) -> tuple[tuple[Layout, ...], tuple[Diagnostic, ...]]:
    """Every layout that can be asked for, by name; faulty ones are left out and told in the diagnostics."""
    from exporter.layout import folder

    return folder.available(_search_path(folders))


def refused(layout: Layout, token: str, value: str) -> str:
    """Why a token of the layout cannot have a value, as an imperative; empty where it can, or where there is none."""
    from exporter.layout import limits

    known = layout.tokens.get(token)
    return "" if known is None or limits.hold(known, value) else limits.advice(known)


def compose(
    article: Article, clinic: Clinic, layout: Layout, request: Request
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Lay out the article: markup by the layout's templates, style by its tokens, and every resource both refer to.

    Nothing is read but the packaged fonts that the text needs, which are the same bytes wherever the program runs.

    Raises:
        ExporterError: unknown paper, token or option, a fault in a template, or markup that is not well-formed.
    """
    from exporter.layout import composition

    return composition.compose(article, clinic, layout, request)


def fold(layout: Layout, request: Request, language: str) -> Fold | None:
    """How the sheet of a layout of panels is folded for a text in this language; None for other layouts.

    Raises:
        ExporterError: the layout has no panels and a fold is asked for, or the paper cannot be folded so.
    """
    from exporter import direction
    from exporter.layout import panels

    paper = layout.papers.get(request.paper or layout.paper)
    return panels.plan(layout, request, paper, direction.of_language(language))


def schema() -> dict[str, object]:
    """The JSON Schema of `layout.toml`."""
    from exporter.layout.manifest import Manifest

    return Manifest.model_json_schema()


def _search_path(folders: Sequence[Path]) -> tuple[Path, ...]:
    last = shipped()
    return (*(folder for folder in folders if folder.resolve() != last), last)
