"""What a book can truthfully say of its accessibility.

EPUB Accessibility 1.1 names the properties. Their values are those of the Schema.org Accessibility Properties for
Discoverability Vocabulary (W3C Accessibility Discoverability Vocabulary for Schema.org Community Group, final report of
26 March 2026), and each is given only where its definition there is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from exporter import alternatives, motion
from exporter.backends.epub.parts import XHTML, Body
from exporter.model import Resource
from exporter.motion import Motion

HEADINGS = tuple(f"{{{XHTML}}}h{level}" for level in range(1, 7))
IMAGE = f"{{{XHTML}}}img"
DRAWING = "{http://www.w3.org/2000/svg}svg"
FORMULA = "{http://www.w3.org/1998/Math/MathML}math"
DECORATION = frozenset({"presentation", "none"})
"""Roles of pictures that say nothing and need no alternative; any other needs one."""
UNSTRUCTURED = DECORATION | {"img"}
"""Roles that organise nothing and help nobody to move."""
BESIDE_THE_TEXT = frozenset({"cover", "title-page", "contents", "colophon", "back"})
"""Kinds of parts whose pictures are covers, logos and the like, which the vocabulary does not take for information."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in a book, and the values that follow from it."""

    pictures: int = 0
    """In the text, and no decoration."""
    shown: int = 0
    """Anywhere, and no decoration: covers and logos too."""
    undescribed: int = 0
    """Of those, without an alternative that says anything."""
    long_descriptions: int = 0
    """Of pictures, elsewhere in the same document."""
    formulas: int = 0
    undescribed_formulas: int = 0
    has_headings: bool = False
    has_roles: bool = False
    has_index: bool = False
    has_page_list: bool = False
    is_narrated: bool = False
    """Whether all of the text, alternatives of pictures included, is read aloud in step."""
    motion: Motion = Motion.STILL
    """Of its pictures, the gravest."""

    @property
    def all_images_described(self) -> bool:
        """Whether nobody misses anything who does not see the pictures."""
        return not self.undescribed

    @property
    def is_accessible(self) -> bool:
        """Whether nothing was found that WCAG 2.2 forbids at level A: 1.1.1, 2.3.1, and 2.2.2 for want of a pause."""
        return self.all_images_described and self.motion is Motion.STILL

    @property
    def modes(self) -> tuple[str, ...]:
        """`accessMode`: how the information is encoded."""
        found = (("textual", True), ("visual", self.pictures > 0), ("auditory", self.is_narrated))
        return tuple(mode for mode, is_there in found if is_there)

    @property
    def sufficient(self) -> tuple[str, ...]:
        """`accessModeSufficient`: what is enough to take in all of it."""
        found = (
            ("textual", self.all_images_described),
            ("auditory", self.all_images_described and self.is_narrated),
            ("textual,visual", self.pictures > 0),
        )
        return tuple(modes for modes, is_enough in found if is_enough)

    @property
    def features(self) -> tuple[str, ...]:
        """`accessibilityFeature`, each of them present.

        A book of ours flows, has one reading order and contents, and is not encrypted. `highContrastDisplay` is never
        said: readers choose the colours, and with them the contrast.
        """
        found = (
            ("displayTransformability", True),
            ("readingOrder", True),
            ("tableOfContents", True),
            ("unlocked", True),
            ("structuralNavigation", self.has_headings),
            ("ARIA", self.has_roles),
            ("alternativeText", self.shown > 0 and self.all_images_described),
            ("longDescription", self.long_descriptions > 0),
            ("MathML", self.formulas > 0),
            ("describedMath", self.formulas > 0 and not self.undescribed_formulas),
            ("index", self.has_index),
            ("pageBreakMarkers", self.has_page_list),
            ("pageNavigation", self.has_page_list),
            ("synchronizedAudioText", self.is_narrated),
        )
        return tuple(sorted((feature for feature, is_there in found if is_there), key=str.lower))

    @property
    def hazards(self) -> tuple[str, ...]:
        """`accessibilityHazard`: what is not known is not taken to be harmless.

        Flashing is measured. Whether a picture that moves makes readers feel that they do cannot be. What is heard is
        speech, which readers start themselves.
        """
        if self.motion is Motion.STILL:
            return ("none",)
        flashing = {Motion.HARMLESS: "noFlashingHazard", Motion.UNKNOWN: "unknownFlashingHazard"}
        return (flashing.get(self.motion, "flashing"), "unknownMotionSimulationHazard", "noSoundHazard")


def survey(
    bodies: Sequence[Body], resources: Iterable[Resource] = (), *, has_page_list: bool, is_narrated: bool = False
) -> Facts:
    """Look through the whole book."""
    elements = [element for body in bodies for element in body.tree.iter(etree.Element)]
    roles = {str(element.get("role")) for element in elements if element.get("role")}
    formulas = [element for element in elements if element.tag == FORMULA]
    pictures = [(body, picture) for body in bodies for picture in _pictures(body)]
    return Facts(
        pictures=sum(body.part.kind not in BESIDE_THE_TEXT for body, _ in pictures),
        shown=len(pictures),
        undescribed=sum(alternatives.says_nothing(_alternative(picture)) for _, picture in pictures),
        long_descriptions=sum(_has_long_description(body, picture) for body, picture in pictures),
        formulas=len(formulas),
        undescribed_formulas=sum(not str(formula.get("alttext", "")).strip() for formula in formulas),
        has_headings=any(element.tag in HEADINGS for element in elements),
        has_roles=bool(roles - UNSTRUCTURED),
        has_index="doc-index" in roles,
        has_page_list=has_page_list,
        is_narrated=is_narrated,
        motion=motion.worst(motion.measure(resource.data, resource.media_type) for resource in resources),
    )


def _pictures(body: Body) -> Iterator[etree._Element]:
    """The pictures and drawings of a document that are no decoration."""
    for element in body.tree.iter(IMAGE, DRAWING):
        outer = [element, *element.iterancestors()]
        is_inner = any(one.tag == DRAWING for one in outer[1:])
        if not is_inner and element.get("role") not in DECORATION and not any(map(_is_hidden, outer)):
            yield element


def _is_hidden(element: etree._Element) -> bool:
    return element.get("aria-hidden") == "true"


def _alternative(picture: etree._Element) -> str:
    """As a screen reader says it (Accessible Name and Description Computation 1.1, 4.3.2)."""
    titles = picture.iterfind("{*}title") if picture.tag == DRAWING else ()
    written = (picture.get("aria-label"), picture.get("alt"), *("".join(map(str, one.itertext())) for one in titles))
    return next((str(text) for text in written if text and str(text).strip()), "")


def _has_long_description(body: Body, picture: etree._Element) -> bool:
    """Whether something in the document is named as the picture's details (WAI-ARIA 1.2, aria-details)."""
    names = str(picture.get("aria-details") or picture.get("aria-describedby") or "").split()
    told = (body.tree.xpath("string(//*[@id=$name])", name=name) for name in names)
    return any(str(text).strip() for text in told)
