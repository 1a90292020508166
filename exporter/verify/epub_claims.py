"""Whether what an ebook says of its accessibility is true, as far as a machine can tell.

The properties are those of EPUB Accessibility 1.1, their values those of the Schema.org Accessibility Properties for
Discoverability Vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from exporter.model import Diagnostic
from exporter.motion import Motion
from exporter.verify import epub_package
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place, error, warning
from exporter.verify.page_accessibility import BESIDE_THE_TEXT

REQUIRED = ("accessMode", "accessibilityFeature", "accessibilityHazard")
"""Metadata that a conforming book must have (EPUB Accessibility 1.1, 2.2)."""
RECOMMENDED = ("accessModeSufficient", "accessibilitySummary")
"""Metadata that it should have (as above)."""
AUDIO_FEATURES = ("audioDescription", "captions", "closedCaptions", "openCaptions", "signLanguage", "transcript")
"""What only books with sound or film can have."""


def _describes_images(facts: Facts) -> str:
    """What is wanting in the alternatives of pictures."""
    bare = sum(len(page.bare_images) for page in facts.documents.values())
    hollow = sum(len(page.accessibility.hollow) for page in facts.documents.values())
    told = [f"{bare} of its pictures {'has' if bare == 1 else 'have'} no alternative text"] if bare else []
    if hollow:
        told.append(f"the alternative text of {hollow} says nothing")
    return " and ".join(told)


def _has_alternatives(facts: Facts) -> str:
    if facts.documents and not any(page.images or page.formulas for page in facts.documents.values()):
        return "" if _has_media(facts) else "it has no picture that needs any"
    return _describes_images(facts)


def _marks_pages(facts: Facts) -> str:
    return "" if any(page.page_breaks for page in facts.documents.values()) else "no page break is marked in it"


def _lists_pages(facts: Facts) -> str:
    navigation = facts.navigation
    return "" if navigation and navigation.navigation.get("page-list") else "it has no list of pages"


def _lists_contents(facts: Facts) -> str:
    navigation = facts.navigation
    listed = navigation.navigation.get("toc") if navigation else facts.contents.entries
    return "" if listed else "it has no table of contents"


def _has_headings(facts: Facts) -> str:
    own = [page for page in facts.documents.values() if page is not facts.navigation]
    return "" if any(page.headings for page in own) else "there is no heading in its text"


def _has_roles(facts: Facts) -> str:
    return "" if _any(facts, "structures") else "no element has a role"


def _has_formulas(facts: Facts) -> str:
    return "" if any(page.formulas for page in facts.documents.values()) else "there is no formula in MathML"


def _describes_formulas(facts: Facts) -> str:
    """Formulas that are pictures have their alternative texts; that they are formulas nobody can see."""
    count = sum(page.formulas for page in facts.documents.values())
    bare = count - sum(page.accessibility.described_formulas for page in facts.documents.values())
    if bare:
        return f"{bare} of its formulas {'has' if bare == 1 else 'have'} no description"
    return "" if count or any(page.images for page in facts.documents.values()) else "there is no formula in it"


def _is_read_aloud(facts: Facts) -> str:
    return "" if _overlaid(facts) else "nothing in it is read aloud in step"


def _has_sound_or_film(facts: Facts) -> str:
    return "" if _has_media(facts) else "it has neither sound nor film"


def _describes_at_length(facts: Facts) -> str:
    for page in facts.documents.values():
        found = page.accessibility
        if found.descriptions or any(name in page.ids for name in found.details):
            return ""
    return "nothing is marked as a longer description"


def _has_index(facts: Facts) -> str:
    return "" if _any(facts, "indexes") else "nothing in it is marked as an index"


def _reflows(facts: Facts) -> str:
    fixed = "pre-paginated" in facts.package.properties.get("rendition:layout", ())
    return "its pages are fixed" if fixed else ""


FEATURES: Mapping[str, Callable[[Facts], str]] = {
    "alternativeText": _has_alternatives,
    "ARIA": _has_roles,
    "describedMath": _describes_formulas,
    "displayTransformability": _reflows,
    "MathML": _has_formulas,
    "pageBreakMarkers": _marks_pages,
    "pageNavigation": _lists_pages,
    "printPageNumbers": _marks_pages,  # what both were called before
    "structuralNavigation": _has_headings,
    "synchronizedAudioText": _is_read_aloud,
    "tableOfContents": _lists_contents,
    **dict.fromkeys(AUDIO_FEATURES, _has_sound_or_film),
}
"""What `accessibilityFeature` may claim, and what says that it is not so."""
BEYOND = frozenset(
    [
        "annotations",
        "bookmarks",
        "braille",
        "ChemML",
        "fullRubyAnnotations",
        "highContrastAudio",
        "highContrastDisplay",
        "horizontalWriting",
        "largePrint",
        "latex",
        "latex-chemistry",
        "MathML-chemistry",
        "none",
        "readingOrder",
        "rubyAnnotations",
        "tactileGraphic",
        "tactileObject",
        "taggedPDF",
        "timingControl",
        "ttsMarkup",
        "unknown",
        "unlocked",
        "verticalWriting",
        "withAdditionalWordSegmentation",
        "withoutAdditionalWordSegmentation",
    ]
)
"""What else it may claim, which no look at a file can bear out (Schema.org vocabulary 2.0, accessibilityFeature)."""
UNMARKED: Mapping[str, Callable[[Facts], str]] = {"index": _has_index, "longDescription": _describes_at_length}
"""Likewise of what may be there without any mark that tells it from other text."""


def _features_are_there(facts: Facts) -> Iterator[Diagnostic]:
    for feature in dict.fromkeys(_values(facts, "accessibilityFeature")):
        if feature in FEATURES and (reason := FEATURES[feature](facts)):
            yield _broken(facts, f"the feature {feature!r}", reason)
        elif feature in UNMARKED and (reason := UNMARKED[feature](facts)):
            message = f"the book claims the feature {feature!r}, and {reason}"
            yield warning("unchecked-claim", message, "mark it, or drop the claim", Place(facts.package.file))
        elif feature.partition("/")[0] not in {*FEATURES, *UNMARKED, *BEYOND}:
            message = f"the book claims the feature {feature!r}, which the vocabulary does not have"
            yield warning("unchecked-claim", message, _nearest_feature(feature), Place(facts.package.file))


def _nearest_feature(feature: str) -> str:
    from exporter.validation import nearest

    return nearest(feature, [*FEATURES, *UNMARKED, *BEYOND])


def _features_are_told(facts: Facts) -> Iterator[Diagnostic]:
    """What readers would look for and not find: of a book that says how accessible it is, and forgets its sound."""
    said = _values(facts, "accessibilityFeature")
    if said and "synchronizedAudioText" not in said and _overlaid(facts):
        message = "the book is read aloud in step, and does not say so"
        hint = "add the feature 'synchronizedAudioText'"
        yield warning("missing-metadata", message, hint, Place(facts.package.file))


def _modes_are_true(facts: Facts) -> Iterator[Diagnostic]:
    modes = _values(facts, "accessMode")
    sounds, shows = _has_media(facts), any(page.images for page in facts.documents.values())
    if modes and "visual" not in modes and _information(facts):
        yield _broken(facts, f"the modes {', '.join(modes)!r} alone", "it has pictures")
    if modes and "auditory" not in modes and _overlaid(facts):
        yield _broken(facts, f"the modes {', '.join(modes)!r} alone", "it is read aloud")
    if "visual" in modes and not shows and not sounds:
        yield _broken(facts, "the mode 'visual'", "it has no picture")
    if "auditory" in modes and not sounds:
        yield _broken(facts, "the mode 'auditory'", "there is no sound in it")


def _sufficient_modes_are_true(facts: Facts) -> Iterator[Diagnostic]:
    sufficient = [{mode.strip() for mode in value.split(",")} for value in _values(facts, "accessModeSufficient")]
    wanting = _describes_images(facts)
    if {"textual"} in sufficient and wanting:
        yield _broken(facts, "that its text is enough to read it", wanting)
    if {"auditory"} in sufficient:
        for reason in filter(None, (wanting, "" if _has_media(facts) else "there is no sound in it")):
            yield _broken(facts, "that its sound is enough to follow it", reason)


def _pages_are_those_of_the_source(facts: Facts) -> Iterator[Diagnostic]:
    """EPUB Accessibility 1.1, 3.2: whoever names the source of page numbers has page numbers."""
    properties = facts.package.properties
    named = [source for source in properties.get("pageBreakSource", ()) if source != "none"]
    if "pagination" in properties.get("source-of", ()) or named:
        for reason in filter(None, (_lists_pages(facts), _marks_pages(facts))):
            yield _broken(facts, "to have the page numbers of another edition", reason)


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


def _names_a_certifier(facts: Facts) -> Iterator[Diagnostic]:
    properties = facts.package.properties
    named = [name for name in ("a11y:certifierCredential", "a11y:certifierReport") if properties.get(name)]
    if named and not properties.get("a11y:certifiedBy"):
        message = f"the book has {' and '.join(named)}, and does not say who has evaluated it"
        yield warning("missing-metadata", message, "add `a11y:certifiedBy`", Place(facts.package.file))


def _shortcomings(facts: Facts) -> Iterator[str]:
    """What WCAG 2 at level A and EPUB Accessibility ask for and a look can tell."""
    if reason := _describes_images(facts):  # WCAG 1.1.1
        yield reason
    motions = facts.contents.motions
    yield from (f"{file!r} flashes" for file, one in motions.items() if one is Motion.FLASHING)  # WCAG 2.3.1
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


def _any(facts: Facts, name: str) -> bool:
    return any(getattr(page.accessibility, name) for page in facts.documents.values())


def _information(facts: Facts) -> int:
    """Pictures in the text: covers and logos are none (vocabulary, `visual`)."""
    beside = set()
    package = facts.package.file
    for file, page in facts.documents.items():
        for kinds, address in page.accessibility.landmarks:
            if not BESIDE_THE_TEXT.isdisjoint(kinds.split()):
                beside.add(epub_package.resolved(file or package, address)[0])
    return sum(page.accessibility.pictures for file, page in facts.documents.items() if file not in beside)


def _has_media(facts: Facts) -> bool:
    listed = any(item.media_type.startswith(("audio/", "video/")) for item in facts.package.items)
    return listed or _any(facts, "media")


def _overlaid(facts: Facts) -> bool:
    return any(item.overlay for item in facts.package.items)


def _is_accessibility(claim: str) -> bool:
    return any(word in claim.lower() for word in ("wcag", "a11y", "accessibility"))


def _values(facts: Facts, name: str) -> tuple[str, ...]:
    return facts.package.properties.get(f"schema:{name}", ())


def _broken(facts: Facts, claim: str, reason: str) -> Diagnostic:
    message = f"the book claims {claim}, but {reason}"
    return error("broken-claim", message, "repair the fault or drop the claim", Place(facts.package.file))


RULES: tuple[Callable[[Facts], Iterator[Diagnostic]], ...] = (
    _features_are_there,
    _features_are_told,
    _modes_are_true,
    _sufficient_modes_are_true,
    _pages_are_those_of_the_source,
    _names_a_certifier,
    _conformance_is_earned,
    _says_how_accessible,
)
