"""Jobs from beginning to end: what is read, what is written, and what is not."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from lxml import etree, html
from PIL import Image, ImageCms

from exporter import config, pipeline
from exporter.errors import ExporterError
from exporter.model import Copyfit, Diagnostic, Document, Edition, Print, Project, Severity, Typeset
from exporter.pipeline import Overset, Result, Settings, gather
from exporter.pipeline.one_off import OneOff
from exporter.pipeline.plan import Choice

SETTINGS = Settings(today=date(2026, 1, 2))
ARTICLE = """---
title: Migraine
lang: en
date: 2026-01-31
---

Call us on {{ clinic.phone }}.

## What it is

A headache that comes back.

/// page
///

## What helps

Rest.
"""
RED, BLUE = (255, 0, 0), (0, 0, 255)


def png(colour: tuple[int, int, int]) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (800, 400), colour).save(stream, "PNG")
    return stream.getvalue()


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with an article and a clinic; what a test adds to its folder is found by later plans."""
    clinic = 'name = "Example Clinic"\nphone = "555 0100"\nlogo = "logo.png"\n'
    folder = write(
        tmp_path,
        {
            "source/articles/migraine.md": ARTICLE,
            "source/clinics/example.toml": clinic,
            "source/clinics/logo.png": png(RED),
        },
    )
    return config.default_project(folder)


def export(project: Project, *editions: str, settings: Settings = SETTINGS) -> list[Result]:
    return list(pipeline.export_all(pipeline.plan(project, Choice(editions=editions)), settings))


def pictures(book: bytes) -> set[tuple[int, ...]]:
    """The colour of the first pixel of each PNG in a book."""
    with ZipFile(BytesIO(book)) as archive:
        images = [Image.open(archive.open(name)).convert("RGB") for name in archive.namelist() if name.endswith(".png")]
        return {pixel for image in images if isinstance(pixel := image.getpixel((0, 0)), tuple)}


def test_all_editions_of_a_project(project: Project) -> None:
    results = export(project)
    assert [result.ok for result in results] == [True, True]
    assert sorted(path.name for path in project.build.iterdir()) == [
        "migraine-brochure.html",
        "migraine-brochure.screen.pdf",
        "migraine-ebook.epub",
    ]
    written = {file.format: file for result in results for file in result.written}
    assert written["screen"].claims == ("PDF/A-3a", "PDF/UA-1")
    assert written["screen"].pages == 4
    assert written["epub"].claims == ("EPUB 3.3", "EPUB Accessibility 1.1")
    assert written["html"].size_bytes == (project.build / "migraine-brochure.html").stat().st_size


def test_an_ebook_lists_the_pages_of_its_print_edition_whether_that_ran_before_or_not(project: Project) -> None:
    export(project)
    together = (project.build / "migraine-ebook.epub").read_bytes()
    export(project, "ebook")
    assert (project.build / "migraine-ebook.epub").read_bytes() == together
    assert list(page_list(together)) == ["1", "2", "3", "4"]


def test_a_record_without_its_ebook_knows_the_pages_of_the_print_edition_too(project: Project) -> None:
    ebook = next(edition for edition in project.editions if edition.name == "ebook")
    several = replace(project, editions=(*project.editions, replace(ebook, name="record", formats=("onix",))))
    export(several, "brochure", "record")
    record = project.build / "migraine-record.onix.xml"
    together = record.read_bytes()
    for code in (b"19", b"41"):  # list 196: page breaks are marked, and a list leads to them
        assert b"<ProductFormFeatureValue>" + code + b"<" in together
    record.unlink()
    export(several, "record")
    assert record.read_bytes() == together


def page_list(book: bytes) -> dict[str, str]:
    """Where the labels of a book's page list lead."""
    with ZipFile(BytesIO(book)) as archive:
        nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    links = nav.xpath("//*[@role='doc-pagelist']//*[local-name()='a']")
    return {link.text: link.get("href") for link in links}


