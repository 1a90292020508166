"""A project, its editions, and how each is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Copyfit:
    """Limits within which a text is fitted to its pages."""

    min_pt: float
    """No text is ever set smaller."""
    max_pt: float
    pages: int = 0
    """How many pages there may be, cover and back included; 0 takes what the fold has."""


@dataclass(frozen=True, slots=True)
class OutputProfile:
    """The colours of a press."""

    icc: bytes
    """For CMYK."""
    condition: str
    """The printing condition's name in the registry of the International Color Consortium, `FOGRA39`."""


@dataclass(frozen=True, slots=True)
class Print:
    """How an edition is printed, beside its paper."""

    fold: str = ""
    """Of a layout of panels; empty takes the layout's own."""
    orientation: str = ""
    """Of a sheet that is folded: `portrait` or `landscape`; empty lets the fold decide."""
    shave_mm: float | None = None
    """How much narrower a panel is that folds in; None follows from fold and paper."""
    imposition: str = ""
    """`saddle` for a stapled booklet, `n-up` for several on a sheet; empty for single pages."""
    press_imposed: bool = False
    """Whether `press` gives sheets of a booklet too; printing houses want single pages."""
    sheet: str = ""
    """Of `n-up`: the paper's name."""
    gutter_mm: float = 0.0
    """Of `n-up`: between two pieces."""
    stock_gsm: float = 130.0
    """Weight of the paper in g/m²."""
    icc_profile: str = ""
    """Path of the press's profile in the project; empty takes the packaged one, FOGRA39L."""
    condition: str = ""
    """The printing condition of `icc_profile`."""
    preflight: str = ""
    """Name of the profile, or path of a house's own, that press files are held to; empty is `press-coated`."""
    jpeg_quality: int = 90
    """Of photographs in press files, 1 to 100."""
    marks: bool = True


@dataclass(frozen=True, slots=True)
class Narration:
    """How an edition is read aloud."""

    engine: str = ""
    """Name of a speech engine that exporter knows; empty for a command."""
    command: tuple[str, ...] = ()
    """Program and arguments: a sentence goes in as text, a WAV file comes out."""
    codec: str = "mp3"
    """Of the audio in an ebook, by its name in `audio.CODECS`."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A named product: a layout, the formats to write it in, and choices within the layout."""

    name: str
    layout: str
    formats: tuple[str, ...]
    paper: str = ""
    """Empty takes the layout's own."""
    tokens: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str | bool | float] = field(default_factory=dict)
    embed_fonts: bool = False
    """In ebooks and web pages; PDF files always embed theirs."""
    pages_from: str = ""
    """The edition whose page numbers an ebook lists; empty for none."""
    copyfit: Copyfit | None = None
    """None sets the text at the layout's own size."""
    path: str = field(default="", compare=False)
    """The configuration file that has it; empty where it is built in or comes from the command line."""
    line: int | None = field(default=None, compare=False)
    """1-based line of its table there; None where the file does not write it down."""
    printed: Print = field(default_factory=Print)
    narration: Narration | None = None
    """None leaves an ebook silent."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Jobs of which every name matches; an axis that is empty matches all."""

    articles: tuple[str, ...] = ()
    """Patterns of paths below the articles' folder, without suffix and language."""
    clinics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """BCP 47 tags, of which `pt` also is every `pt-BR`, or patterns."""
    editions: tuple[str, ...] = ()
    path: str = ""
    """The file that has it, as the user would name it."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with articles, clinics and editions."""

    root: Path
    """Absolute, links resolved."""
    path: str
    """The configuration file as the user would name it; empty where there is none."""
    articles: Path
    clinics: Path
    layouts: Path
    """The project's own layouts; the folder need not exist."""
    build: Path
    """The folder of outputs and cache; where there is a `remote`, only the cache lies there."""
    output: str
    """Pattern of output paths below `build`."""
    editions: tuple[Edition, ...]
    hosts: frozenset[str] = frozenset()
    """Hosts from which pictures may be fetched over https."""
    pronunciations: Path | None = None
    """The file that says how words are spoken."""
    include: tuple[Rule, ...] = ()
    """Only jobs that one of them matches are made; none of them makes all."""
    exclude: tuple[Rule, ...] = ()
    """Jobs that one of them matches are not made."""
    kept: tuple[Rule, ...] = ()
    """Each names one edition, whose jobs are only made where it matches."""
    remote: str = ""
    """URL that stands for `build` where outputs go to other storage."""
