"""Whether the media overlays of a book fit its text and its audio (EPUB 3.3, 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from exporter.model import Diagnostic
from exporter.verify import epub_package, overlay_facts
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place, error, warning
from exporter.verify.overlay_facts import Clip, clock_ms

SLACK_MS = 100
"""How far beyond the end of its audio a clip may end: encoders fill up their last frame."""
GUESSED_SLACK = Decimal("1.5")
"""The same as a factor where an MP3 does not say how long it is, and its bit rate may vary."""
ADDING_SLACK_MS = 1_000
"""How far durations may be from what they add up to: they may be rounded (EPUBCheck allows a second too)."""


def _belongs_to_a_document(facts: Facts) -> Iterator[Diagnostic]:
    """Each overlay is of one document, and each document's overlay is one."""
    overlays = {item.id: item for item in facts.package.items if item.media_type == overlay_facts.MEDIA_TYPE}
    used = defaultdict(list)
    for item in facts.package.items:
        place = Place(facts.package.file, item.line)
        if item.overlay and item.overlay not in overlays:
            message = f"{item.href!r} has the overlay {item.overlay!r}, which is none of the book"
            yield error("broken-overlay", message, "name the id of its overlay", place)
        elif item.overlay:
            used[item.overlay].append(item.file)
    for identifier, item in overlays.items():
        if identifier not in used:
            message = f"the overlay {item.href!r} is of no document: nobody will hear it"
            yield warning(
                "broken-overlay",
                message,
                "name it as `media-overlay` of its document",
                Place(facts.package.file, item.line),
            )


def _leads_to_its_text(facts: Facts) -> Iterator[Diagnostic]:
    """What is lit up is there, in a document that has this overlay."""
    documents = _documents(facts)
    for file, overlay in facts.contents.overlays.items():
        for clip in overlay.clips:
            if not clip.text:
                yield error(
                    "broken-overlay", "a clip has no text", "give it the element that is spoken", Place(file, clip.line)
                )
        places = [(clip.text, clip.line) for clip in overlay.clips if clip.text]
        for url, line in (*places, *overlay.references):
            document, fragment = epub_package.resolved(file, url)
            page = facts.contents.pages.get(document)
            if page is None or (fragment and fragment not in page.ids):
                message = f"the overlay leads to {url!r}, which is not in the book"
                yield error("broken-overlay", message, "correct its target", Place(file, line))
            elif document not in documents[file]:
                message = f"the overlay leads to {url!r}, and is not the overlay of that document"
                yield error("broken-overlay", message, "give each document an overlay of its own", Place(file, line))


def _documents(facts: Facts) -> dict[str, set[str]]:
    """The documents of each overlay, by its file."""
    files = {item.id: item.file for item in facts.package.items}
    documents: dict[str, set[str]] = defaultdict(set)
    for item in facts.package.items:
        if item.overlay in files:
            documents[files[item.overlay]].add(item.file)
    return documents


def _leads_to_its_audio(facts: Facts) -> Iterator[Diagnostic]:
    """What is heard is there, and as long as the clips say."""
    for file, overlay in facts.contents.overlays.items():
        for clip in overlay.clips:
            if clip.audio:
                yield from _clip(facts, file, clip)


def _clip(facts: Facts, file: str, clip: Clip) -> Iterator[Diagnostic]:
    place = Place(file, clip.line)
    audio, _ = epub_package.resolved(file, clip.audio)
    begin, end = clock_ms(clip.begin or "0"), clock_ms(clip.end or "0")
    for name, value in (("clipBegin", clip.begin), ("clipEnd", clip.end)):
        if value and clock_ms(value) is None:
            yield error("broken-overlay", f"{name} {value!r} is no time", "write it in seconds, such as 12.5s", place)
    if audio not in facts.files:
        yield error(
            "broken-overlay", f"the overlay plays {clip.audio!r}, which is not in the book", "put the audio in", place
        )
    if begin is None or end is None:
        return
    if clip.end and end <= begin:
        message = f"a clip ends at {clip.end!r}, and begins at {clip.begin or '0'!r}"
        yield error("broken-overlay", message, "let it end after it begins", place)
    length = facts.contents.sounds.get(audio)
    if length is None:
        return
    limit = length.length_ms + SLACK_MS if length.is_exact else length.length_ms * GUESSED_SLACK
    if max(begin, end) > limit:
        message = f"a clip of {clip.audio!r} goes on to {clip.end or clip.begin!r}, and the audio ends at"
        yield error("broken-overlay", f"{message} {length.length_ms / 1000:.1f}s", "correct its times", place)


def _adds_up(facts: Facts) -> Iterator[Diagnostic]:
    """Durations are those of the clips, and the whole is their sum (EPUB 3.3, 9.3.5)."""
    if not facts.contents.overlays:
        return
    place = Place(facts.package.file)
    files = {item.id: item.file for item in facts.package.items if item.media_type == overlay_facts.MEDIA_TYPE}
    total = Decimal(0)
    for identifier, file in files.items():
        said = facts.package.durations.get(identifier)
        told = clock_ms(said) if said else None
        if told is None:
            message = f"the book does not say how long the overlay {identifier!r} takes"
            yield error("broken-overlay", message, "add its `media:duration`", place)
            continue
        total += told
        heard = _heard_ms(facts, file)
        if heard is not None and abs(heard - told) > ADDING_SLACK_MS:
            message = f"the overlay {identifier!r} says that it takes {said}, and its clips take {heard / 1000:.1f}s"
            yield error("broken-overlay", message, "correct its `media:duration`", place)
    said = facts.package.durations.get("", "")
    told = clock_ms(said)
    if told is None:
        yield error(
            "broken-overlay", "the book does not say how long its overlays take", "add a `media:duration`", place
        )
    elif abs(told - total) > ADDING_SLACK_MS:
        message = f"the book says that its overlays take {said}, and they add up to {total / 1000:.1f}s"
        yield error("broken-overlay", message, "correct its `media:duration`", place)


def _heard_ms(facts: Facts, file: str) -> Decimal | None:
    """How long the clips of an overlay take; None where they do not all say it."""
    overlay = facts.contents.overlays.get(file)
    if overlay is None:
        return None
    taken = Decimal(0)
    for clip in overlay.clips:
        begin, end = clock_ms(clip.begin or "0"), clock_ms(clip.end) if clip.end else None
        if clip.audio and (begin is None or end is None):
            return None
        taken += (end or Decimal(0)) - (begin or Decimal(0)) if clip.audio else Decimal(0)
    return taken


def _can_be_played(facts: Facts) -> Iterator[Diagnostic]:
    for file, reason in facts.contents.unplayable.items():
        yield error("damaged-file", f"the audio cannot be read: {reason}", "export or copy it again", Place(file))


RULES: tuple[Callable[[Facts], Iterator[Diagnostic]], ...] = (
    _belongs_to_a_document,
    _leads_to_its_text,
    _leads_to_its_audio,
    _can_be_played,
    _adds_up,
)