def test_an_ebook_names_the_print_edition_by_the_identifier_that_its_pdfs_have(project: Project) -> None:
    brochure = replace(project.editions[0], formats=("screen", "press", "office"))
    leaflet = replace(brochure, name="a4", formats=("screen",), paper="a4")
    ebook = next(edition for edition in project.editions if edition.name == "ebook")
    alone = replace(ebook, name="alone", pages_from="")
    assert all(result.ok for result in export(replace(project, editions=(brochure, leaflet, ebook, alone))))
    printed = {name: identifiers(project.build / f"migraine-brochure.{name}.pdf") for name in brochure.formats}
    (identifier,) = {identifier for identifier, _ in printed.values()}
    assert identifier.startswith("urn:uuid:")
    assert identifiers(project.build / "migraine-a4.screen.pdf")[0] != identifier
    assert sources(project.build / "migraine-ebook.epub") == [identifier]
    assert sources(project.build / "migraine-alone.epub") == []
    assert page_list((project.build / "migraine-alone.epub").read_bytes()) == {}


def test_the_identifier_of_an_article_is_what_its_print_editions_are_made_from(project: Project) -> None:
    article = project.articles / "migraine.md"
    article.write_text(ARTICLE.replace("lang: en", "lang: en\nidentifier: https://example.org/migraine"))
    export(project)
    identifier, source = identifiers(project.build / "migraine-brochure.screen.pdf")
    assert source == "https://example.org/migraine"
    assert sources(project.build / "migraine-ebook.epub") == [identifier]
    assert identifier.startswith("urn:uuid:")


def test_an_isbn_for_print_is_the_print_editions_identifier(project: Project) -> None:
    article = project.articles / "migraine.md"
    article.write_text(ARTICLE.replace("lang: en", "lang: en\nisbn:\n  print: 978-0-306-40615-7"))
    export(project)
    assert identifiers(project.build / "migraine-brochure.screen.pdf") == ("urn:isbn:9780306406157", None)
    assert sources(project.build / "migraine-ebook.epub") == ["urn:isbn:9780306406157"]


def identifiers(path: Path) -> tuple[str, str | None]:
    """Identifier and source in a PDF's XMP."""
    with pikepdf.open(path) as pdf, pdf.open_metadata() as packet:
        return str(packet["dc:identifier"]), packet.get("dc:source")


def sources(path: Path) -> list[str]:
    """What a book says that its page numbers are from."""
    with ZipFile(path) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
    marked = package.xpath("//*[@property='source-of' and text()='pagination']/@refines")
    return [package.xpath("string(//*[@id=$id])", id=name.removeprefix("#")) for name in marked]


def test_pages_are_those_of_screen_where_the_formats_read_differently(project: Project) -> None:
    article = project.articles / "migraine.md"
    extra = "\n".join(["/// only | press", *["More.\n"] * 40, "///", ""])
    article.write_text(ARTICLE.replace("## What it is", f"{extra}\n## What it is"))
    brochure = replace(project.editions[0], formats=("screen", "press"))
    both = replace(project, editions=(brochure, project.editions[1]))
    results = export(both)
    assert {file.format: file.pages for result in results for file in result.written} == {
        "screen": 4, "press": 6, "epub": None,
    }  # fmt: skip
    assert list(page_list((project.build / "migraine-ebook.epub").read_bytes())) == ["1", "2", "3", "4"]


def test_pages_of_glossary_and_index_are_listed_too(project: Project) -> None:
    terms = [f"The [term {number}]{{.index}} is used.\n" for number in range(90)]
    meanings = [f"Term {number}\n:   {'It is explained at length. ' * 9}\n" for number in range(20)]
    (project.articles / "migraine.md").write_text("\n".join(["# Terms\n", *terms, *meanings]))
    wanted: dict[str, str | bool | float] = {"glossary": "all", "index": True}
    editions = tuple(replace(edition, options=wanted, formats=edition.formats[:1]) for edition in project.editions)
    assert all(result.ok for result in export(replace(project, editions=editions)))
    pages = page_list((project.build / "migraine-ebook.epub").read_bytes())
    with pikepdf.open(project.build / "migraine-brochure.screen.pdf") as pdf:
        assert [page.label for page in pdf.pages] == list(pages)
    files = [target.partition(".")[0] for target in pages.values()]
    assert files.count("glossary") > 1
    assert files.count("index") > 1


