"""Quick checks of one web page: whether it stands alone, holds together, and can be read by everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import unquote

from exporter.model import Diagnostic
from exporter.verify import page_facts
from exporter.verify.findings import Place, error, warning, within
from exporter.verify.page_facts import Page
from exporter.verify.xml_document import Element

TOP = frozenset({"", "top"})
"""Fragments that lead to the top of any page (HTML, 7.4.6.3)."""


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Check a web page without anything but this process.

    Args:
        data: The whole file.
        path: Its name in the findings.
    """
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, huge_tree=True)  # one picture may be longer than 10 MB of text
    root: Element = etree.fromstring(data, parser)
    if root is None:  # the parser repairs everything else
        return within(path, [error("damaged-file", "the page is empty", "export it again")])
    page = page_facts.survey(root)
    return within(path, [finding for rule in RULES for finding in rule(page)])


def _is_described(page: Page) -> Iterator[Diagnostic]:
    if not page.title:
        yield warning("missing-title", "the page has no title", "give the article a title")
    if not page.language:
        yield warning("missing-language", "the page does not say its language", "set `lang` in the front matter")


def _fits_small_screens(page: Page) -> Iterator[Diagnostic]:
    settings = dict(part.strip().partition("=")[::2] for part in page.viewport.lower().split(","))
    if "width" not in settings:
        message = "telephones will show the page as small as if it were on a large screen"
        yield warning("missing-viewport", message, "add a `meta` named viewport with `width=device-width`")
    elif settings.get("user-scalable") in {"no", "0"} or settings.get("maximum-scale") == "1":
        yield warning("missing-viewport", "readers cannot enlarge the page", "let its viewport be scaled")


def _has_headings_in_order(page: Page) -> Iterator[Diagnostic]:
    first = [line for level, line in page.headings if level == 1]
    if len(first) != 1:
        message = f"the page has {len(first) or 'no'} headings of level 1"
        yield warning("heading-order", message, "give it one, its title", Place(line=first[1] if first else None))
    for (before, _), (level, line) in pairwise(page.headings):
        if level > before + 1:
            message = f"a heading of level {level} follows one of level {before}"
            yield warning("heading-order", message, "leave out no level", Place(line=line))


def _has_alternatives(page: Page) -> Iterator[Diagnostic]:
    for line in page.bare_images:
        hint = "describe it, or mark it as decoration"
        yield warning("missing-alternative", "the picture has no alternative text", hint, Place(line=line))
    for text, line in page.accessibility.hollow:
        message = f"the alternative text {text!r} says nothing of the picture"
        yield warning("meaningless-alternative", message, "say what the picture shows", Place(line=line))


def _has_one_of_each_id(page: Page) -> Iterator[Diagnostic]:
    for name, lines in page.ids.items():
        if len(lines) > 1:
            message = f"{len(lines)} elements have the id {name!r}"
            yield error("duplicate-id", message, "rename all but one", Place(line=lines[1]))


def _refers_to_what_is_there(page: Page) -> Iterator[Diagnostic]:
    for message, line in page_facts.unnamed(page):
        yield error("broken-reference", message, "name an element of the page", Place(line=line))


def _leads_somewhere(page: Page) -> Iterator[Diagnostic]:
    targets = {*page.ids, *page.names, *TOP}
    for link in page.links:
        if link.url.startswith("#"):
            if unquote(link.url[1:]) not in targets:
                message = f"the link to {link.url!r} leads nowhere"
                yield error("broken-internal-link", message, "correct its target", Place(line=link.line))
        elif page_facts.is_local(link.url):
            message = f"the link to {link.url!r} leads nowhere once the page stands alone"
            yield warning("relative-link", message, "write a full address", Place(line=link.line))


def _stands_alone(page: Page) -> Iterator[Diagnostic]:
    for needed in page.resources:
        place = Place(line=needed.line)
        if page_facts.is_remote(needed.url):
            yield error("remote-resource", f"{needed.url!r} is not in the page", "put it into the page", place)
        elif page_facts.is_local(needed.url) and needed.url.removeprefix("#") not in page.ids:
            yield error("missing-resource", f"{needed.url!r} is not in the page", "put it into the page", place)


def _is_passive(page: Page) -> Iterator[Diagnostic]:
    for action in page.active:
        message = f"the page holds active content: {action.url!r}"
        yield error("active-content", message, "remove it", Place(line=action.line))


RULES: tuple[Callable[[Page], Iterator[Diagnostic]], ...] = (
    _is_described,
    _fits_small_screens,
    _has_headings_in_order,
    _has_alternatives,
    _has_one_of_each_id,
    _refers_to_what_is_there,
    _leads_somewhere,
    _stands_alone,
    _is_passive,
)
