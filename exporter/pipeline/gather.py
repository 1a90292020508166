"""Everything a job needs from outside, read through one door and frozen: from here on nothing else is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from exporter import digests, language_tags
from exporter.errors import ExporterError
from exporter.model import (
    FORMATS,
    Article,
    Clinic,
    Diagnostic,
    ImageReference,
    Input,
    InputKind,
    Medium,
    OutputProfile,
    Recording,
    Resource,
    Severity,
    Source,
    Track,
)
from exporter.pipeline import blame, suitability, translations
from exporter.pipeline.suitability import AUDIOBOOKS, NOBODY
from exporter.sheets.saddle import PAGES_PER_SHEET
from exporter.validation import nearest

if TYPE_CHECKING:
    from exporter.layout import Layout
    from exporter.pipeline.job import Job
    from exporter.resources import Door
    from exporter.verify.preflight import Profile

MOST_PIXELS: Mapping[Medium, int] = {Medium.PRINT: 9_000_000, Medium.BOOK: 5_600_000, Medium.WEB: 2_400_000}
"""Pixels of a picture at most. Print: a full A4 page at 300 ppi is 8.7 million. Book: Apple Books Asset Guide, interior
images. Web: 1600 by 1500, twice the width of the text column."""
TABLE_BYTES = 256 * 1024
"""Of a chart's CSV file: many times what a chart can show."""
BOOKS = frozenset({"epub", "onix"})
"""The ebook, and what tells of it."""
SPOKEN = AUDIOBOOKS.keys() | BOOKS
"""Formats that a narrated edition speaks in."""
READS_AS = {"onix": "epub"}
"""Formats that tell of another, whose text they have."""
OF_THE_CLINIC = "clinic:"
"""Begins the URL of a clinic's logo in a job, since the article may name another picture by the same path; no picture
of an article can have such a URL, as the door refuses the scheme."""


@dataclass(frozen=True, slots=True)
class Materials:
    """The bytes of a job: it could be produced from them in another process or on another machine."""

    job: Job
    articles: Mapping[str, Article]
    """By format; formats for which the article reads the same share one value."""
    clinic: Clinic
    layout: Layout
    images: Mapping[Medium, Mapping[str, Resource]]
    """By medium and by the URL that names them in the article, the front matter or the clinic's file."""
    print_edition: Materials | None = None
    """What the page numbers of an ebook are taken from."""
    output_profile: OutputProfile | None = None
    """The colours of the press; only where the job writes for one."""
    preflight: Profile | None = None
    """What press files are held to; as above."""
    recordings: Mapping[str, Recording] = field(default_factory=dict)
    """Of the ebook, where it is narrated, by format: what tells of it needs it too."""
    audiobooks: Mapping[str, Track] = field(default_factory=dict)
    """By format."""
    inputs: tuple[Input, ...] = ()
    """What was read, that of the print edition included."""


def gather(job: Job) -> tuple[Materials, tuple[Diagnostic, ...]]:
    """Read a job's files and parse its article once for every format.

    Raises:
        ExporterError: a file is missing, unsafe or wrong; it carries all findings about all of them.
    """
    from exporter import layout, resources

    findings: list[Diagnostic] = []
    door = resources.Door(job.root, resources.Policy(hosts=job.hosts))
    clinic = _clinic(job, door, findings)
    with blame.on(job.edition):
        chosen, found = layout.load(job.edition.layout, job.layouts)
    findings += found
    door.seen.extend(Input(InputKind.FOLDER, str(path), digests.of_folder(path)) for path in chosen.folders)
    findings += suitability.faults(job.edition, tuple(job.outputs), chosen, clinic)
    source = _with_tables(_source(job, door, findings), job, door, findings)
    articles = _articles(job, source, clinic, findings)
    _refuse_errors(findings)
    images = _images(job, door, clinic, articles, findings)
    materials = Materials(job, articles, clinic, chosen, images)
    if "press" in job.outputs:
        profile, preflight = _output_profile(job, door, findings), _preflight(job, door, findings)
        materials = replace(materials, output_profile=profile, preflight=preflight)
    if job.pages_from is not None and not BOOKS.isdisjoint(articles):
        paged, found = gather(job.pages_from)
        findings += found
        materials = replace(materials, print_edition=paged)
        door.seen.extend(paged.inputs)
    _refuse_errors(findings)
    if job.edition.narration is not None and job.pronunciations is not None:  # read when there is something to say
        door.seen.append(Input(InputKind.FILE, str(job.pronunciations), digests.of_file(job.pronunciations)))
    materials = replace(materials, inputs=tuple(dict.fromkeys(door.seen)))
    return materials, tuple(dict.fromkeys(findings))


def _refuse_errors(findings: Iterable[Diagnostic]) -> None:
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise ExporterError(dict.fromkeys(findings))


def _output_profile(job: Job, door: Door, findings: list[Diagnostic]) -> OutputProfile:
    """The press's profile, seen to be one before anything is typeset."""
    from exporter import resources
    from exporter.prepress import profiles
    from exporter.prepress.colour import profile

    printed = job.edition.printed
    if not printed.icc_profile:
        return OutputProfile(profiles.coated(), profiles.COATED_CONDITION)
    path = job.root / printed.icc_profile
    icc = door.read(path, blame=resources.Place(job.edition.path, job.edition.line), shown=printed.icc_profile)
    fault = profile.fault(icc)
    if fault:
        hint = "name an ICC output profile for CMYK, as printing houses give them out"
        findings.append(Diagnostic("unusable-profile", Severity.ERROR, fault, hint, job.shown(path)))
    return OutputProfile(icc, printed.condition)