def test_pages_that_begin_with_what_the_book_does_not_have_begin_with_what_follows(project: Project) -> None:
    article = project.articles / "migraine.md"
    article.write_text(
        ARTICLE.replace("## What helps", "/// only | screen\nOn paper.\n///\n\nFor all.\n\n## What helps")
    )
    assert all(result.ok for result in export(project))
    book = (project.build / "migraine-ebook.epub").read_bytes()
    file, _, anchor = page_list(book)["3"].partition("#")
    with ZipFile(BytesIO(book)) as archive:
        (mark,) = etree.fromstring(archive.read(f"EPUB/{file}")).xpath("//*[@id=$id]", id=anchor)
    assert "".join(mark.getnext().itertext()) == "For all."


def test_page_numbers_come_from_the_same_project_though_names_are_alike(project: Project, tmp_path: Path) -> None:
    shorter = ARTICLE.replace("/// page\n///\n", "").replace("{{ clinic.phone }}", "555 0100")
    other = config.default_project(write(tmp_path / "other", {"source/articles/migraine.md": shorter}))
    (brochure,) = pipeline.plan(other, Choice(editions=["brochure"]))
    (ebook,) = pipeline.plan(project, Choice(editions=["ebook"]))
    assert all(result.ok for result in pipeline.export_all([brochure, ebook], SETTINGS))
    after_another = (project.build / "migraine-ebook.epub").read_bytes()
    export(project, "ebook")
    assert (project.build / "migraine-ebook.epub").read_bytes() == after_another


def test_an_ebook_without_a_cover_gets_a_drawn_one(project: Project) -> None:
    export(project, "ebook")
    with ZipFile(project.build / "migraine-ebook.epub") as archive:
        cover = html.fromstring(archive.read("EPUB/cover.xhtml")).find(".//img")
        assert cover is not None
        assert cover.get("alt") == "Migraine — Example Clinic"
        picture = Image.open(archive.open(f"EPUB/{cover.get('src')}"))
    assert picture.size == (1000, 1600)


CHART = "```chart\ntitle: Visits\nfile: ../data/visits.csv\n```\n"


def test_a_chart_takes_its_numbers_from_a_file_of_the_project(project: Project) -> None:
    write(
        project.articles,
        {"migraine.md": ARTICLE + CHART, "../data/visits.csv": "\ufeffClinic,Visits\r\nExample,12500\r\n"},
    )
    export(project, "ebook")
    with ZipFile(project.build / "migraine-ebook.epub") as archive:
        chapters = "".join(archive.read(name).decode() for name in archive.namelist() if "chapter" in name)
    assert '<th scope="row">Example</th><td class="value">12,500</td>' in chapters


def test_a_fault_in_a_file_of_numbers_is_told_with_its_name_and_line(project: Project) -> None:
    write(project.articles, {"migraine.md": ARTICLE + CHART, "../data/visits.csv": "Clinic,Visits\n\nExample,many\n"})
    (result,) = export(project, "ebook")
    assert [(finding.rule, finding.path, finding.line) for finding in result.diagnostics] == [
        ("invalid-chart", "source/data/visits.csv", 3)
    ]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("missing.csv", "missing-file"),
        ("../../../visits.csv", "outside-project"),
        ("/etc/passwd", "outside-project"),
        ("large.csv", "file-too-large"),
    ],
)
def test_a_file_of_numbers_that_may_not_be_read_is_told_on_its_line(project: Project, name: str, rule: str) -> None:
    chart = f"```chart\ntitle: Visits\nfile: {name}\n```\n"
    write(project.articles, {"migraine.md": ARTICLE + chart, "large.csv": "a,b\n" * 100_000})
    (result,) = export(project, "ebook")
    assert [(finding.rule, finding.line) for finding in result.diagnostics] == [(rule, ARTICLE.count("\n") + 3)]


def test_a_file_of_numbers_in_another_encoding_is_refused(project: Project) -> None:
    write(
        project.articles,
        {"migraine.md": ARTICLE + CHART, "../data/visits.csv": "Clinic,B\u00e4der\n".encode("latin-1")},
    )
    (result,) = export(project, "ebook")
    assert [str(finding).splitlines()[0].partition("error: ")[2] for finding in result.diagnostics] == [
        "'../data/visits.csv' is not in UTF-8 [invalid-chart]"
    ]


