"""Quick checks of anyone's ebook: whether it opens, holds together, keeps its claims, and can be read by everyone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from exporter.model import Diagnostic
from exporter.verify import (
    archive,
    epub_claims,
    epub_facts,
    epub_files,
    epub_hazards,
    epub_overlays,
    epub_package,
    page_facts,
)
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place, UnreadableError, error, warning, within

OUTSIDE_THE_MANIFEST = re.compile(r"mimetype|META-INF/.*")
"""Files that belong to the archive, not to the book (OCF 3.3, 4.2.2)."""
MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""The only form of `dcterms:modified` (EPUB 3.3, 5.5.3.2.4)."""
MEDIA = ("audio/", "video/")
"""What may lie outside the book (EPUB 3.3, 3.6)."""
MOST_FINDINGS = 200
"""Of one function below."""


def check(data: bytes, path: str, stores: Iterable[str] = ()) -> tuple[Diagnostic, ...]:
    """Check an ebook without anything but this process.

    Args:
        data: The whole file.
        path: Its name in the findings; files inside the book are named below it.
        stores: Shops whose rules it is held to besides: keys of `STORES`.
    """
    try:
        facts = epub_facts.gather(data)
    except UnreadableError as reason:
        return within(path, [reason.finding])
    found = [finding for rule in RULES for finding in _first(rule(facts))]
    if stores:
        from exporter.verify import stores as shops

        found += [finding for store in stores for finding in _first(shops.check(facts, store))]
    return within(path, found)


