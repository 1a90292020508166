"""Which jobs a project asks for: all of them are known, and found possible, before the first is done."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exporter import language_tags, validation
from exporter.config import outputs
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Edition, Project, Severity
from exporter.pipeline import choosing, collisions, matrix, suitability
from exporter.pipeline.facts import MAX_FRONT_MATTER_BYTES, NOTHING, USUAL_LANGUAGE, ArticleFacts, facts
from exporter.pipeline.job import Job, shown
from exporter.pipeline.matrix import Axes, Cell, Text

AUDIO_CACHE = Path(".cache", "audio")
"""Below a project's folder of outputs."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to build of a project; what is empty means all."""

    articles: Sequence[Path] = ()
    editions: Sequence[str] = ()
    """Names of editions."""
    clinics: Sequence[str] = ()
    """Names of clinics' files without suffix."""
    languages: Sequence[str] = ()
    """BCP 47 tags; `pt` also means `pt-BR`."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many of each there are in a plan."""

    jobs: int
    articles: int
    clinics: int
    languages: int
    editions: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Jobs in the order they are to be done, each made when it is asked for: only its place is kept."""

    project: Project
    axes: Axes
    places: array[int]
    """Of each job, along the axes."""
    left_out: Counter[str]
    """How many jobs were not made, by the reason."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Warnings."""

    def __len__(self) -> int:
        """How many jobs there are."""
        return len(self.places)

    def __iter__(self) -> Iterator[Job]:
        """Make one job after the other."""
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> Job:
        """Make the job of a number from 0."""
        cell = _cell(self.places[number], self.axes)
        return _job(self.project, self.axes, cell, self.axes.editions[cell.edition])

    def extent(self) -> Extent:
        """Count what the jobs are of."""
        found = [_cell(place, self.axes) for place in self.places]
        texts = [self.axes.texts[number] for number in {cell.text for cell in found}]
        return Extent(
            jobs=len(found),
            articles=len({text.name for text in texts}),
            clinics=len({cell.clinic for cell in found}),
            languages=len({text.language for text in texts}),
            editions=len({cell.edition for cell in found}),
        )


