"""Every file of a matrix bears the name of its own clinic, whatever that looks like, and never another's."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from click.testing import CliRunner
from lxml import etree, html

from exporter.cli.program import program

pytestmark = [pytest.mark.tools, pytest.mark.slow, pytest.mark.xdist_group("matrix")]

CONFIGURATION = """\
[editions.brochure]
layout = "brochure"
formats = ["screen", "press", "office", "html"]

[editions.leaflet]
layout = "leaflet"
formats = ["screen", "press"]

[editions.card]
layout = "card"
formats = ["screen"]

[editions.poster]
layout = "poster"
formats = ["screen"]

[editions.handout]
layout = "handout"
formats = ["screen"]

[editions.large]
layout = "large-print"
formats = ["screen"]

[editions.ebook]
layout = "ebook"
formats = ["epub", "onix", "html"]
pages_from = "brochure"
"""
FILES_PER_CLINIC = 13
ARTICLE = """\
---
title: After your visit
lang: en
date: 2026-01-31
summary: What to do at home.
---

You were seen at {{ clinic.name }}. Call {{ clinic.phone }}.

## At home

Rest for a day. Ask {{ clinic.name }} if you are unsure.
"""
NAMES = {
    "quotes": "Quartz \"O'Neil\" & 'Sons' <b>Clinic</b>",
    "style": "Basalt </style><script>alert(1)</script> Clinic",
    "emoji": "Opal \N{HOSPITAL} \u0645\u0633\u062a\u0634\u0641\u0649 Clinic",
    "bidi": "Jasper \N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING} \N{RIGHT-TO-LEFT MARK}Clinic",
    "dots": "Garnet ../../etc/passwd Clinic",
    "css": 'Onyx "; } body { display: none } /* Clinic \\a',
    "xml": "Beryl ]]> --> <?xml &amp; &#38; (Clinic\\)",
    "template": "Agate {{ clinic.phone }} {% raw %} Clinic",
    "markdown": "Topaz *Clinic* [a](https://example.org) `x` _y_ # $x$ !",
    "plain": "Zircon Clinic",
}
"""By the stem of the clinic's file; the first word of each is found nowhere else."""
REORDERED = frozenset({"emoji", "bidi"})
"""Names that a page shows in another order than that in which they are written."""

DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def word(stem: str) -> str:
    return NAMES[stem].split()[0]


