"""Quick checks of anyone's PDF: whether it opens, keeps its claims, and can be read by people and their software."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from exporter.model import Diagnostic, Severity

if TYPE_CHECKING:
    import pikepdf

PROFILES = {
    "PDF/A-1a": "1a",
    "PDF/A-1b": "1b",
    "PDF/A-2a": "2a",
    "PDF/A-2b": "2b",
    "PDF/A-2u": "2u",
    "PDF/A-3a": "3a",
    "PDF/A-3b": "3b",
    "PDF/A-3u": "3u",
    "PDF/UA-1": "ua1",
}
"""What page-validation can check."""
FALSE_ALARM = "METADATA-FILTER-001"
"""page-validation faults compressed metadata, which ISO 19005-2 and -3 allow; only -1 forbids it (6.7.2)."""
SMALLEST_PAGE_MM, LARGEST_PAGE_MM = 40, 5080
"""A business card is larger than the first; the second is the 14 400 units of ISO 32000-1, annex C, table C.1."""
MILLIMETRES_PER_POINT = 25.4 / 72
ACTIVE = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Movie", "/Sound", "/Rendition", "/GoToE", "/GoTo3DView"}
)
"""Actions that do more than lead somewhere (ISO 32000-1, table 198)."""
SELF_CONTAINED_FONTS = frozenset({"/Type0", "/Type3"})
"""Fonts whose glyphs are in a descendant or in themselves; all others need a font program."""
HEADINGS = frozenset({"/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6"})


@dataclass(frozen=True, slots=True)
class _File:
    """An open PDF, and what a look at each of its objects has told."""

    pdf: pikepdf.Pdf
    path: str
    headings: int
    bare_figures: int
    missing_fonts: tuple[str, ...]
    unreadable_fonts: tuple[str, ...]
    fonts: int
    images: int
    actions: tuple[str, ...]

    def warning(self, rule: str, message: str, hint: str) -> Diagnostic:
        """A finding that makes the file harder to use."""
        return Diagnostic(rule, Severity.WARNING, message, hint, self.path)

    def error(self, rule: str, message: str, hint: str) -> Diagnostic:
        """A finding that makes the file wrong or unsafe."""
        return Diagnostic(rule, Severity.ERROR, message, hint, self.path)


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Check a PDF without anything but this process.

    A broken claim, a damaged file and a script are errors; what makes the file hard to use is a warning.

    Args:
        data: The whole file.
        path: Its name in the findings.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            file = _survey(pdf, path)
            findings = [finding for rule in RULES for finding in rule(file)]
            claimed = _claims(pdf)
    except pikepdf.PasswordError:
        return (_unopened("encrypted-file", "the file asks for a password", "save it without a password", path),)
    except pikepdf.PdfError as error:
        reason = str(error).partition(": ")[2].splitlines() or ["it is no PDF"]
        return (_unopened("damaged-file", f"the file cannot be read: {reason[0]}", "export or copy it again", path),)
    for claim in sorted(claimed):
        findings += _keeps(claim, data, path)
    return tuple(findings)


def claims(data: bytes) -> frozenset[str]:
    """What a PDF's XMP says it conforms to, such as `PDF/UA-1` and `PDF/A-3a`; nothing where it cannot be opened."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            return _claims(pdf)
    except pikepdf.PikepdfError:
        return frozenset()


def _unopened(rule: str, message: str, hint: str, path: str) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, hint, path)