def test_pictures_of_one_name_beside_article_and_clinic_are_two(project: Project) -> None:
    write(
        project.articles,
        {"logo.png": png(BLUE), "migraine.md": ARTICLE.replace("Rest.", "![A blue field](logo.png)")},
    )
    export(project, "ebook")
    assert {RED, BLUE} <= pictures((project.build / "migraine-ebook.epub").read_bytes())


def test_the_clinic_of_a_one_off_may_lie_anywhere_but_nothing_else(project: Project, tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"note.md": "# Note\n\n![No](../source/clinics/logo.png)\n"})
    clinic = project.clinics / "example.toml"
    (job,) = pipeline.one_off(OneOff(elsewhere / "note.md", [tmp_path / "note.html"], clinic=clinic))
    result = pipeline.export(job, SETTINGS)
    assert [finding.rule for finding in result.diagnostics] == ["outside-project"]
    write(elsewhere, {"note.md": "# Note\n\nText.\n"})
    result = pipeline.export(job, SETTINGS)
    assert result.ok
    assert "Example Clinic" in (tmp_path / "note.html").read_text(encoding="utf-8")


def test_the_clinic_of_a_one_off_may_lie_in_a_folder_beside_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"note.md": "# Note\n\nText.\n"})
    monkeypatch.chdir(elsewhere)
    clinic = Path("..", (project.clinics / "example.toml").relative_to(tmp_path))
    (job,) = pipeline.one_off(OneOff(Path("note.md"), [Path("note.html")], clinic=clinic, root=elsewhere))
    assert pipeline.export(job, SETTINGS).ok
    assert "Example Clinic" in (elsewhere / "note.html").read_text(encoding="utf-8")


def test_a_text_that_shows_what_the_clinic_does_not_give_is_refused(project: Project) -> None:
    write(project.clinics, {"example.toml": 'name = "Example Clinic"\n'})
    results = export(project)
    assert {finding.rule for result in results for finding in result.diagnostics} == {"undefined-variable"}
    assert not any(result.ok for result in results)
    assert not project.build.exists()


def test_a_layout_is_not_used_for_what_it_is_not_made_for(project: Project) -> None:
    one = pipeline.plan(project, Choice(editions=["brochure"]))[0]
    places = {"screen": one.outputs["screen"]}
    result = pipeline.export(replace(one, edition=Edition("book", "ebook", ("screen",)), outputs=places), SETTINGS)
    assert [finding.rule for finding in result.diagnostics] == ["unsupported-format"]


def test_under_strict_a_warning_writes_nothing(project: Project) -> None:
    write(project.articles, {"migraine.md": f"{ARTICLE}\nSee [there](#nowhere).\n"})
    (result, _) = export(project, settings=replace(SETTINGS, strict=True))
    assert [finding.rule for finding in result.diagnostics] == ["broken-link"]
    assert result.written == ()
    assert not project.build.exists()


def test_passages_differ_by_format_and_the_rest_is_shared(project: Project) -> None:
    text = f"{ARTICLE}\n/// only | html\nFor the web page.\n///\n\n/// not | html\nFor paper.\n///\n"
    write(project.articles, {"migraine.md": text})
    job = pipeline.plan(project, Choice(editions=["brochure"]))[0]
    articles = gather.gather(job)[0].articles
    blocks = {name: "".join(block.html for block in article.blocks) for name, article in articles.items()}
    assert "For the web page." in blocks["html"]
    assert "For paper." not in blocks["html"]
    assert "For paper." in blocks["screen"]