def clinic(stem: str, number: int) -> str:
    name, own = NAMES[stem], word(stem).lower()
    lines = {
        "name": quoted(name),
        "tagline": quoted(f"Care by {name}"),
        "phone": quoted(f"555 01{number:02}"),
        "email": quoted(f"{own}@example.org"),
        "url": quoted(f"https://example.org/{own}"),
        "address": f"[{quoted(name)}, {quoted(f'1 {own} Road')}]",
        "hours": f"[{quoted(f'{own} <9 to 5>')}]",
        "emergency": quoted(f"Emergency: {name}"),
        "certifier": quoted(name),
    }
    return "".join(f"{key} = {value}\n" for key, value in lines.items())


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of outputs of one article in seven editions for ten clinics."""
    folder = tmp_path_factory.mktemp("matrix")
    (folder / "exporter.toml").write_text(CONFIGURATION)
    (folder / "source" / "articles").mkdir(parents=True)
    (folder / "source" / "clinics").mkdir()
    (folder / "source" / "articles" / "visit.md").write_text(ARTICLE)
    for number, stem in enumerate(NAMES):
        (folder / "source" / "clinics" / f"{stem}.toml").write_text(clinic(stem, number), encoding="utf-8")
    done = CliRunner().invoke(program, ["build", "--project", str(folder)], prog_name="exporter")
    assert done.exit_code == 0, done.output
    return folder / "build"


def text_of(path: Path) -> str:
    """All that people read in a file, and what its metadata tells."""
    if path.suffix == ".pdf":
        command = ["pdftotext", "-layout", str(path), "-"]
        shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        with pikepdf.open(path) as pdf:
            information = " ".join(str(value) for value in (pdf.docinfo or {}).values())
            metadata = pdf.Root.Metadata.read_bytes().decode()
        return f"{shown} {information} {unescape(metadata)}"
    if path.suffix == ".epub":
        with ZipFile(path) as book:
            parts = [book.read(name) for name in book.namelist() if name.endswith((".xhtml", ".opf", ".ncx"))]
        return " ".join(" ".join(etree.fromstring(part).itertext()) for part in parts)
    if path.suffix == ".xml":
        return " ".join(etree.fromstring(path.read_bytes()).itertext())
    return " ".join(str(text) for text in html.fromstring(path.read_bytes()).itertext())


def bare(text: str) -> str:
    """A text without what lines, columns and directions add to it."""
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")


def raw(path: Path) -> bytes:
    """The bytes of a file, what is compressed in it unpacked."""
    if path.suffix == ".epub":
        with ZipFile(path) as book:
            return b"".join(book.read(name) for name in book.namelist()) + " ".join(book.namelist()).encode()
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream) and readable(one)]
            return b"".join([*streams, *(str(value).encode() for value in (pdf.docinfo or {}).values())])
    return path.read_bytes()


def readable(stream: pikepdf.Stream) -> bool:
    return stream.get("/Filter") in {None, pikepdf.Name("/FlateDecode")}


def files(build: Path) -> Iterator[tuple[str, Path]]:
    for stem in NAMES:
        yield from ((stem, path) for path in sorted((build / stem).iterdir()))


def test_every_clinic_has_every_file_and_nothing_lies_elsewhere(build: Path) -> None:
    counted: Mapping[str, int] = {stem: len(list((build / stem).iterdir())) for stem in NAMES}
    assert counted == dict.fromkeys(NAMES, FILES_PER_CLINIC)
    visible = {path.name for path in build.iterdir() if not path.name.startswith(".")}
    assert visible - {"manifest.json"} == set(NAMES)
    assert not list(build.parent.parent.glob("etc"))


def test_every_file_holds_its_own_clinics_name_and_data(build: Path) -> None:
    for number, stem in enumerate(NAMES):
        for path in sorted((build / stem).iterdir()):
            text = bare(text_of(path))
            assert word(stem) in text, path
            if stem not in REORDERED:
                assert bare(NAMES[stem]) in text, path
            if path.suffix != ".xml" and "-poster" not in path.name:
                assert f"55501{number:02}" in text, path


def publisher(path: Path) -> str:
    """Whom the metadata of a file names as its publisher."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            metadata = etree.fromstring(pdf.Root.Metadata.read_bytes())
        return str(metadata.findtext(f".//{DC}publisher//{RDF}li"))
    if path.suffix == ".epub":
        with ZipFile(path) as book:
            (package,) = (book.read(name) for name in book.namelist() if name.endswith(".opf"))
        return str(etree.fromstring(package).findtext(f".//{DC}publisher"))
    if path.suffix == ".xml":
        return str(etree.fromstring(path.read_bytes()).findtext(".//{*}PublisherName"))
    (content,) = html.fromstring(path.read_bytes()).xpath("//meta[@name='dcterms.publisher']/@content")
    return str(content)


def test_the_metadata_of_every_file_names_its_own_clinic_letter_by_letter(build: Path) -> None:
    for stem, path in files(build):
        assert publisher(path) == NAMES[stem], path


def test_no_file_holds_another_clinics_name(build: Path) -> None:
    for stem, path in files(build):
        everything = f"{bare(text_of(path))}{raw(path).decode(errors='replace')}".casefold()
        others = [other for other in NAMES if other != stem and word(other).casefold() in everything]
        assert others == [], path


def test_a_name_stays_text_wherever_it_stands(build: Path) -> None:
    for stem, path in files(build):
        if path.suffix == ".epub":
            with ZipFile(path) as book:
                pages = [book.read(name) for name in book.namelist() if name.endswith(".xhtml")]
                styles = [book.read(name).decode() for name in book.namelist() if name.endswith(".css")]
        elif path.suffix == ".html":
            pages = [path.read_bytes()]
            styles = [str(one.text) for one in html.fromstring(pages[0]).iter("style")]
        else:
            continue
        for page in pages:
            tree = html.fromstring(page)
            assert "alert" not in " ".join(str(one.text) for one in tree.iter("script")), (stem, path)
            assert not [one for one in tree.iter("b", "a") if one.text in {"Clinic", "a"}], (stem, path)
        for style in styles:
            assert word(stem) not in style or re.search(rf'"[^"\n]*{word(stem)}', style), (stem, path)
            assert "display: none } /*" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", style), (stem, path)
