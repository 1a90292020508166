"""The values that pass between the stages: frozen, without behaviour that needs a library.

Lengths are millimetres and say so in their name. Texts are Unicode strings in NFC; `html` fields hold well-formed
XHTML. Mappings are read only by convention and never changed after construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias


class Severity(StrEnum):
    """How much a finding weighs: an error stops the file it is about, a warning does not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about an article, a configuration file or a finished file."""

    rule: str
    """Stable identifier in kebab case, such as `missing-image`."""
    severity: Severity
    message: str
    """Lower case, no full stop, the offending value as `!r`."""
    hint: str = ""
    """What to do about it, as an imperative; empty where nothing can be advised."""
    path: str = ""
    """The file as the user named it; empty where no file is to blame."""
    line: int | None = None
    """1-based."""
    column: int | None = None
    """1-based."""

    def __str__(self) -> str:
        """Format as `path:line:column: severity: message [rule]`, the hint on a line of its own."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        head = f"{place}: " if place else ""
        tail = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{head}{self.severity}: {self.message} [{self.rule}]{tail}"


@dataclass(frozen=True, slots=True)
class Person:
    """An author, a reviewer or another contributor."""

    name: str
    role: str = ""
    """Profession or function, as it is to be printed."""
    relator: str = ""
    """What they did, as a code of the MARC list for relators; empty of authors and reviewers."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series that a publication belongs to."""

    name: str
    position: str = ""
    """Numbers, parts of which are separated by full stops; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a publication is about, as a code."""

    scheme: str
    """`BISAC`, `Thema` or `MeSH`."""
    code: str
    name: str = ""
    """What the code stands for, in words."""


@dataclass(frozen=True, slots=True)
class Isbn:
    """The numbers of a publication, thirteen digits each: every form of it has one of its own."""

    epub: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image that an article, a clinic or a layout names."""

    url: str
    """As written: a path relative to the file that names it, or an https address."""
    alternative: str
    """Alternative text; empty for decoration."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the front matter says of an article, with defaults filled in."""

    title: str
    subtitle: str = ""
    description: str = ""
    summary: str = ""
    """The text in a sentence or two, for the front of a leaflet."""
    language: str = "en"
    """BCP 47 tag."""
    authors: tuple[Person, ...] = ()
    reviewers: tuple[Person, ...] = ()
    keywords: tuple[str, ...] = ()
    published: date | None = None
    """`date` in the front matter."""
    modified: date | None = None
    reviewed: date | None = None
    next_review: date | None = None
    version: str = ""
    identifier: str = ""
    """A URI or any unique string; empty lets the binder derive one."""
    isbn: Isbn = field(default_factory=Isbn)
    contributors: tuple[Person, ...] = ()
    """Others than authors and reviewers, each with a relator."""
    series: Series | None = None
    subjects: tuple[Subject, ...] = ()
    rights: str = ""
    """Who holds them, and what others may do."""
    cover: ImageReference | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    """Anything else the author wants in the text or in a layout."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article's file, split into front matter and body, not yet parsed."""

    path: str
    """As the user named it, for diagnostics."""
    metadata: Metadata
    body: str
    """Markdown with `\\n` line ends and without a byte order mark."""
    body_line: int
    """Line of the file, 1-based, on which the body begins."""
    data: bytes
    """The file as it was read, to be attached to PDF/A-3."""
    tables: Mapping[str, bytes] = field(default_factory=dict)
    """CSV files that its charts name, by the path as written there."""


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block of the article."""

    html: str
    """XHTML of exactly one root element; its inner blocks carry `data-line`."""
    kind: str
    """`heading`, `paragraph`, `list`, `table`, `figure`, `callout`, `code`, `formula`, `quote`, `definitions`,
    `rule`, `page-break` or `html`."""
    anchor: str
    """The root element's id, unique in the article; `_line-12` where the author gave none."""
    line: int
    """1-based line in the source file."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the outline; `text` is plain, without markup."""

    level: int
    text: str
    anchor: str
    line: int
    heads_references: bool = False
    """Whether the author says that a list of sources stands below it."""


class TermKind(StrEnum):
    """How a text explains a term."""

    ABBREVIATION = "abbreviation"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Term:
    """A word that the article explains."""

    text: str
    """Plain, as it is written."""
    html: str
    """What it means, as the contents of a `dd`; without ids."""
    kind: TermKind


