"""The project file: `exporter.toml`, or the same keys in `[tool.exporter]` of `pyproject.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from exporter import toml_document, validation
from exporter.config import outputs
from exporter.config.place import OWN_FILE, SHARED_FILE, TABLE
from exporter.config.scopes import Rules, ScopeTable, scope
from exporter.errors import ExporterError
from exporter.model import FORMATS, Copyfit, Diagnostic, Edition, Narration, Print, Project, Severity
from exporter.sheets.papers import PAPERS

EDITION = re.compile(r"[^\W_][\w.-]*")
"""What names a file in every file system, and stands in a passage's `/// only | name`."""

CACHE = ".exporter-cache"
"""Folder in the project that stands for the outputs' where these go to a URL."""
URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s:]\S*", re.IGNORECASE)
READ_ONLY = ("http", "https")


def _host(value: str) -> str:
    if "/" in value or ":" in value or not value.strip("."):
        raise ValueError("a host is written without scheme, port or path, such as images.example.org")
    return value.lower().rstrip(".")


def _folder(value: str) -> str:
    if Path(value).is_absolute() or ".." in Path(value).parts:
        raise ValueError("a folder is named relative to the project and lies inside it")
    return value


def _build(value: str) -> str:
    return remote(value) if "://" in value else _folder(value)


def _file(value: str) -> str:
    if Path(value).is_absolute() or ".." in Path(value).parts:
        raise ValueError("a file is named relative to the project and lies inside it")
    return value


def _narrator(value: object) -> object:
    if isinstance(value, str) or (value and isinstance(value, list) and all(isinstance(one, str) for one in value)):
        return value
    raise ValueError(
        "a narrator is an engine's name or a command as a list of texts", "write 'espeak-ng', or ['my-tts']"
    )


def _name(value: str) -> str:
    if not EDITION.fullmatch(value):
        raise ValueError("an edition's name begins with a letter or digit and has no spaces or slashes")
    return value


def _pattern(value: str) -> str:
    outputs.check(value)
    return value


Points = Annotated[float, Field(ge=5, le=200)]
Folder = Annotated[str, AfterValidator(_folder)]


class CopyfitTable(BaseModel):
    """Limits within which a text is fitted to its pages."""

    model_config = ConfigDict(extra="forbid")

    min_pt: Points = Field(description="no text is ever set smaller")
    max_pt: Points = Field(description="nor larger")
    pages: int = Field(default=0, ge=0, le=1000, description="how many pages there may be, cover and back included")
    panels: int = Field(default=0, ge=0, le=100, description="the same of a leaflet; all of its fold where missing")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_pt > self.max_pt:
            raise ValueError("min_pt is larger than max_pt", "exchange them")
        if self.pages and self.panels:
            raise ValueError("pages and panels say the same", "leave one of them out")
        return self


def _sheet(value: str) -> str:
    if value and value not in PAPERS:
        raise ValueError("there is no such paper", validation.nearest(value, list(PAPERS)))
    return value


class PrintTable(BaseModel):
    """The keys of an edition that are about paper and presses."""

    fold: str = Field(default="", description="how a leaflet is folded; the layout's own where missing")
    orientation: Literal["", "portrait", "landscape"] = Field(default="", description="how a folded sheet lies")
    shave_mm: float | None = Field(default=None, ge=0, le=10, description="how much narrower panels are that fold in")
    imposition: Literal["", "saddle", "n-up"] = Field(default="", description="how pages are laid on sheets")
    press_imposed: bool = Field(default=False, description="lay a booklet's pages on sheets for `press` too")
    sheet: Annotated[str, AfterValidator(_sheet)] = Field(
        default="", description="paper that `n-up` lays pieces on, such as a4 or letter"
    )
    gutter_mm: float = Field(default=0.0, ge=0, le=100, description="between two pieces of `n-up`")
    stock_gsm: float = Field(default=130.0, ge=50, le=400, description="weight of the paper in g/m²")
    icc_profile: str = Field(default="", description="ICC profile of the press, a path; FOGRA39L where missing")
    condition: str = Field(default="", description="registered name of the printing condition of `icc_profile`")
    preflight: str = Field(default="", description="what press files are held to: a profile's name, or a path")
    jpeg_quality: int = Field(default=90, ge=75, le=100, description="of photographs in press files")
    marks: bool = Field(default=True, description="draw crop and fold marks around the sheets of `press`")

    @model_validator(mode="after")
    def _profile_has_a_condition(self) -> Self:
        if self.icc_profile and not self.condition:
            raise ValueError("icc_profile needs a condition", "name it as the profile's maker does, such as 'FOGRA51'")
        return self