def _first(found: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    """Keep to what anyone would read: a book may be made to have a million faults."""
    yield from islice(found, MOST_FINDINGS)
    for more in islice(found, 1):
        yield replace(more, message=f"{more.message}; there may be more faults of this kind, which are not told")


def _is_marked(facts: Facts) -> Iterator[Diagnostic]:
    if not facts.opens_with_mimetype:
        message = "the archive does not begin with an uncompressed file 'mimetype' that says 'application/epub+zip'"
        yield error("misplaced-mimetype", message, "pack the book again")


def _is_described(facts: Facts) -> Iterator[Diagnostic]:
    package = facts.package
    place = Place(package.file)
    if not package.properties.get("dc:title"):
        yield error("missing-title", "the book has no title", "give the article a title", place)
    if not package.properties.get("dc:language"):
        yield error("missing-language", "the book does not say its language", "set `lang` in the front matter", place)
    if not package.identifiers.get(package.unique_identifier):
        message = f"the book has no identifier {package.unique_identifier!r}"
        yield error("missing-metadata", message, "give it an identifier", place)
    modified = package.properties.get("dcterms:modified", ())
    if _is_modern(facts) and not (len(modified) == 1 and MODIFIED.fullmatch(modified[0])):
        message = f"the book does not say when it was modified, but {', '.join(modified) or 'nothing'!r}"
        yield error("missing-metadata", message, "give one `dcterms:modified` as YYYY-MM-DDThh:mm:ssZ", place)


def _has_a_true_isbn(facts: Facts) -> Iterator[Diagnostic]:
    """A shop would list the book under another's number, or none."""
    for identifier in facts.package.properties.get("dc:identifier", ()):
        scheme, _, number = identifier.rpartition(":")
        if scheme.lower() != "urn:isbn":
            continue
        from exporter.cataloguing import is_isbn

        if not is_isbn(number):
            message = f"the identifier {identifier!r} is no ISBN: its length or its check digit is wrong"
            hint = "compare it with the number that you were given"
            yield error("invalid-identifier", message, hint, Place(facts.package.file))


def _is_complete(facts: Facts) -> Iterator[Diagnostic]:
    """What the manifest lists is there, and what is there is listed."""
    package = facts.package
    seen: set[str] = set()
    for item in package.items:
        place = Place(package.file, item.line)
        if not item.id or item.id in seen:
            message = f"the manifest has two items {item.id!r}" if item.id else f"{item.href!r} has no id"
            yield error("malformed-package", message, "give each item an id of its own", place)
        seen.add(item.id)
        if page_facts.is_remote(item.href):
            if not item.media_type.startswith(MEDIA):
                yield error("remote-resource", f"{item.href!r} is not in the book", "put it into the book", place)
        elif item.file not in facts.files:
            message = f"the book lists {item.href!r}, which it does not have"
            yield error("missing-resource", message, _remedy(facts, item.file), place)
    listed = {item.file for item in package.items} | {package.file}
    for file in sorted(facts.files - listed):
        if not OUTSIDE_THE_MANIFEST.fullmatch(file):
            message = "the file is in the archive, but not in the manifest: readers will not find it"
            yield warning("unlisted-file", message, "list it or take it out", Place(file))


def _has_order(facts: Facts) -> Iterator[Diagnostic]:
    package = facts.package
    if not package.spine:
        yield error("malformed-package", "the book has no reading order", "export it again", Place(package.file))
    known = {item.id for item in package.items}
    for step in package.spine:
        if step.url not in known:
            message = f"the reading order names {step.url!r}, which is not in the manifest"
            yield error("malformed-package", message, "list the item", Place(package.file, step.line))


def _is_read_in_order(facts: Facts) -> Iterator[Diagnostic]:
    """What links lead to is in the reading order (EPUB 3.3, 5.7.1)."""
    package = facts.package
    order = {step.url for step in package.spine}
    outside = {item.file for item in package.items if item.file in facts.documents} - {
        item.file for item in package.items if item.id in order
    }
    for file, page in facts.contents.pages.items() if order else ():
        for link in page.links:
            target = epub_package.resolved(file, link.url)[0] if page_facts.is_local(link.url) else ""
            if target in outside - {file}:
                message = f"the link to {link.url!r} leads to {target!r}, which is not in the reading order"
                hint = "put the document into the spine"
                yield error("outside-reading-order", message, hint, Place(file, link.line))


def _has_navigation(facts: Facts) -> Iterator[Diagnostic]:
    place = Place(facts.package.file)
    navigation = facts.navigation
    if navigation is None and (_is_modern(facts) or not facts.contents.entries):
        if not facts.contents.faulty:
            yield error("missing-navigation", "the book has no table of contents", "export it again", place)
    elif navigation is not None:
        if not navigation.navigation.get("toc"):
            message = "the navigation document has no table of contents"
            yield error("missing-navigation", message, "export it again", place)
        if not navigation.navigation.get("landmarks"):
            message = "the book has no landmarks: readers cannot go straight to its text"
            yield warning("missing-navigation", message, "add a `nav` of type landmarks", place)


def _has_one_of_each_id(facts: Facts) -> Iterator[Diagnostic]:
    for file, page in facts.contents.pages.items():
        for name, lines in page.ids.items():
            if len(lines) > 1:
                message = f"{len(lines)} elements have the id {name!r}"
                yield error("duplicate-id", message, "rename all but one", Place(file, lines[1]))


def _refers_to_what_is_there(facts: Facts) -> Iterator[Diagnostic]:
    for file, page in facts.contents.pages.items():
        for message, line in page_facts.unnamed(page):
            yield error("broken-reference", message, "name an element of the same document", Place(file, line))


def _leads_somewhere(facts: Facts) -> Iterator[Diagnostic]:
    """Links and what is loaded resolve; nothing is loaded from elsewhere."""
    for file, page in facts.contents.pages.items():
        for link in page.links:
            if page_facts.is_local(link.url) and not _resolves(facts, file, link.url):
                message = f"the link to {link.url!r} leads nowhere"
                yield error("broken-internal-link", message, "correct its target", Place(file, link.line))
        for needed in page.resources:
            yield from _loads(facts, needed.url, Place(file, needed.line))
    for file, urls in facts.contents.sheets.items():
        for url in urls:
            yield from _loads(facts, url, Place(file))


def _loads(facts: Facts, url: str, place: Place) -> Iterator[Diagnostic]:
    if page_facts.is_remote(url):
        remote_media = {item.href for item in facts.package.items if item.media_type.startswith(MEDIA)}
        if url not in remote_media:
            yield error("remote-resource", f"{url!r} is not in the book", "put it into the book", place)
    elif page_facts.is_local(url) and epub_package.resolved(place.file, url)[0] not in facts.files:
        message = f"{url!r} is not in the book"
        yield error("missing-resource", message, "put the file into the book", place)


def _remedy(facts: Facts, file: str) -> str:
    folded = archive.folded_name(file)
    near = next((other for other in sorted(facts.files) if archive.folded_name(other) == folded), "")
    return f"write the name as the file has it, {near!r}" if near else "put the file into the book"


def _resolves(facts: Facts, base: str, url: str) -> bool:
    file, fragment = epub_package.resolved(base, url)
    if file not in facts.files:
        return False
    page = facts.contents.pages.get(file)
    # Fragments such as `epubcfi(…)` and `xywh=…` point into what is no id.
    return page is None or not fragment or "=" in fragment or "(" in fragment or fragment in {*page.ids, *page.names}


def _is_passive(facts: Facts) -> Iterator[Diagnostic]:
    for file, page in facts.contents.pages.items():
        for action in page.active:
            message = f"the document holds active content: {action.url!r}"
            yield error("active-content", message, "remove it", Place(file, action.line))


def _can_be_read_by_all(facts: Facts) -> Iterator[Diagnostic]:
    for file, page in facts.documents.items():
        if count := len(page.bare_images):
            message = f"{count} of the pictures {'has' if count == 1 else 'have'} no alternative text"
            hint = "describe each picture, or mark it as decoration"
            yield warning("missing-alternative", message, hint, Place(file, page.bare_images[0]))
        for text, line in page.accessibility.hollow:
            message = f"the alternative text {text!r} says nothing of the picture"
            yield warning("meaningless-alternative", message, "say what the picture shows", Place(file, line))
        if not page.language:
            message = "the document does not say its language"
            yield warning("missing-language", message, "set `lang` on its root", Place(file))
        if not page.title:
            yield warning("missing-title", "the document has no title", "give it a `title`", Place(file))


def _is_modern(facts: Facts) -> bool:
    return not facts.package.version.startswith("2")


RULES: tuple[Callable[[Facts], Iterator[Diagnostic]], ...] = (
    _is_marked,
    *epub_files.RULES,
    _is_described,
    _has_a_true_isbn,
    _is_complete,
    _has_order,
    _is_read_in_order,
    _has_navigation,
    _has_one_of_each_id,
    _refers_to_what_is_there,
    _leads_somewhere,
    *epub_overlays.RULES,
    _is_passive,
    _can_be_read_by_all,
    *epub_claims.RULES,
    *epub_hazards.RULES,
)
