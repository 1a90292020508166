"""Which jobs a command line asks for without a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exporter import validation
from exporter.article import names
from exporter.errors import ExporterError
from exporter.model import FORMATS, Diagnostic, Edition, Medium, Narration, Severity
from exporter.pipeline.choosing import absolute
from exporter.pipeline.job import Job

OTHER_SUFFIXES = {"htm": "html", "jpeg": "jpg"}
"""Suffixes that stand for the usual ones."""
LAYOUT_PREFIXES = ("options.", "tokens.")


@dataclass(frozen=True, slots=True)
class OneOff:
    """One article to be written without a project."""

    article: Path
    """The Markdown file; with `text`, only what its pictures are relative to."""
    outputs: Sequence[Path]
    format: str = ""
    """For outputs whose suffix does not say it."""
    layout: str = ""
    clinic: Path | None = None
    paper: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Names for the text; those that begin with `options.` and `tokens.` are options and tokens of the layout."""
    embed_fonts: bool = False
    """In ebooks and web pages too."""
    narration: Narration | None = None
    pronunciations: Path | None = None
    """The file that says how words are spoken."""
    root: Path | None = None
    """The project that the article lies in, whose files it may name; None for its own folder."""
    text: bytes | None = None


def one_off(wanted: OneOff) -> tuple[Job, ...]:
    """Make the jobs of a one-off export: outputs of one layout share a job.

    Nothing outside the article's folder, or the root that is given, is read, but the clinic's file and what lies beside
    it.

    Raises:
        ExporterError: the format of an output cannot be told, two outputs are of one format, one would take the
            place of the article or of the clinic's file, or a name is set that is the article's own.
    """
    _refuse_sources(wanted)
    _refuse_names(wanted)
    article = absolute(wanted.article)
    by_layout: dict[str, dict[str, Path]] = {}
    for path in wanted.outputs:
        name = _format(path, wanted.format)
        group = by_layout.setdefault(wanted.layout or FORMATS[name].usual_layout, {})
        if name in group:
            message = f"{str(group[name])!r} and {str(path.absolute())!r} are both {name!r}"
            raise ExporterError([_error("output-collision", message, "ask for one file of each format")])
        group[name] = path.absolute()
    return tuple(_one_off_job(wanted, article, layout, group) for layout, group in by_layout.items())


def _refuse_sources(wanted: OneOff) -> None:
    """Refuse to write over what the user wrote."""
    sources = {} if wanted.text is not None else {wanted.article.resolve(): "the article"}
    if wanted.clinic is not None:
        sources[wanted.clinic.resolve()] = "the clinic's file"
    overwritten = [
        _error("output-collision", f"{str(path)!r} is {sources[path.resolve()]} itself", "write to another file")
        for path in wanted.outputs
        if path.resolve() in sources
    ]
    if overwritten:
        raise ExporterError(overwritten)


def _refuse_names(wanted: OneOff) -> None:
    """Refuse to set what is the article's or the clinic's own: the text would differ from all that is around it."""
    given = [key for key in wanted.settings if not key.startswith(LAYOUT_PREFIXES)]
    refused = [_error("reserved-name", *fault) for fault in map(names.fault, given) if fault]
    if refused:
        raise ExporterError(refused)


def _one_off_job(wanted: OneOff, article: Path, layout: str, group: Mapping[str, Path]) -> Job:
    edition = Edition(
        name=layout,
        layout=layout,
        formats=tuple(group),
        paper=wanted.paper if any(FORMATS[name].medium is Medium.PRINT for name in group) else "",
        tokens=_below("tokens.", wanted.settings),
        options=_below("options.", wanted.settings),
        embed_fonts=wanted.embed_fonts,
        narration=wanted.narration,
    )
    root = article.parent if wanted.root is None else absolute(wanted.root)
    return Job(
        name=article.name,
        root=root,
        article=article,
        edition=edition,
        outputs=dict(group),
        layouts=tuple(dict.fromkeys((article.parent / "layouts", root / "layouts"))),
        clinic=absolute(wanted.clinic) if wanted.clinic else None,
        text=wanted.text,
        variables={key: value for key, value in wanted.settings.items() if not key.startswith(LAYOUT_PREFIXES)},
        names=frozenset(one.usual_layout for one in FORMATS.values()),
        pronunciations=absolute(wanted.pronunciations) if wanted.pronunciations else None,
    )


def _below(prefix: str, settings: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(prefix): value for key, value in settings.items() if key.startswith(prefix)}


def _format(path: Path, name: str) -> str:
    if name and name not in FORMATS:
        raise ExporterError(
            [_error("unknown-format", f"there is no format {name!r}", validation.nearest(name, list(FORMATS)))]
        )
    suffix = path.suffix.lower().removeprefix(".")
    meant = OTHER_SUFFIXES.get(suffix, suffix)
    named = FORMATS.get(path.with_suffix("").suffix.lower().removeprefix("."))  # `leaflet.press.pdf`
    if not name and named is not None and named.suffix == meant:
        return named.name
    told = name or next((one.name for one in FORMATS.values() if one.suffix == meant), "")
    if not told:
        suffixes = dict.fromkeys([*(one.suffix for one in FORMATS.values()), *OTHER_SUFFIXES])
        known = ", ".join(f".{one}" for one in suffixes)
        message = f"the format of {str(path)!r} cannot be told from its suffix {path.suffix!r}"
        raise ExporterError([_error("unknown-format", message, f"end the name in {known}, or give --format")])
    return told


def _error(rule: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, hint)