def test_what_fails_verification_is_not_written_or_without_its_labels(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The one way to make our own files fail is to break a finisher.
    from exporter.prepress import metadata

    monkeypatch.setitem(
        metadata.IDENTIFICATION,
        "PDF/A-3a",
        "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n",
    )
    (result, _) = export(project)
    assert "broken-claim" in {finding.rule for finding in result.diagnostics}
    assert not result.ok
    assert not (project.build / "migraine-brochure.screen.pdf").exists()
    (result, _) = export(project, settings=replace(SETTINGS, allow_unverified=True))
    assert result.ok
    assert [file.claims for file in result.written if file.format == "screen"] == [()]


def test_a_failed_job_raises_nothing_and_does_not_stop_the_next(project: Project) -> None:
    write(project.articles, {"empty.md": "", "zoster.md": ARTICLE})
    results = export(project, "brochure")
    assert [result.ok for result in results] == [False, True, True]


def test_gather_raises_all_that_is_wrong_at_once(project: Project) -> None:
    write(project.articles, {"migraine.md": "# T\n\n![a](a.png)\n\n![b](b.png)\n"})
    job = pipeline.plan(project, Choice(editions=["brochure"]))[0]
    with pytest.raises(ExporterError) as caught:
        gather.gather(job)
    assert [(finding.rule, finding.line) for finding in caught.value.diagnostics] == [
        ("missing-file", 3),
        ("missing-file", 5),
    ]


LONG = ARTICLE + "\n".join(f"\n## Chapter {number}\n\n{'A headache that comes back. ' * 40}\n" for number in range(6))


def fitted(project: Project, limits: Copyfit) -> Project:
    write(project.articles, {"migraine.md": LONG})
    return replace(project, editions=(Edition("fitted", "brochure", ("screen",), copyfit=limits),))


@pytest.mark.slow
def test_a_text_is_set_in_the_largest_type_that_fits_its_pages(project: Project) -> None:
    (plain,) = export(replace(fitted(project, Copyfit(9, 12, 8)), editions=(Edition("x", "brochure", ("screen",)),)))
    (result,) = export(fitted(project, Copyfit(9, 12, 8)))
    assert result.ok, result.diagnostics
    assert plain.written[0].pages == 10
    assert result.written[0].pages is not None
    assert result.written[0].pages <= 8
    (roomy,) = export(fitted(project, Copyfit(9, 12, 40)))
    assert roomy.written[0].pages == plain.written[0].pages


@pytest.mark.slow
def test_a_text_that_does_not_fit_is_an_error_or_a_marked_draft(project: Project) -> None:
    small = fitted(project, Copyfit(10, 12, 4))
    (result,) = export(small)
    (finding,) = result.diagnostics
    assert (finding.rule, finding.path) == ("overset", "source/articles/migraine.md")
    assert "do not fit on 4 pages at 10 pt" in finding.message
    assert "use paper = 'a4'" in finding.hint
    assert finding.line is not None
    assert LONG.splitlines()[finding.line - 1]
    assert not project.build.exists()
    (draft,) = export(small, settings=replace(SETTINGS, overset=Overset.DRAFT))
    assert [finding.rule for finding in draft.diagnostics] == ["overset"]
    path = project.build / "migraine-fitted.screen.pdf"
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("DRAFT: overset") == draft.written[0].pages


@pytest.mark.parametrize(
    ("edition", "message", "hint"),
    [
        (
            Edition("x", "brochure", ("screen",), copyfit=Copyfit(9, 12)),
            "copyfit does not say how many pages there may be",
            "add 'pages', since the layout has no panels",
        ),
        (
            Edition("x", "brochure", ("press",), printed=Print(icc_profile="rgb.icc", condition="sRGB")),
            "this is a profile for RGB, not for CMYK",
            "name an ICC output profile for CMYK, as printing houses give them out",
        ),
        (
            Edition("x", "brochure", ("press",), printed=Print(icc_profile="source/clinics/logo.png", condition="X")),
            "this is not an ICC profile",
            "name an ICC output profile for CMYK, as printing houses give them out",
        ),
        (
            Edition("x", "brochure", ("press",), printed=Print(preflight="press-coate")),
            "there is no profile 'press-coate'",
            "did you mean 'press-coated'?",
        ),
        (
            Edition("x", "leaflet", ("press",), printed=Print(fold="trii")),
            "there is no fold 'trii'",
            "did you mean 'tri'?",
        ),
        (
            Edition("x", "leaflet", ("press",), paper="dl", printed=Print(fold="tri", orientation="portrait")),
            "mm",
            "",
        ),
    ],
    ids=["copyfit without pages", "rgb profile", "no profile", "preflight", "fold", "paper"],
)
def test_what_cannot_be_printed_is_told_before_anything_is_typeset(
    project: Project, monkeypatch: pytest.MonkeyPatch, edition: Edition, message: str, hint: str
) -> None:
    from exporter.backends import pdf

    monkeypatch.setattr(pdf, "typeset", lambda _: pytest.fail("something was typeset"))
    write(project.root, {"rgb.icc": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()})
    (result,) = export(replace(project, editions=(edition,)))
    (finding,) = result.diagnostics
    assert finding.severity is Severity.ERROR
    assert message in finding.message
    assert hint in finding.hint


@pytest.mark.slow
def test_photographs_for_the_press_are_as_good_as_the_edition_asks(project: Project) -> None:
    stream = BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(stream, "JPEG")
    article = f"{ARTICLE}\n![A leaf](leaf.jpg)\n"
    write(project.articles, {"leaf.jpg": stream.getvalue(), "migraine.md": article})
    sizes: list[int] = []
    for quality in (75, 100):
        edition = Edition("x", "brochure", ("press",), printed=Print(jpeg_quality=quality))
        (result,) = export(replace(project, editions=(edition,)))
        sizes += [file.size_bytes for file in result.written]
    assert len(sizes) == 2
    assert sizes[1] > 1.5 * sizes[0]


def test_press_and_office_are_finished_from_the_master_that_gives_screen(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exporter.backends import pdf

    typeset, calls = pdf.typeset, []

    def counted(document: Document) -> tuple[Typeset, tuple[Diagnostic, ...]]:
        calls.append(document)
        return typeset(document)

    monkeypatch.setattr(pdf, "typeset", counted)
    booklet = Edition("b", "brochure", ("screen", "press", "office"), printed=Print(imposition="saddle"))
    (result,) = export(replace(project, editions=(booklet,)))
    assert result.ok, result.diagnostics
    assert len(calls) == 1
    assert {file.format: (file.pages, file.claims) for file in result.written} == {
        "screen": (4, ("PDF/A-3a", "PDF/UA-1")),
        "press": (4, ("PDF/X-4",)),
        "office": (2, ()),
    }


@pytest.mark.slow
def test_leaflets_and_cards_are_laid_on_sheets(project: Project) -> None:
    leaflet = Edition("l", "leaflet", ("press", "office"), printed=Print(fold="tri"))
    cards = Edition("c", "card", ("press",), printed=Print(imposition="n-up", sheet="a4", gutter_mm=6))
    results = export(replace(project, editions=(leaflet, cards)))
    assert [result.ok for result in results] == [True, True], [result.diagnostics for result in results]
    assert [file.pages for result in results for file in result.written] == [2, 2, 2]


@pytest.mark.slow
def test_a_text_that_would_leave_panels_blank_is_spread_over_them(project: Project) -> None:
    sections = (f"## Section {number}\n\n{'Rest and drink water. ' * 22}\n\n" for number in range(8))
    write(project.root, {"source/articles/migraine.md": f"---\ntitle: Migraine\n---\n\n{''.join(sections)}"})
    spread = Edition("spread", "leaflet", ("screen",))
    whole = replace(spread, name="whole", tokens={"foot": "0mm"})
    results = export(replace(project, editions=(spread, whole)))
    assert [result.written[0].pages for result in results] == [6, 5]


@pytest.mark.slow
def test_a_clinics_own_inks_are_printed(project: Project) -> None:
    colours = '[colours]\nprimary = { srgb = "#17606e", cmyk = [85, 35, 40, 25], spot = "PANTONE 300 C" }\n'
    text = f'name = "Example Clinic"\nphone = "555 0100"\n{colours}'
    write(project.clinics, {"example.toml": text})
    (result,) = export(replace(project, editions=(Edition("b", "brochure", ("press",)),)))
    assert result.ok, result.diagnostics
    with pikepdf.open(project.build / "migraine-b.press.pdf") as pdf:
        arrays = [list(item) for item in pdf.objects if isinstance(item, pikepdf.Array) and len(item) > 1]
        names = {str(array[1]) for array in arrays if array[0] == "/Separation"}
    assert "/PANTONE 300 C" in names
