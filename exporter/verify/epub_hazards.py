"""Whether what an ebook says of hazards is true: what flashes is measured, and what cannot be is not taken for safe.

Values are those of the Schema.org Accessibility Properties for Discoverability Vocabulary, `accessibilityHazard`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from exporter.model import Diagnostic
from exporter.motion import Motion
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place, error, warning

KINDS = ("Flashing", "MotionSimulation", "Sound")
SAFE_FROM_FLASHING = frozenset({"none", "noFlashingHazard"})
FILM = "video/"


def contradictions() -> Iterator[tuple[str, str]]:
    """Values of which at most one can be true (vocabulary, each value's own section)."""
    for kind in KINDS:
        there, absent, unknown = kind[:1].lower() + kind[1:], f"no{kind}Hazard", f"unknown{kind}Hazard"
        yield from ((there, absent), (there, unknown), (absent, unknown))
        yield from (("none", there), ("none", unknown), ("unknown", there), ("unknown", absent))
    yield "none", "unknown"


def _agree(facts: Facts) -> Iterator[Diagnostic]:
    hazards = _hazards(facts)
    for one, other in contradictions():
        if {one, other} <= hazards:
            yield _broken(facts, one, f"it says {other!r} too")


def _nothing_flashes(facts: Facts) -> Iterator[Diagnostic]:
    """Find what flashes, whatever is said of it, and what may flash where the book says that nothing does."""
    claimed = sorted(SAFE_FROM_FLASHING & _hazards(facts))
    for file, moving in facts.contents.motions.items():
        if moving is Motion.FLASHING:
            message = "the picture flashes more than three times in a second, which can cause seizures"
            yield warning("flashing-image", message, "replace it by a still one", Place(file))
            for hazard in claimed:
                yield _broken(facts, hazard, f"{file!r} flashes")
    for hazard in claimed:
        for what in _unmeasured(facts):
            message = f"the book claims the hazard {hazard!r}, and whether {what} flashes cannot be measured here"
            hint = "see to it by hand, or say 'unknownFlashingHazard'"
            yield warning("unchecked-claim", message, hint, Place(facts.package.file))


def _are_there(facts: Facts) -> Iterator[Diagnostic]:
    """Find hazards that readers are warned of and that cannot be."""
    hazards = _hazards(facts)
    is_quiet = not any(page.active for page in facts.contents.pages.values())  # scripts can do anything
    moves = any(motion is not Motion.STILL for motion in facts.contents.motions.values()) or bool(_media(facts, FILM))
    sounds = bool(_media(facts, FILM) or _media(facts, "audio/"))
    if is_quiet and "flashing" in hazards and not moves:
        yield _broken(facts, "flashing", "nothing in it moves")
    if is_quiet and "sound" in hazards and not sounds:
        yield _broken(facts, "sound", "there is no sound in it")


def _unmeasured(facts: Facts) -> Iterator[str]:
    yield from (repr(file) for file, motion in facts.contents.motions.items() if motion is Motion.UNKNOWN)
    yield from map(repr, _media(facts, FILM))
    yield from (f"what scripts do in {file!r}" for file, page in facts.documents.items() if page.active)


def _media(facts: Facts, kind: str) -> list[str]:
    return [item.href for item in facts.package.items if item.media_type.startswith(kind)]


def _hazards(facts: Facts) -> set[str]:
    return set(facts.package.properties.get("schema:accessibilityHazard", ()))


def _broken(facts: Facts, hazard: str, reason: str) -> Diagnostic:
    message = f"the book claims the hazard {hazard!r}, but {reason}"
    return error("broken-claim", message, "repair the fault or drop the claim", Place(facts.package.file))


RULES: tuple[Callable[[Facts], Iterator[Diagnostic]], ...] = (_agree, _nothing_flashes, _are_there)
