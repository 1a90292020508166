"""Which jobs a project, or a command line, asks for; nothing is read but the names of files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from exporter import validation
from exporter.article import names
from exporter.config import outputs
from exporter.errors import ExporterError
from exporter.model import FORMATS, Diagnostic, Edition, Medium, Narration, Project, Severity
from exporter.pipeline.job import Job, shown

OTHER_SUFFIXES = {"htm": "html", "jpeg": "jpg"}
"""Suffixes that stand for the usual ones."""
ARTICLE_SUFFIXES = (".md", ".markdown", ".txt")
"""Of articles that are named; the first is that of those that are found."""
AUDIO_CACHE = Path(".cache", "audio")
"""Below a project's folder of outputs."""
LAYOUT_PREFIXES = ("options.", "tokens.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to build of a project; what is empty means all."""

    articles: Sequence[Path] = ()
    editions: Sequence[str] = ()
    """Names of editions."""
    clinics: Sequence[str] = ()
    """Names of clinics' files without suffix."""


def plan(project: Project, choice: Choice) -> tuple[Job, ...]:
    """Make one job of every article, clinic and edition.

    Print editions come before the ebooks that take their page numbers from them.

    Raises:
        ExporterError: there is no such edition, clinic or article, or two jobs of the project, chosen or not, would
            write the same file.
    """
    editions = _chosen_editions(project, choice.editions)
    clinics = _chosen_clinics(project, choice.clinics)
    articles = _chosen_articles(project, choice.articles)
    if not articles:
        message = f"there are no articles in {shown(project.articles, project.root)!r}"
        raise ExporterError([_error("no-articles", message, "put Markdown files ending in .md there")])
    jobs = _jobs(project, articles, clinics, editions)
    every_article = list(dict.fromkeys((*_chosen_articles(project, ()), *articles)))
    _refuse_collisions(jobs, _jobs(project, every_article, _chosen_clinics(project, ()), project.editions))
    return jobs


def _jobs(
    project: Project, articles: Sequence[Path], clinics: Sequence[Path | None], editions: Sequence[Edition]
) -> tuple[Job, ...]:
    several = len(_clinic_files(project)) > 1
    return tuple(
        _job(project, article, clinic, edition, several=several)
        for article in articles
        for clinic in clinics
        for edition in editions
    )


def _job(project: Project, article: Path, clinic: Path | None, edition: Edition, *, several: bool) -> Job:
    stem = article.relative_to(project.articles) if article.is_relative_to(project.articles) else Path(article.name)
    where = clinic.stem if clinic is not None and several else ""

    def place(name: str) -> Path:
        names = outputs.Names(str(stem.with_suffix("")), edition.name, name, where)
        try:
            return project.build / outputs.path(project.output, names)
        except ValueError as error:
            hint = "rename the article or the clinic's file"
            raise ExporterError([_error("outside-project", str(error), hint)]) from error

    source = next((other for other in project.editions if other.name == edition.pages_from), None)
    pages_from = None
    if source is not None:
        # Only its pages are wanted, so it writes nothing but is typeset as if for `screen`.
        paged = replace(source, formats=("screen",), pages_from="")
        pages_from = _job(project, article, clinic, paged, several=several)
    return Job(
        name=f"{where}/{stem.with_suffix('')} {edition.name}".lstrip("/"),
        root=project.root,
        article=article,
        edition=edition,
        outputs={name: place(name) for name in edition.formats},
        layouts=(project.layouts,),
        clinic=clinic,
        hosts=project.hosts,
        names=frozenset(name for other in project.editions for name in (other.name, other.layout)),
        pages_from=pages_from,
        pronunciations=project.pronunciations,
        audio_cache=project.build / AUDIO_CACHE,
    )


def _chosen_editions(project: Project, names: Sequence[str]) -> list[Edition]:
    known = {edition.name: edition for edition in project.editions}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ExporterError(
            _error("unknown-edition", f"there is no edition {name!r}", validation.nearest(name, list(known)))
            for name in unknown
        )
    chosen = [known[name] for name in dict.fromkeys(names)] if names else list(known.values())
    return sorted(chosen, key=lambda edition: bool(edition.pages_from))


def _clinic_files(project: Project) -> list[Path]:
    return sorted(path for path in project.clinics.glob("*.toml") if not path.name.startswith("."))


def _chosen_clinics(project: Project, names: Sequence[str]) -> list[Path | None]:
    files = {path.stem: path for path in _clinic_files(project)}
    unknown = [name for name in names if name not in files]
    if unknown:
        where = f"put clinics' files ending in .toml into {shown(project.clinics, project.root)!r}"
        raise ExporterError(
            _error("unknown-clinic", f"there is no clinic {name!r}", validation.nearest(name, list(files)) or where)
            for name in unknown
        )
    chosen: list[Path | None] = [files[name] for name in dict.fromkeys(names)] if names else [*files.values()]
    return chosen or [None]


def _chosen_articles(project: Project, paths: Sequence[Path]) -> list[Path]:
    if not paths:
        found = (path for path in project.articles.rglob("*.md") if path.is_file())
        return sorted(path for path in found if not _is_hidden(path.relative_to(project.articles)))
    outside = [path for path in paths if not path.resolve().is_relative_to(project.root)]
    if outside:
        raise ExporterError(
            _error("outside-project", f"{str(path)!r} lies outside the project", "use 'exporter render' for it")
            for path in outside
        )
    folders = [path for path in paths if path.is_dir()]
    if folders:
        raise ExporterError(
            _error("unreadable-file", f"{str(path)!r} is a folder", "name a file in it") for path in folders
        )
    others = [path for path in paths if path.suffix.lower() not in ARTICLE_SUFFIXES]
    if others:
        hint = f"name articles, which end in {', '.join(ARTICLE_SUFFIXES)}; an edition's name goes behind --edition"
        raise ExporterError(_error("wrong-usage", f"{str(path)!r} is no article", hint) for path in others)
    return list(dict.fromkeys(_named(path, project.root) for path in paths))


def _named(path: Path, root: Path) -> Path:
    """The path as `_chosen_articles` finds it by itself: links in it keep their names, and with them the outputs."""
    absolute = _absolute(path)
    return absolute if absolute.is_relative_to(root) else path.resolve()


def _absolute(path: Path) -> Path:
    """The path without `..`, so that it can be told which folder it lies in; links keep their names.

    Where `..` goes back over a link, names alone would lead to another file: then no link is kept.
    """
    plain, real = os.path.normpath(path.absolute()), os.path.realpath(path)  # which bears links that go in a circle
    return Path(plain if os.path.realpath(plain) == real else real)


def _is_hidden(path: Path) -> bool:
    """Whether a name begins with a full stop, as those that editors and other systems leave behind."""
    return any(part.startswith(".") for part in path.parts)


def _refuse_collisions(jobs: Iterable[Job], every_job: Iterable[Job]) -> None:
    """Refuse to write what another job writes, in this run or the next: it could be another clinic's."""
    wanted = {path for job in jobs for path in job.outputs.values()}
    taken: dict[Path, str] = {}
    collisions = []
    for job in every_job:
        for path in (path for path in job.outputs.values() if path in wanted):
            if path in taken:
                message = f"{taken[path]!r} and {job.name!r} would both write {job.shown(path)!r}"
                hint = "name {clinic}, {article}, {edition} and {format} in the 'output' pattern"
                collisions.append(_error("output-collision", message, hint))
            taken[path] = job.name
    if collisions:
        raise ExporterError(collisions)


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
    article = _absolute(wanted.article)
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
    root = article.parent if wanted.root is None else _absolute(wanted.root)
    return Job(
        name=article.name,
        root=root,
        article=article,
        edition=edition,
        outputs=dict(group),
        layouts=tuple(dict.fromkeys((article.parent / "layouts", root / "layouts"))),
        clinic=_absolute(wanted.clinic) if wanted.clinic else None,
        text=wanted.text,
        variables={key: value for key, value in wanted.settings.items() if not key.startswith(LAYOUT_PREFIXES)},
        names=frozenset(one.usual_layout for one in FORMATS.values()),
        pronunciations=_absolute(wanted.pronunciations) if wanted.pronunciations else None,
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