@dataclass(frozen=True, slots=True)
class IndexMark:
    """A place that an index leads to."""

    term: str
    """Plain, as the index lists it."""
    anchor: str
    """Id of an element; `_index-1` where the author gave none."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note, in order of first reference."""

    label: str
    """What the reader sees, `1`, `2`, …"""
    anchor: str
    """Id of the note, `_fn-1`; its references are `_fnref-1`, `_fnref-1-2`, …"""
    html: str
    """XHTML of the note's blocks without a back link: each backend places its own."""
    references: tuple[str, ...]
    """Ids of the references to it, in order."""
    line: int


@dataclass(frozen=True, slots=True)
class LinkReference:
    """A link that stayed a link."""

    url: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Article:
    """A parsed article: sanitised blocks and what is known about them."""

    path: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    outline: tuple[Heading, ...]
    images: tuple[ImageReference, ...]
    footnotes: tuple[Footnote, ...]
    references: tuple[LinkReference, ...]
    source: bytes
    """The Markdown file as read."""
    terms: tuple[Term, ...] = ()
    """In the order in which they are explained; one may be explained more than once."""
    index: tuple[IndexMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the clinic's, with exact ink values where the clinic has them."""

    srgb: str
    """`#rrggbb`, lower case."""
    cmyk: tuple[float, float, float, float] | None = None
    """Cyan, magenta, yellow, black in percent, 0 to 100."""
    spot: str = ""
    """Name of an ink of its own, such as `PANTONE 300 C`; `cmyk` is what stands in for it."""


@dataclass(frozen=True, slots=True)
class Certification:
    """Who has evaluated how accessible the clinic's publications are."""

    certifier: str
    credential: str = ""
    """What entitles them to, a name or an address."""
    report: str = ""
    """Address of their report."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who publishes the article."""

    name: str
    path: str = ""
    """The TOML file as the user named it; the logo's path is relative to it."""
    tagline: str = ""
    logo: ImageReference | None = None
    colours: Mapping[str, Colour] = field(default_factory=dict)
    """`primary` and `accent` at least."""
    phone: str = ""
    email: str = ""
    address: tuple[str, ...] = ()
    """Lines, as on an envelope."""
    hours: tuple[str, ...] = ()
    """Opening hours, a line each."""
    url: str = ""
    short_url: str = ""
    """What the QR code holds and what is printed under it; empty falls back to `url`."""
    emergency: str = ""
    """What to do in an emergency, as plain text."""
    certification: Certification | None = None
    """None where nobody but software has evaluated anything."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Bytes that a document refers to: an image or a font, already checked and stripped of private data."""

    data: bytes
    media_type: str
    width_px: int = 0
    """0 for fonts, and for SVG without a size."""
    height_px: int = 0
    sha256: str = field(init=False, repr=False)
    """Of the data, in hexadecimal digits."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face of a packaged font; `resource` is its key in `Document.resources`."""

    family: str
    weight: str
    """A CSS weight, `400`, or a range of a variable font, `200 900`."""
    style: str
    """`normal` or `italic`."""
    resource: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a document, in reading order: a file of an ebook, a run of pages of a brochure."""

    kind: str
    """`cover`, `title-page`, `contents`, `chapter`, `body`, `references`, `notes`, `glossary`, `index`, `colophon` or
    `back`."""
    name: str
    """File name stem, unique in the document: `chapter-02`."""
    title: str
    """For tables of contents; plain text."""
    html: str
    """XHTML of exactly one root element. Its DPUB-ARIA roles are all a backend needs to derive `epub:type`."""


Pronunciations: TypeAlias = Mapping[str, Mapping[str, str]]
"""How words are spoken, by language, a BCP 47 tag in lower case."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said in one breath: a sentence, a heading, the alternative of a picture."""

    text: str
    """On one line, without white space around it."""
    language: str
    """BCP 47 tag."""
    pause_ms: int
    """How long it is quiet after it."""
    aside: bool = False
    """Whether listeners may skip it: a page number, or the mark of a note. An audiobook leaves it out."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is said in one part of a document."""

    name: str
    """The part's."""
    title: str
    """Empty where the contents do not list the part."""
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What is said in a document, in reading order."""

    language: str
    """BCP 47 tag of the document."""
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """Where an utterance is in a track, with the pause after it."""

    begin_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter within a track."""

    title: str
    begin_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Track:
    """One audio file."""

    media_type: str
    suffix: str
    """Without a full stop."""
    data: bytes
    clips: tuple[Clip, ...]
    """Of its utterances, without gaps: the track is as long as all of them."""
    marks: tuple[Mark, ...] = ()
    """Where it holds a whole document."""

    @property
    def duration_ms(self) -> int:
        """From the beginning of the first clip to the end of the last."""
        return self.clips[-1].end_ms if self.clips else 0


@dataclass(frozen=True, slots=True)
class Recording:
    """A script, read."""

    narrator: str
    """Who reads, for people."""
    tracks: Mapping[str, Track]
    """By the chapter's name; chapters in which nothing is said have none."""


class Medium(StrEnum):
    """What a document is composed for: the formats of one medium share one document."""

    PRINT = "print"
    BOOK = "book"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Document:
    """An article laid out as markup and style, ready for any backend."""

    medium: Medium
    metadata: Metadata
    publisher: str
    parts: tuple[Part, ...]
    stylesheet: str
    """The whole CSS, tokens included, without `@import`; fonts are referred to as in `fonts`."""
    resources: Mapping[str, Resource]
    """By the URL used in the markup, `images/…` or `fonts/…`; complete: a backend fetches nothing else."""
    fonts: tuple[FontFace, ...]
    outline: tuple[Heading, ...]
    footnotes: tuple[Footnote, ...]
    language: str
    direction: str
    """`ltr` or `rtl`."""
    modified: date
    """The only date a backend may stamp on a file."""
    source_name: str
    """File name of the Markdown source, for the attachment."""
    source: bytes
    words: Mapping[str, str] = field(default_factory=dict)
    """The layout's words by their keys, for what a backend adds of its own; all of them in `words_language`."""
    words_language: str = "en"
    """BCP 47 tag: the document's, or English where the layout has no words in it."""
    cover_image: str = ""
    """Key in `resources` of the picture that stands for the whole; empty for none."""
    identifier: str = ""
    """Of this edition of the article where that has one of its own, a URI; `metadata` has the article's."""
    certification: Certification | None = None
    """The clinic's; only for a document that has earned it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an article's text, told so that it is found again wherever the text is set."""

    anchor: str
    """Id of the innermost element with an id that holds it; empty for the beginning of a part."""
    offset: int = 0
    """Characters before it in that element, as `backends.running_text` counts them."""
    words: str = ""
    """The characters that follow it there, some two dozen of those that count."""
    part: str = ""
    """Kind of the part that begins there; only where there is no anchor."""


@dataclass(frozen=True, slots=True)
class PageStart:
    """A page of the print edition and where it begins."""

    label: str
    places: tuple[Place, ...]
    """Where the page begins, if that is in the text; then each part and each block with an id that begins on it, for
    those who do not have the former."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """The pages of a print edition."""

    source: str
    """The edition's own identifier, a URI; empty where it has none."""
    starts: tuple[PageStart, ...]
    """In order of pages; a page on which nothing of this kind begins is left out."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """The master: one tagged sRGB PDF and where everything came to stand."""

    pdf: bytes
    page_sizes_mm: tuple[tuple[float, float], ...]
    """Width and height of each page's trim, without bleed."""
    pages: Mapping[str, int]
    """Anchor to 0-based page on which it begins."""
    pagination: Pagination
    labels: tuple[str, ...] = ()
    """Each page's number as printed on it; pages without one are counted on, or numbered in roman before the first."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file, still in memory."""

    format: str
    """Its name in `FORMATS`."""
    media_type: str
    data: bytes
    claims: frozenset[str]
    """What the file says it conforms to: `PDF/UA-1`, `PDF/A-3a`, `EPUB 3.3`, `EPUB Accessibility 1.1`…"""
    pages: int | None = None
    """Pages of a PDF."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a job can be written as."""

    name: str
    medium: Medium
    suffix: str
    """Of its files, without a full stop; where several formats have the same, it stands for the first of them."""
    usual_layout: str
    """The layout it is set in where none is named."""


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("screen", Medium.PRINT, "pdf", "brochure"),
        Format("press", Medium.PRINT, "pdf", "brochure"),
        Format("office", Medium.PRINT, "pdf", "brochure"),
        Format("epub", Medium.BOOK, "epub", "ebook"),
        Format("onix", Medium.BOOK, "xml", "ebook"),
        Format("cover", Medium.BOOK, "jpg", "ebook"),
        Format("audiobook", Medium.BOOK, "m4b", "ebook"),
        Format("podcast", Medium.BOOK, "mp3", "ebook"),
        Format("html", Medium.WEB, "html", "brochure"),
    )
}
"""Every format that can be written, by name."""


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
    output: str
    """Pattern of output paths below `build`."""
    editions: tuple[Edition, ...]
    hosts: frozenset[str] = frozenset()
    """Hosts from which pictures may be fetched over https."""
    pronunciations: Path | None = None
    """The file that says how words are spoken."""