def _preflight(job: Job, door: Door, findings: list[Diagnostic]) -> Profile:
    """What press files are held to: a profile that comes with the program, or a house's own."""
    from exporter import resources
    from exporter.verify import preflight

    name = job.edition.printed.preflight
    if not name.endswith(".toml"):
        if name and name not in preflight.PROFILES:
            hint = nearest(name, list(preflight.PROFILES))
            unknown = Diagnostic("unknown-profile", Severity.ERROR, f"there is no profile {name!r}", hint)
            findings.extend(blame.placed(job.edition, [unknown]))
        return _of_booklets(job, preflight.PROFILES.get(name, preflight.PRESS_COATED))
    path = job.root / name
    data = door.read(path, blame=resources.Place(job.edition.path, job.edition.line), shown=name)
    profile, found = preflight.parse(data, job.shown(path))
    findings.extend(found)
    return _of_booklets(job, profile)


def _of_booklets(job: Job, profile: Profile) -> Profile:
    """The profile, which asks for whole sheets of four pages where they are to be stapled."""
    printed = job.edition.printed
    if printed.imposition != "saddle" or printed.press_imposed:
        return profile
    return replace(profile, pages_multiple_of=PAGES_PER_SHEET)


def _clinic(job: Job, door: Door, findings: list[Diagnostic]) -> Clinic:
    from exporter import config, resources

    if job.clinic is None:
        return NOBODY
    shown = job.shown(job.clinic)
    data = _door_to(job.clinic.parent, job, door).read(job.clinic, blame=resources.Place(shown))
    clinic, found = config.clinic(data, shown)
    findings += found
    if clinic.logo is None:
        return clinic
    return replace(clinic, logo=replace(clinic.logo, url=f"{OF_THE_CLINIC}{clinic.logo.url}"))


def _door_to(folder: Path, job: Job, door: Door) -> Door:
    """The project's door, or one to the folder of a clinic that was named from elsewhere."""
    from exporter import resources

    return door if folder.is_relative_to(job.root) else resources.Door(folder, door.policy, door.seen)


def _source(job: Job, door: Door, findings: list[Diagnostic]) -> Source:
    from exporter import resources, source

    shown = job.shown(job.article)
    data = job.text if job.text is not None else door.read(job.article, blame=resources.Place(shown))
    value, found = source.read(data, shown, language_tags.translation_of(job.article.stem)[1])
    findings += found
    told = translations.beside(job, door, value.metadata)
    if told is not None:
        findings.append(told)
    return value


def _with_tables(source: Source, job: Job, door: Door, findings: list[Diagnostic]) -> Source:
    """The source with the CSV files that its charts name.

    Raises:
        ExporterError: one of them cannot be read: what the parser would find wrong follows from it.
    """
    from exporter import article, resources

    tables: dict[str, bytes] = {}
    for name, line in article.data_files(source).items():
        blame_on = resources.Place(source.path, line)
        try:
            tables[name] = door.read(job.article.parent / name, blame=blame_on, limit_bytes=TABLE_BYTES, shown=name)
        except ExporterError as error:
            findings += error.diagnostics
    _refuse_errors(findings)
    return replace(source, tables=tables) if tables else source


def _articles(job: Job, source: Source, clinic: Clinic, findings: list[Diagnostic]) -> dict[str, Article]:
    """Parse for every format that is written; formats whose blocks are the same get one and the same article."""
    from exporter import article

    known = frozenset({*FORMATS, *job.names})
    parsed: dict[str, Article] = {}
    for name in job.outputs:
        if parsed and not article.is_selective(source):
            parsed[name] = next(iter(parsed.values()))
            continue
        selection = frozenset({READS_AS.get(name, name), job.edition.name, job.edition.layout})
        value, found = article.parse(source, clinic=clinic, selection=selection, known=known, variables=job.variables)
        findings += found
        parsed[name] = next((other for other in parsed.values() if other.blocks == value.blocks), value)
    return parsed


def _images(
    job: Job, door: Door, clinic: Clinic, articles: Mapping[str, Article], findings: list[Diagnostic]
) -> dict[Medium, dict[str, Resource]]:
    """Fetch every picture once, and scale it down for each medium."""
    from exporter import resources

    fetched: dict[str, Resource] = {}
    for wanted in _references(job, clinic, articles.values()):
        if wanted.url in fetched:
            continue
        through = _door_to(wanted.folder, job, door)
        try:
            resource, found = through.image(wanted.reference, base=wanted.folder, blame_path=wanted.path)
        except ExporterError as error:
            findings += error.diagnostics
        else:
            fetched[wanted.url] = resource
            findings += found
    return {
        medium: {url: resources.fitted(image, most_pixels=MOST_PIXELS[medium]) for url, image in fetched.items()}
        for medium in {FORMATS[name].medium for name in articles}
    }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A picture that is named, and by whom."""

    url: str
    """In the job."""
    reference: ImageReference
    """As written."""
    folder: Path
    """What its path is relative to."""
    path: str
    """The file that names it."""


def _references(job: Job, clinic: Clinic, articles: Iterable[Article]) -> Iterator[_Wanted]:
    """Every picture that is named."""
    for article in articles:
        cover = article.metadata.cover
        for reference in (*article.images, *((cover,) if cover else ())):
            yield _Wanted(reference.url, reference, job.article.parent, article.path)
    if clinic.logo is not None and job.clinic is not None:
        written = replace(clinic.logo, url=clinic.logo.url.removeprefix(OF_THE_CLINIC))
        yield _Wanted(clinic.logo.url, written, job.clinic.parent, clinic.path)
