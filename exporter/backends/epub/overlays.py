"""Media overlays: which element is lit up while which clip of the audio is heard (EPUB 3.3, 9; SMIL 3.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from exporter.backends.epub import reading
from exporter.backends.epub.parts import OPS, Body
from exporter.backends.epub.reading import Passage, Spoken, Step
from exporter.model import Chapter, Clip, Document, Recording, Script, Track

MEDIA_TYPE = "application/smil+xml"
ACTIVE = "-epub-media-overlay-active"
"""The class that reading systems give to what is being read; the name that EPUB 3.3, 9.3.1 gives as its example."""
STYLE = f"""
.{ACTIVE} {{
  background-color: #ffe58a; color: #000000; text-decoration: underline; text-decoration-thickness: 0.12em;
}}
.{ACTIVE} a {{ color: #000000; }}
img.{ACTIVE}, svg.{ACTIVE}, math.{ACTIVE} {{ outline: 0.2em solid #b36b00; }}
"""
"""Goes before the layout's own rules. Black on yellow is as clear on dark ground as on light; and the line under it is
there for those who see no colours."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """The overlay of one content document, and its audio."""

    body: Body
    passage: Passage
    track: Track

    @property
    def file(self) -> str:
        """Of the overlay."""
        return f"{self.body.part.name}.smil"

    @property
    def audio_file(self) -> str:
        """Of the audio."""
        return f"audio/{self.body.part.name}.{self.track.suffix}"


def script(document: Document, bodies: Sequence[Body]) -> Script:
    """What is said in a book whose pages are marked."""
    passages = [(body, reading.read(document, body)) for body in bodies]
    chapters = (
        Chapter(body.part.name, body.part.title, tuple(reading.utterances(passage)))
        for body, passage in passages
        if passage is not None
    )
    return Script(document.language, tuple(chapters))


def lay(document: Document, bodies: Sequence[Body], recording: Recording | None) -> dict[str, Overlay]:
    """Mark the sentences of a book and lay the recording over them, by the names of parts.

    Raises:
        ValueError: the recording's script was made of another book.
    """
    if recording is None:
        return {}
    read = {body.part.name: (body, passage) for body in bodies if (passage := reading.read(document, body)) is not None}
    said = {name: sum(1 for _ in reading.utterances(passage)) for name, (_, passage) in read.items()}
    heard = {name: len(track.clips) for name, track in recording.tracks.items()}
    if different := sorted({name for name, _ in said.items() ^ heard.items()}):
        raise ValueError(f"the recording is of another book: its clips are not what {', '.join(different)} says")
    return {name: Overlay(*read[name], track) for name, track in recording.tracks.items()}


def write(overlay: Overlay) -> bytes:
    """The overlay as SMIL."""
    clips = iter(overlay.track.clips)
    steps = "\n".join(line for child in overlay.passage.children for line in _lines(overlay, child, clips))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="{OPS}" version="3.0">\n'
        f'<body epub:textref="{_place(overlay, overlay.passage.target)}">\n{steps}\n</body>\n</smil>\n'
    ).encode()


def _lines(overlay: Overlay, step: Step, clips: Iterator[Clip]) -> Iterator[str]:
    kind = f' epub:type="{step.kind}"' if step.kind else ""
    place = _place(overlay, step.target)
    if isinstance(step, Spoken):
        clip = next(clips)
        times = f'clipBegin="{clock(clip.begin_ms)}" clipEnd="{clock(clip.end_ms)}"'
        yield f'<par{kind}><text src="{place}"/><audio src="{quote(overlay.audio_file)}" {times}/></par>'
    else:
        yield f'<seq epub:textref="{place}"{kind}>'
        for child in step.children:
            yield from _lines(overlay, child, clips)
        yield "</seq>"


def _place(overlay: Overlay, target: str) -> str:
    return escape(f"{quote(overlay.body.file)}#{quote(target)}", quote=True)


def identifier(name: str) -> str:
    """The id of the overlay of a part in the manifest."""
    return f"overlay-{name}"


def clock(time_ms: int) -> str:
    """A time as a clock value in seconds (SMIL 3.0, 5.4.3)."""
    return f"{time_ms / 1000:.3f}s"


def durations(overlays: Mapping[str, Overlay]) -> dict[str, str]:
    """How long each overlay takes, by the names of parts, and all together by the empty name."""
    taken = {name: overlay.track.duration_ms for name, overlay in overlays.items()}
    return {name: clock(time_ms) for name, time_ms in (*taken.items(), ("", sum(taken.values())))}