def _survey(pdf: pikepdf.Pdf, path: str) -> _File:
    """Look at each object once."""
    import pikepdf

    tally: Counter[str] = Counter()
    missing, unreadable, actions = set(), set(), set()
    for item in pdf.objects:
        if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        kind, subtype = str(item.get("/Type", "")), str(item.get("/S", ""))
        if kind == "/Font":
            tally["fonts"] += 1
            name = str(item.get("/BaseFont", "/unnamed"))[1:]
            descriptor = item.get("/FontDescriptor", {})
            if str(item.get("/Subtype")) not in SELF_CONTAINED_FONTS and not any(
                "/FontFile" in key for key in descriptor
            ):
                missing.add(name)
            if str(item.get("/Subtype")) == "/Type0" and "/ToUnicode" not in item:
                unreadable.add(name)
        elif subtype in HEADINGS and "/P" in item:
            tally["headings"] += 1
        elif subtype == "/Figure" and "/P" in item and not ("/Alt" in item or "/ActualText" in item):
            tally["figures"] += 1
        elif str(item.get("/Subtype", "")) == "/Image":
            tally["images"] += 1
        actions.update(_actions(item, subtype))
    return _File(
        pdf,
        path,
        headings=tally["headings"],
        bare_figures=tally["figures"],
        missing_fonts=tuple(sorted(missing)),
        unreadable_fonts=tuple(sorted(unreadable)),
        fonts=tally["fonts"],
        images=tally["images"],
        actions=tuple(sorted(actions)),
    )


def _actions(item: Any, subtype: str) -> Iterator[str]:  # noqa: ANN401 - any object of a PDF
    """The active actions an object is, or holds: of an annotation, a document or a page that is opened."""
    if subtype in ACTIVE:
        yield subtype[1:]
    for key in ("/A", "/OpenAction"):
        action = item.get(key)
        if hasattr(action, "get") and str(action.get("/S", "")) in ACTIVE:
            yield str(action.S)[1:]
    for action in item.get("/AA", {}).values() if hasattr(item.get("/AA", {}), "values") else ():
        if str(action.get("/S", "")) in ACTIVE:
            yield str(action.S)[1:]


def _intact(file: _File) -> Iterator[Diagnostic]:
    warnings = file.pdf.get_warnings()
    if warnings:
        reason = str(warnings[0]).rpartition(": ")[2]
        yield file.error(
            "damaged-file", f"the file is damaged, and was repaired to be read: {reason}", "export it again"
        )
    if file.pdf.is_encrypted:
        yield file.warning("encrypted-file", "the file is encrypted", "save it without restrictions")


def _has_title(file: _File) -> Iterator[Diagnostic]:
    preferences = file.pdf.Root.get("/ViewerPreferences", {})
    if not str(file.pdf.docinfo.get("/Title", "")).strip() and not _xmp(file.pdf).get("dc.title"):
        yield file.warning("missing-title", "the document has no title", "give the article a title")
    elif not preferences.get("/DisplayDocTitle", False):
        yield file.warning("hidden-title", "viewers will show the file name, not the title", "set `DisplayDocTitle`")


def _has_language(file: _File) -> Iterator[Diagnostic]:
    if not str(file.pdf.Root.get("/Lang", "")).strip():
        yield file.warning(
            "missing-language", "the document does not say its language", "set `lang` in the front matter"
        )


def _is_tagged(file: _File) -> Iterator[Diagnostic]:
    marked = file.pdf.Root.get("/MarkInfo", {}).get("/Marked", False)
    if not marked or "/StructTreeRoot" not in file.pdf.Root:
        yield file.warning("untagged", "the document has no tags: screen readers must guess", "export it tagged")


def _has_bookmarks(file: _File) -> Iterator[Diagnostic]:
    if file.headings > 1 and "/First" not in file.pdf.Root.get("/Outlines", {}):
        message = f"the document has {file.headings} headings and no bookmarks"
        yield file.warning("missing-bookmarks", message, "export its headings as bookmarks")


def _has_alternatives(file: _File) -> Iterator[Diagnostic]:
    if file.bare_figures:
        message = f"{file.bare_figures} of the pictures have no alternative text"
        yield file.warning("missing-alternative", message, "describe each picture, or mark it as decoration")


def _embeds_fonts(file: _File) -> Iterator[Diagnostic]:
    for name in file.missing_fonts:
        yield file.warning("font-not-embedded", f"the font {name!r} is not embedded", "embed all fonts")


def _has_text(file: _File) -> Iterator[Diagnostic]:
    for name in file.unreadable_fonts:
        message = f"text in the font {name!r} cannot be copied, searched or read aloud"
        yield file.warning("unreadable-text", message, "export the font with a map to Unicode")
    if not file.fonts and file.images:
        yield file.warning("no-text", "the document has pictures and no text", "recognise the text of a scan first")


