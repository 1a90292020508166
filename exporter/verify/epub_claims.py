"""Whether what an ebook says of its accessibility is true, as far as a machine can tell.

The properties are those of EPUB Accessibility 1.1, their values those of the Schema.org Accessibility Properties for
Discoverability Vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from exporter.model import Diagnostic
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place, error, warning

REQUIRED = ("accessMode", "accessibilityFeature", "accessibilityHazard")
"""Metadata that a conforming book must have (EPUB Accessibility 1.1, 2.2)."""
RECOMMENDED = ("accessModeSufficient", "accessibilitySummary")
"""Metadata that it should have (as above)."""
CONTRADICTIONS = (
    ("none", "flashing"),
    ("none", "sound"),
    ("none", "motionSimulation"),
    ("noFlashingHazard", "flashing"),
    ("noSoundHazard", "sound"),
    ("noMotionSimulationHazard", "motionSimulation"),
)
"""Hazards of which at most one can be true."""


def _describes_images(facts: Facts) -> str:
    count = sum(len(page.bare_images) for page in facts.documents.values())
    return f"{count} of its pictures {'has' if count == 1 else 'have'} no alternative text" if count else ""


def _marks_pages(facts: Facts) -> str:
    return "" if any(page.page_breaks for page in facts.documents.values()) else "no page break is marked in it"


def _lists_pages(facts: Facts) -> str:
    navigation = facts.navigation
    return "" if navigation and navigation.navigation.get("page-list") else "it has no list of pages"


def _lists_contents(facts: Facts) -> str:
    navigation = facts.navigation
    listed = navigation.navigation.get("toc") if navigation else facts.contents
    return "" if listed else "it has no table of contents"


def _has_headings(facts: Facts) -> str:
    own = [page for page in facts.documents.values() if page is not facts.navigation]
    return "" if any(page.headings for page in own) else "there is no heading in its text"


def _has_roles(facts: Facts) -> str:
    return "" if any(page.roles for page in facts.documents.values()) else "no element has a role"


def _has_formulas(facts: Facts) -> str:
    return "" if any(page.formulas for page in facts.documents.values()) else "there is no formula in MathML"


def _reflows(facts: Facts) -> str:
    fixed = "pre-paginated" in facts.package.properties.get("rendition:layout", ())
    return "its pages are fixed" if fixed else ""


FEATURES: Mapping[str, Callable[[Facts], str]] = {
    "alternativeText": _describes_images,
    "ARIA": _has_roles,
    "displayTransformability": _reflows,
    "MathML": _has_formulas,
    "pageBreakMarkers": _marks_pages,
    "pageNavigation": _lists_pages,
    "printPageNumbers": _marks_pages,  # what both were called before
    "structuralNavigation": _has_headings,
    "tableOfContents": _lists_contents,
}
"""What `accessibilityFeature` may claim, and what says that it is not so."""


def _features_are_there(facts: Facts) -> Iterator[Diagnostic]:
    for feature in dict.fromkeys(_values(facts, "accessibilityFeature")):
        untrue = FEATURES.get(feature)
        if untrue and (reason := untrue(facts)):
            yield _broken(facts, f"the feature {feature!r}", reason)


def _modes_are_true(facts: Facts) -> Iterator[Diagnostic]:
    sufficient = [{mode.strip() for mode in value.split(",")} for value in _values(facts, "accessModeSufficient")]
    if {"textual"} in sufficient and (reason := _describes_images(facts)):
        yield _broken(facts, "that its text is enough to read it", reason)
    modes = _values(facts, "accessMode")
    if modes and "visual" not in modes and any(page.images for page in facts.documents.values()):
        yield _broken(facts, f"the modes {', '.join(modes)!r} alone", "it has pictures")


def _hazards_agree(facts: Facts) -> Iterator[Diagnostic]:
    hazards = set(_values(facts, "accessibilityHazard"))
    for one, other in CONTRADICTIONS:
        if {one, other} <= hazards:
            yield _broken(facts, f"the hazard {one!r}", f"it says {other!r} too")


def _conformance_is_earned(facts: Facts) -> Iterator[Diagnostic]:
    claims = [claim for claim in facts.package.properties.get("dcterms:conformsTo", ()) if _is_accessibility(claim)]
    for claim in claims:
        for reason in _shortcomings(facts):
            yield _broken(facts, f"to conform to {claim!r}", reason)


def _says_how_accessible(facts: Facts) -> Iterator[Diagnostic]:
    missing = [name for name in (*REQUIRED, *RECOMMENDED) if not _values(facts, name)]
    if missing:
        message = f"the book does not say how accessible it is: there is no {', '.join(missing)}"
        hint = "add the metadata of EPUB Accessibility 1.1"
        yield warning("missing-metadata", message, hint, Place(facts.package.file))


def _shortcomings(facts: Facts) -> Iterator[str]:
    """What WCAG 2 at level A and EPUB Accessibility ask for and a look can tell."""
    if reason := _describes_images(facts):  # WCAG 1.1.1
        yield reason
    for name in REQUIRED:
        if not _values(facts, name):
            yield f"it has no {name}"
    if not facts.package.properties.get("a11y:certifiedBy"):
        yield "it does not say who has evaluated it"
    for what, count in (
        ("language", sum(not page.language for page in facts.documents.values())),  # WCAG 3.1.1
        ("title", sum(not page.title for page in facts.documents.values())),  # WCAG 2.4.2
    ):
        if count:
            yield f"{count} of its documents {'has' if count == 1 else 'have'} no {what}"


def _is_accessibility(claim: str) -> bool:
    return any(word in claim.lower() for word in ("wcag", "a11y", "accessibility"))


def _values(facts: Facts, name: str) -> tuple[str, ...]:
    return facts.package.properties.get(f"schema:{name}", ())


def _broken(facts: Facts, claim: str, reason: str) -> Diagnostic:
    message = f"the book claims {claim}, but {reason}"
    return error("broken-claim", message, "repair the fault or drop the claim", Place(facts.package.file))


RULES: tuple[Callable[[Facts], Iterator[Diagnostic]], ...] = (
    _features_are_there,
    _modes_are_true,
    _hazards_agree,
    _conformance_is_earned,
    _says_how_accessible,
)