def plan(project: Project, choice: Choice) -> Plan:
    """Plan a job for every article, clinic, language and edition that the project's rules let go together.

    Jobs of an article follow one another; print editions come before the ebooks that take their page numbers from them.

    Raises:
        ExporterError: a name is not known, no job is left, two jobs of the project, chosen or not, would write the same
            file, or a disk would not take its name.
    """
    editions = {edition.name for edition in choosing.editions(project, choice.editions)}
    chosen_clinics = choosing.clinics(project, choice.clinics)
    paths = choosing.articles(project, choice.articles)
    if not paths:
        message = f"there are no articles in {shown(project.articles, project.root)!r}"
        raise ExporterError([_error("no-articles", message, "put Markdown files ending in .md there")])
    every = list(dict.fromkeys((*choosing.articles(project, ()), *paths))) if choice.articles else paths
    clinics = tuple(clinic.stem if clinic else "" for clinic in choosing.clinics(project, ()))
    axes = Axes(_texts(project, every), clinics, tuple(choosing.editions(project, ())))
    wanted = _Wanted(
        texts=_wanted_texts(axes, {str(path) for path in paths}, choice.languages),
        clinics=frozenset(
            number for number, name in enumerate(clinics) if name in {one.stem if one else "" for one in chosen_clinics}
        ),
        editions=frozenset(number for number, one in enumerate(axes.editions) if one.name in editions),
    )
    findings = list(matrix.faults(project, axes, (axes.texts[number] for number in sorted(wanted.texts))))
    chosen = [axes.editions[number] for number in sorted(wanted.editions)]
    unmade = suitability.refused(project, chosen, clinics=axes.clinics != ("",))
    _refuse(finding for finding in (*findings, *unmade) if finding.severity is Severity.ERROR)
    return _planned(project, axes, wanted, findings)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was chosen, by number along each axis."""

    texts: frozenset[int]
    clinics: frozenset[int]
    editions: frozenset[int]

    def has(self, cell: Cell) -> bool:
        return cell.text in self.texts and cell.clinic in self.clinics and cell.edition in self.editions


def _planned(project: Project, axes: Axes, wanted: _Wanted, findings: Sequence[Diagnostic]) -> Plan:
    every, chosen, left_out = array("Q"), array("Q"), Counter[str]()
    for cell, reason in matrix.cells(project, axes):
        if reason:
            left_out[reason] += wanted.has(cell)
            continue
        every.append(_place(cell, axes))
        if wanted.has(cell):
            chosen.append(every[-1])
    left_out = +left_out
    if not chosen:
        message = "nothing is left to be made: " + (", ".join(matrix.tally(left_out)) or "no job was chosen")
        hint = "change 'include', 'exclude' and the editions' own patterns, or 'clinics' and 'editions' of the articles"
        raise ExporterError([_error("no-jobs", message, hint)])
    _refuse_outputs(project, axes, every, wanted)
    return Plan(project, axes, chosen, left_out, tuple(findings))


def _place(cell: Cell, axes: Axes) -> int:
    return (cell.text * len(axes.clinics) + cell.clinic) * len(axes.editions) + cell.edition


def _cell(place: int, axes: Axes) -> Cell:
    rest, edition = divmod(place, len(axes.editions))
    return Cell(*divmod(rest, len(axes.clinics)), edition)


def _texts(project: Project, paths: Iterable[Path]) -> tuple[Text, ...]:
    """The articles with what they say of themselves; a translation takes over what it does not say."""
    found = []
    originals: dict[str, ArticleFacts] = {}
    for path in paths:
        inside = path.is_relative_to(project.articles)
        stem = path.relative_to(project.articles).with_suffix("") if inside else Path(path.stem)
        original, language = language_tags.translation_of(stem.name)
        name = str(stem.with_name(original)) if language else str(stem)
        said = _facts(path)
        if not language:
            originals.setdefault(name, said)
        tag = said.language or language or USUAL_LANGUAGE
        found.append(Text(str(path), shown(path, project.root), name, language or tag, bool(language), said))
    return tuple(_inheriting(text, originals.get(text.name, NOTHING)) for text in found)


def _facts(path: Path) -> ArticleFacts:
    try:
        with path.open("rb") as stream:
            return facts(stream.read(MAX_FRONT_MATTER_BYTES))
    except OSError:  # its job will tell
        return NOTHING


def _inheriting(text: Text, original: ArticleFacts) -> Text:
    if not text.is_translation or not (original.clinics or original.editions):
        return text
    said = text.facts
    return replace(
        text,
        facts=replace(said, clinics=said.clinics or original.clinics, editions=said.editions or original.editions),
    )


def _wanted_texts(axes: Axes, paths: set[str], languages: Sequence[str]) -> frozenset[int]:
    """The articles that were chosen, in the languages that were.

    Raises:
        ExporterError: none of them is in one of the languages.
    """
    named = [number for number, text in enumerate(axes.texts) if text.path in paths]
    if not languages:
        return frozenset(named)
    known = sorted({axes.texts[number].language for number in named})
    _refuse(
        _error("unknown-language", f"there is no article in the language {tag!r}", validation.nearest(tag, known))
        for tag in languages
        if not any(matrix.matches_language(tag, other) for other in known)
    )
    return frozenset(
        number
        for number in named
        if any(matrix.matches_language(tag, axes.texts[number].language) for tag in languages)
    )


def _output(project: Project, axes: Axes, cell: Cell, edition: Edition, name: str) -> str:
    """The path of an output below the folder of outputs."""
    text = axes.texts[cell.text]
    clinic = axes.clinics[cell.clinic] if len(axes.clinics) > 1 else ""
    names = outputs.Names(text.name, edition.name, name, clinic, text.language, text.is_translation)
    try:
        return outputs.path(project.output, names)
    except ValueError as error:
        hint = "rename the article or the clinic's file"
        raise ExporterError([_error("outside-project", str(error), hint)]) from error


def _job(project: Project, axes: Axes, cell: Cell, edition: Edition) -> Job:
    text, clinic = axes.texts[cell.text], axes.clinics[cell.clinic]
    source = next((other for other in axes.editions if edition.pages_from and other.name == edition.pages_from), None)
    # Only its pages are wanted, so it writes nothing but is typeset as if for `screen`.
    paged = replace(source, formats=("screen",), pages_from="") if source else None
    return Job(
        name=_name(axes, cell, edition),
        root=project.root,
        article=Path(text.path),
        edition=edition,
        outputs={name: project.build / _output(project, axes, cell, edition, name) for name in edition.formats},
        layouts=(project.layouts,),
        clinic=project.clinics / f"{clinic}.toml" if clinic else None,
        hosts=project.hosts,
        names=frozenset(name for other in axes.editions for name in (other.name, other.layout)),
        pages_from=_job(project, axes, cell, paged) if paged else None,
        pronunciations=project.pronunciations,
        audio_cache=project.build / AUDIO_CACHE,
        language=text.language,
    )


def _name(axes: Axes, cell: Cell, edition: Edition) -> str:
    where = axes.clinics[cell.clinic] if len(axes.clinics) > 1 else ""
    return f"{where}/{axes.texts[cell.text].label} {edition.name}".lstrip("/")


def _refuse_outputs(project: Project, axes: Axes, every: array[int], wanted: _Wanted) -> None:
    """Refuse to write what another job writes, in this run or the next: it could be another clinic's."""
    impossible: list[Diagnostic] = []

    def written() -> Iterator[collisions.Output]:
        for place in every:
            cell = _cell(place, axes)
            edition, is_wanted = axes.editions[cell.edition], wanted.has(cell)
            for name in edition.formats:
                path = _output(project, axes, cell, edition, name)
                fault = collisions.fault(path) if is_wanted else None
                if fault:
                    impossible.append(fault)
                yield collisions.Output(path, place, is_wanted)

    def collision(other: int, output: collisions.Output) -> Diagnostic:
        first, second = (
            _name(axes, cell, axes.editions[cell.edition]) for cell in (_cell(other, axes), _cell(output.job, axes))
        )
        message = f"{first!r} and {second!r} would both write {shown(project.build / output.path, project.root)!r}"
        if first.lower() != second.lower() or first == second:
            hint = "name {clinic}, {article}, {language}, {edition} and {format} in the 'output' pattern"
        else:
            hint = "rename one: many disks do not tell small letters from capitals"
        return _error("output-collision", message, hint)

    found = [collision(*pair) for pair in collisions.pairs(written())]
    _refuse((*collisions.readable(found), *collisions.readable(impossible)))


def _refuse(findings: Iterable[Diagnostic]) -> None:
    told = list(findings)
    if told:
        raise ExporterError(told)


def _error(rule: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, hint)