def _is_passive(file: _File) -> Iterator[Diagnostic]:
    names = file.pdf.Root.get("/Names", {})
    found = {*file.actions, *(["JavaScript"] if "/JavaScript" in names else [])}
    for action in sorted(found):
        yield file.error("active-content", f"the document holds an action of type {action!r}", "remove the action")


def _has_plausible_pages(file: _File) -> Iterator[Diagnostic]:
    if not len(file.pdf.pages):
        yield file.error("no-pages", "the document has no pages", "export it again")
    for number, page in enumerate(file.pdf.pages, start=1):
        left, bottom, right, top = (float(edge) * MILLIMETRES_PER_POINT for edge in page.mediabox)
        width, height = abs(right - left), abs(top - bottom)
        if not all(SMALLEST_PAGE_MM <= edge <= LARGEST_PAGE_MM for edge in (width, height)):
            message = f"page {number} is {width:.0f} mm × {height:.0f} mm"
            yield file.warning("implausible-page-size", message, "check the paper size")


RULES: tuple[Callable[[_File], Iterator[Diagnostic]], ...] = (
    _intact,
    _has_title,
    _has_language,
    _is_tagged,
    _has_bookmarks,
    _has_alternatives,
    _embeds_fonts,
    _has_text,
    _is_passive,
    _has_plausible_pages,
)


def _keeps(claim: str, data: bytes, path: str) -> Iterator[Diagnostic]:
    """Check one claim; each broken rule of the standard is an error of its own."""
    import page

    profile = PROFILES.get(claim)
    if profile is None:
        message = f"the file says it conforms to {claim}, which is not checked here"
        yield Diagnostic("unchecked-claim", Severity.INFO, message, "check it with veraPDF", path)
        return
    try:
        report = page.validate_pdf_bytes(data, profile=profile)
    except page.PageError as error:
        yield Diagnostic("unchecked-claim", Severity.WARNING, f"{claim} could not be checked: {error}", "", path)
        return
    failures: dict[str, list[str]] = {}
    for failure in report.failures:
        if not failure.rule_id.endswith(FALSE_ALARM) or profile.startswith("1"):
            failures.setdefault(failure.rule_id, []).append(failure.message)
    for rule, messages in failures.items():
        times = f", {len(messages)} times" if len(messages) > 1 else ""
        message = f"the file says it conforms to {claim}, but fails {rule}{times}: {messages[0].rstrip('.')}"
        yield Diagnostic("broken-claim", Severity.ERROR, message, "repair the fault or drop the claim", path)


def _claims(pdf: pikepdf.Pdf) -> frozenset[str]:
    properties = _xmp(pdf)
    found = set()
    part, conformance = properties.get("pdfa.part", ""), properties.get("pdfa.conformance", "")
    if part:
        found.add(f"PDF/A-{part}{conformance.lower()}")
    if "pdfua.part" in properties:
        found.add(f"PDF/UA-{properties['pdfua.part']}")
    if "pdfx.GTS_PDFXVersion" in properties:
        found.add(properties["pdfx.GTS_PDFXVersion"])
    return frozenset(found)


NAMESPACES = {
    "http://www.aiim.org/pdfa/ns/id/": "pdfa",
    "http://www.aiim.org/pdfua/ns/id/": "pdfua",
    "http://www.npes.org/pdfx/ns/id/": "pdfx",
    "http://purl.org/dc/elements/1.1/": "dc",
}


def _xmp(pdf: pikepdf.Pdf) -> dict[str, str]:
    """The properties of the namespaces above, written as elements or as attributes, such as `pdfa.part`."""
    from lxml import etree

    stream = pdf.Root.get("/Metadata")
    if stream is None or not hasattr(stream, "read_bytes"):
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(stream.read_bytes(), parser)
    properties = {}
    for element in root.iter(etree.Element) if root is not None else ():
        texts = [(element.tag, "".join(element.itertext())), *element.attrib.items()]
        for name, text in texts:
            namespace, _, local = str(name).removeprefix("{").partition("}")
            if namespace in NAMESPACES:
                properties[f"{NAMESPACES[namespace]}.{local}"] = str(text).strip()
    return properties