class NarrationTable(BaseModel):
    """The keys of an edition that are about reading aloud."""

    narration: Annotated[str | list[str], BeforeValidator(_narrator)] = Field(
        default="", description="a speech engine, espeak-ng, or a command as a list; silent where missing"
    )
    audio: Literal["mp3", "opus"] = Field(default="mp3", description="what the audio in ebooks is encoded as")


class EditionTable(PrintTable, NarrationTable, ScopeTable):
    """One edition."""

    model_config = ConfigDict(extra="forbid")

    layout: str = Field(min_length=1, description="name of a layout, see `exporter layouts`")
    formats: list[validation.FormatName] = Field(min_length=1, description=f"any of {', '.join(FORMATS)}")
    paper: str = Field(default="", description="one of the layout's paper sizes; its default where missing")
    tokens: dict[str, str] = Field(default_factory=dict, description="design tokens of the layout")
    options: dict[str, str | bool | float] = Field(default_factory=dict, description="options of the layout")
    embed_fonts: bool = Field(default=False, description="embed fonts in ebooks and web pages too")
    pages_from: str = Field(default="", description="the print edition whose page numbers an ebook lists")
    copyfit: CopyfitTable | None = Field(default=None, description="the largest type that fits the pages")


class ProjectFile(BaseModel):
    """A project's configuration."""

    model_config = ConfigDict(extra="forbid")

    articles: Folder = Field(default="source/articles", description="folder of Markdown files")
    clinics: Folder = Field(default="source/clinics", description="folder of clinics' TOML files")
    layouts: Folder = Field(default="layouts", description="folder of the project's own layouts")
    build: Annotated[str, AfterValidator(_build)] = Field(
        default="build", description="folder that everything is written to, or a URL such as s3://bucket/leaflets"
    )
    output: Annotated[str, AfterValidator(_pattern)] = Field(
        default=outputs.DEFAULT, description="pattern of the files' paths below `build`"
    )
    hosts: list[Annotated[str, AfterValidator(_host)]] = Field(
        default_factory=list, description="hosts from which pictures may be fetched over https"
    )
    pronunciations: Annotated[str, AfterValidator(_file)] = Field(
        default="", description="TOML file that says how words are spoken"
    )
    editions: dict[Annotated[str, AfterValidator(_name)], EditionTable] = Field(
        default_factory=dict, description="editions by name"
    )
    include: Rules = Field(default_factory=list, description="make only these; a text is a pattern of articles")
    exclude: Rules = Field(default_factory=list, description="do not make these; a text is a pattern of articles")


DEFAULT_EDITIONS: Mapping[str, EditionTable] = {
    "brochure": EditionTable(layout="brochure", formats=["screen", "html"]),
    "ebook": EditionTable(layout="ebook", formats=["epub"], pages_from="brochure"),
}
"""What a project that names no editions makes."""


