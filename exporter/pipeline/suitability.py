"""Whether a layout can make what an edition asks of it: known before any article is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from exporter.errors import ExporterError
from exporter.model import FORMATS, Clinic, Copyfit, Diagnostic, Edition, Medium, Project, Severity
from exporter.pipeline import blame
from exporter.validation import nearest

if TYPE_CHECKING:
    from exporter.layout import Layout

AUDIOBOOKS: Mapping[str, str] = {"audiobook": "aac", "podcast": "mp3"}
"""Formats that are only heard, and what each is encoded as."""
NOBODY = Clinic(name="")
TEXT_SIZE = "text-size"
"""The token that copyfitting changes; everything else of the text follows from it."""


def refused(project: Project, editions: Sequence[Edition], *, clinics: bool) -> Iterator[Diagnostic]:
    """What is wrong with editions of a project, layouts that are not there or broken among it.

    Args:
        project: Whose own layouts come first.
        editions: Those that are to be made.
        clinics: Whether the project has any, so that somebody publishes.
    """
    from exporter import layout

    somebody = NOBODY if not clinics else Clinic(name="clinic")
    for edition in editions:
        try:
            with blame.on(edition):
                chosen, _ = layout.load(edition.layout, (project.layouts,))
        except ExporterError as error:
            yield from error.diagnostics
            continue
        yield from faults(edition, edition.formats, chosen, somebody)
        if edition.paper and edition.paper not in chosen.papers and _is_printed(edition):
            message, hint = f"the layout has no paper {edition.paper!r}", nearest(edition.paper, list(chosen.papers))
            told = Diagnostic("unknown-paper", Severity.ERROR, message, hint)
            yield from blame.placed(edition, [told])


def faults(edition: Edition, formats: Sequence[str], chosen: Layout, clinic: Clinic) -> tuple[Diagnostic, ...]:
    """What an edition asks of its layout in vain, told with the edition's place."""
    return tuple(blame.placed(edition, _unsuited(edition, formats, chosen, clinic)))


def _is_printed(edition: Edition) -> bool:
    return any(FORMATS[name].medium is Medium.PRINT for name in edition.formats)


def _unsuited(edition: Edition, formats: Sequence[str], chosen: Layout, clinic: Clinic) -> Iterator[Diagnostic]:
    """Formats that the layout is not made for (an ebook printed would be its cover alone), or that lack something."""
    for name in formats:
        if name not in chosen.formats:
            message = f"the layout {chosen.name!r} is not made for {name!r}"
            hint = f"it makes {', '.join(chosen.formats)}; 'exporter layouts' lists the others"
            yield Diagnostic("unsupported-format", Severity.ERROR, message, hint)
    yield from _unfit(edition.copyfit, chosen)
    silent = sorted(AUDIOBOOKS.keys() & set(formats)) if edition.narration is None else ()
    for name in silent:
        message = f"nobody reads the {name!r}: there is no narration"
        hint = "name a speech engine: narration = 'espeak-ng', or --narration espeak-ng"
        yield Diagnostic("missing-narration", Severity.ERROR, message, hint)
    if "onix" in formats and not clinic.name:
        message = "a record for shops needs a publisher, and the clinic has no name"
        hint = "name the clinic's file with --clinic, or put one into the project"
        yield Diagnostic("missing-publisher", Severity.ERROR, message, hint)
    bleed = chosen.tokens.get("bleed")
    if "press" in formats and (bleed is None or bleed.value in ("0", "0mm")):
        message = f"the layout {chosen.name!r} has no bleed, which printing houses ask for"
        yield Diagnostic("unsupported-format", Severity.ERROR, message, "give it a token 'bleed' of 3mm")


def _unfit(fit: Copyfit | None, chosen: Layout) -> Iterator[Diagnostic]:
    """Sizes to be tried that the layout does not allow: it would depend on the article whether they are reached."""
    from exporter import layout

    for name, size_pt in (("min_pt", fit.min_pt), ("max_pt", fit.max_pt)) if fit else ():
        hint = layout.refused(chosen, TEXT_SIZE, f"{size_pt:g}pt")
        if hint:
            yield Diagnostic("invalid-value", Severity.ERROR, f"copyfit.{name} cannot be {size_pt:g}", hint)