def load(folder: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    """Read the project in `folder`; `exporter.toml` goes before `pyproject.toml`.

    Raises:
        ExporterError: there is no such file, or it is wrong.
    """
    own = folder / OWN_FILE
    path = own if own.is_file() else folder / SHARED_FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ExporterError([_no_project(folder, error)]) from error
    prefix = () if path == own else TABLE
    return _project(folder, toml_document.parse(data, str(path)), str(path), prefix)


def _no_project(folder: Path, error: OSError) -> Diagnostic:
    here = "this folder" if folder == Path() else f"{str(folder)!r}"
    hint = f"write an {OWN_FILE} there, name the project's folder with --project, or take 'exporter render' without one"
    if not folder.exists():
        message, hint = f"there is no folder {str(folder)!r}", "name the project's folder with --project"
    elif not folder.is_dir():
        message, hint = f"{str(folder)!r} is a file", "name the folder of the project that it lies in"
    elif isinstance(error, FileNotFoundError):
        message = f"there is no project in {here}: it has no {OWN_FILE}"
    else:
        message = f"the project in {here} cannot be read: {(error.strerror or str(error)).lower()}"
        hint = "check its configuration file and who may read it"
    return Diagnostic("no-project", Severity.ERROR, message, hint)


def default(folder: Path) -> Project:
    """What holds for a folder without configuration."""
    project, _ = _project(folder, toml_document.Toml({}, {}), "", ())
    return project


def with_build(project: Project, text: str) -> Project:
    """The project with other outputs: a folder, from where the command is run, or a URL.

    Raises:
        ExporterError: it is a URL that nothing can be written to.
    """
    if "://" not in text:
        return replace(project, build=Path(text).absolute(), remote="")
    try:
        return replace(project, build=project.root / CACHE, remote=remote(text))
    except ValueError as error:
        message, hint = error.args
        raise ExporterError([Diagnostic("wrong-usage", Severity.ERROR, f"--build: {message}", hint)]) from error


def remote(url: str) -> str:
    """Refuse a URL that nothing can be written to.

    Raises:
        ValueError: with the reason and what to do.
    """
    hint = "write it as s3://bucket/folder, or name a folder in the project"
    if not URL.fullmatch(url) or "::" in url:
        raise ValueError("that is no URL of a folder", hint)
    if url.partition("://")[0].lower() in READ_ONLY:
        raise ValueError("nothing can be written to a web address", hint)
    return url


def _project(
    folder: Path, document: toml_document.Toml, path: str, prefix: tuple[str, ...]
) -> tuple[Project, tuple[Diagnostic, ...]]:
    def locate(keys: Sequence[validation.Key]) -> tuple[int | None, int | None]:
        return document.locate((*prefix, *keys))

    model, findings = validation.validate(ProjectFile, _table(document.data, prefix), path=path, locate=locate)
    if model is None:
        raise ExporterError(findings)
    tables = model.editions or DEFAULT_EDITIONS
    wrong = [
        Diagnostic(
            "unknown-edition",
            Severity.ERROR,
            f"editions.{name}.pages_from: {table.pages_from!r} is no edition with the format 'screen'",
            validation.nearest(table.pages_from, [other for other in tables if "screen" in tables[other].formats]),
            path,
            *locate(("editions", name, "pages_from")),
        )
        for name, table in tables.items()
        if table.pages_from and "screen" not in getattr(tables.get(table.pages_from), "formats", ())
    ]
    if wrong:
        raise ExporterError((*findings, *wrong))
    root = folder.resolve()
    project = Project(
        root=root,
        path=path,
        articles=root / model.articles,
        clinics=root / model.clinics,
        layouts=root / model.layouts,
        build=root / (CACHE if "://" in model.build else model.build),
        output=model.output,
        editions=tuple(
            replace(_edition(name, table), path=path, line=locate(("editions", name))[0])
            for name, table in tables.items()
        ),
        hosts=frozenset(model.hosts),
        pronunciations=root / model.pronunciations if model.pronunciations else None,
        include=tuple(scope(rule, path, locate(("include", n))[0]) for n, rule in enumerate(model.include)),
        exclude=tuple(scope(rule, path, locate(("exclude", n))[0]) for n, rule in enumerate(model.exclude)),
        kept=tuple(
            replace(scope(table, path, locate(("editions", name))[0]), editions=(name,))
            for name, table in tables.items()
            if table.articles or table.clinics or table.languages
        ),
        remote=model.build if "://" in model.build else "",
    )
    return project, findings


def _edition(name: str, table: EditionTable) -> Edition:
    return Edition(
        name=name,
        layout=table.layout,
        formats=tuple(dict.fromkeys(table.formats)),
        paper=table.paper,
        tokens=table.tokens,
        options=table.options,
        embed_fonts=table.embed_fonts,
        pages_from=table.pages_from,
        copyfit=Copyfit(fit.min_pt, fit.max_pt, fit.pages or fit.panels) if (fit := table.copyfit) else None,
        narration=_narration(table),
        printed=Print(**{name: getattr(table, name) for name in PrintTable.model_fields}),
    )


def _narration(table: EditionTable) -> Narration | None:
    if not table.narration:
        return None
    if isinstance(table.narration, str):
        return Narration(engine=table.narration, codec=table.audio)
    return Narration(command=tuple(table.narration), codec=table.audio)


def _table(data: Mapping[str, object], keys: Sequence[str]) -> Mapping[str, object]:
    for key in keys:
        inner = data.get(key, {})
        data = inner if isinstance(inner, Mapping) else {}
    return data
