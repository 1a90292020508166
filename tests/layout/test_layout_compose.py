"""From an article to a document, with small layouts and with the shipped brochure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from exporter import layout
from exporter.errors import ExporterError
from exporter.layout import context, markup, styles
from exporter.model import (
    Article,
    Block,
    Clinic,
    Colour,
    Diagnostic,
    Document,
    Footnote,
    Heading,
    ImageReference,
    Medium,
    Metadata,
    Person,
    Resource,
)

Write = Callable[[dict[str, str]], Path]
PICTURE = Resource(b"\x89PNG", "image/png", 300, 200)
MANIFEST = 'name = "own"\ndescription = "Ours."\nextends = "base"\n'
BODY = '[[parts]]\nkind = "body"\ntemplate = "body.html.j2"\n'


def compose(article: Article, clinic: Clinic, request: layout.Request) -> Document:
    document, _ = layout.compose(article, clinic, layout.load("brochure", [])[0], request)
    return document


def part(document: Document, kind: str) -> str:
    return next(part.html for part in document.parts if part.kind == kind)


def own(write: Write, template: str, manifest: str = MANIFEST + BODY, **files: str) -> layout.Layout:
    named = {f"own/{name.replace('__', '.')}": text for name, text in files.items()}
    return layout.load("own", [write({"own/layout.toml": manifest, "own/body.html.j2": template, **named})])[0]


def fails(article: Article, clinic: Clinic, made: layout.Layout, request: layout.Request) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        layout.compose(article, clinic, made, request)
    return caught.value.diagnostics[-1]


def test_a_small_article(article: Article, clinic: Clinic, request_print: layout.Request) -> None:
    document = compose(article, clinic, request_print)
    assert [each.name for each in document.parts] == ["cover", "body", "back"]
    assert [each.title for each in document.parts] == ["Flu", "Flu", "Contact"]
    body = part(document, "body")
    assert "data-line=" not in body.replace('"data-line"', "")
    assert '<code>x = "data-line"</code>' in body
    assert document.modified == request_print.today
    assert (document.source_name, document.source) == ("flu.md", b"source")
    assert (document.publisher, document.language, document.direction) == ("Example Clinic", "en", "ltr")
    assert "size: 148mm 210mm" in document.stylesheet


def test_the_same_input_gives_the_same_document(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    assert compose(article, clinic, request_print) == compose(article, clinic, request_print)


def test_every_url_in_the_parts_is_a_resource_and_no_resource_is_idle(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    full = replace(clinic, logo=ImageReference("logo.svg", ""), short_url="https://example.org/f")
    logo = Resource(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    request = replace(request_print, images={"logo.svg": logo, "unused.png": PICTURE})
    document = compose(article, full, request)
    for each in document.parts:
        for element in ET.fromstring(each.html).iter("img"):  # noqa: S314 - made here
            assert element.get("src") in document.resources
            assert element.get("alt")
    everything = "".join(each.html for each in document.parts) + document.stylesheet
    assert all(url in everything for url in document.resources)
    assert markup.image_name(PICTURE) not in document.resources


def test_a_cover_picture_takes_the_place_of_the_drawing(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    pictured = replace(article, metadata=replace(article.metadata, cover=ImageReference("c.png", "A child", line=3)))
    request = replace(request_print, images={"c.png": PICTURE})
    document = compose(pictured, clinic, request)
    assert document.cover_image == markup.image_name(PICTURE)
    assert 'alt="A child"' in part(document, "cover")
    drawn = compose(pictured, clinic, replace(request, options={"cover": "art"}))
    assert drawn.cover_image == ""
    assert "background-image" in part(drawn, "cover")
    plain = compose(pictured, clinic, replace(request, options={"cover": "plain"}))
    assert "<img" not in part(plain, "cover")
    assert "background-image" not in part(plain, "cover")


@pytest.mark.parametrize(
    ("count", "option", "expected"),
    [(4, "auto", False), (5, "auto", True), (1, "always", True), (9, "never", False), (0, "always", False)],
)
def test_contents_stand_where_there_are_more_than_four_headings(  # noqa: PLR0913 - fixtures and cases
    article: Article, clinic: Clinic, request_print: layout.Request, count: int, option: str, *, expected: bool
) -> None:
    outline = tuple(Heading(2, f"Part {number} < 9", f"h{number}", number) for number in range(count))
    document = compose(replace(article, outline=outline), clinic, replace(request_print, options={"contents": option}))
    assert any(each.kind == "contents" for each in document.parts) is expected
    if expected:
        links = [link.get("href") for link in ET.fromstring(part(document, "contents")).iter("a")]  # noqa: S314
        assert links == [f"#h{number}" for number in range(count)]


def test_notes_lead_back_to_every_reference(article: Article, clinic: Clinic, request_print: layout.Request) -> None:
    note = Footnote("1", "fn-1", '<p data-line="4">Salt.</p>', ("fnref-1", "fnref-1-2"), 4)
    html = part(compose(replace(article, footnotes=(note,)), clinic, request_print), "notes")
    root = ET.fromstring(html)  # noqa: S314 - made here
    assert [link.get("href") for link in root.iter("a")] == ["#fnref-1", "#fnref-1-2"]
    assert root.find(".//li[@id='fn-1']") is not None
    assert "<p>Salt.</p>" in html


def test_the_back_page_says_all_that_is_known(article: Article, request_print: layout.Request) -> None:
    clinic = Clinic(
        "Example & Sons",
        tagline="Care",
        phone="+44 (0)20 7946 0000",
        email="a@example.org",
        address=("1 Road", "Town"),
        hours=("Mon 9-5",),
        url="https://example.org",
        short_url="https://example.org/f",
        emergency="Call <now>.",
    )
    metadata = replace(
        article.metadata,
        version="2",
        modified=date(2026, 3, 4),
        reviewed=date(2026, 3, 5),
        next_review=date(2028, 3, 5),
        reviewers=(Person("A. Reviewer", "nurse"),),
        authors=(Person("Somebody"),),
    )
    document = compose(replace(article, metadata=metadata), clinic, request_print)
    root = ET.fromstring(part(document, "back"))  # noqa: S314 - made here
    text = " ".join("".join(root.itertext()).split())
    for expected in (
        "Example & Sons", "Care", "1 Road", "Mon 9-5", "example.org/f", "Call <now>.", "Version 2",
        "Updated 4 March 2026", "Reviewed 5 March 2026", "Next review 5 March 2028",
        "Reviewed by: A. Reviewer (nurse)", "Written by: Somebody",
    ):  # fmt: skip
        assert expected in text
    assert {"tel:+442079460000", "mailto:a@example.org", "https://example.org"} <= {
        link.get("href") for link in root.iter("a")
    }
    assert [image.get("alt") for image in root.iter("img")] == ["QR code: https://example.org/f"]
    assert document.modified == date(2026, 3, 4)


def test_a_clinic_that_has_only_a_name(article: Article, request_print: layout.Request) -> None:
    back = part(compose(article, Clinic("Example Clinic"), request_print), "back")
    assert "<dl>" not in back
    assert "<img" not in back
    assert "Example Clinic" in back


def test_another_language_and_direction(article: Article, clinic: Clinic, request_print: layout.Request) -> None:
    german = replace(article, metadata=Metadata("Grippe", language="de-AT", reviewed=date(2026, 3, 5)))
    assert "Geprüft 5. März 2026" in part(compose(german, clinic, request_print), "back")
    arabic = replace(article, metadata=Metadata("الإنفلونزا", language="ar"))
    document = compose(arabic, clinic, request_print)
    assert document.direction == "rtl"
    assert "Noto Sans Arabic" in {face.family for face in document.fonts}
    assert '"Source Sans 3", "Noto Sans Arabic"' in document.stylesheet


def test_a_failing_clinic_colour_is_darkened_with_one_warning(article: Article, request_print: layout.Request) -> None:
    clinic = Clinic("Example Clinic", path="clinic.toml", colours={"primary": Colour("#ffcc00")})
    made, _ = layout.load("brochure", [])
    document, findings = layout.compose(article, clinic, made, request_print)
    [finding] = findings
    assert (finding.rule, finding.path) == ("low-contrast", "clinic.toml")
    assert "'#ffcc00'" in finding.message
    assert "4.5:1" in finding.message
    assert "--primary: #ffcc00;" in document.stylesheet
    assert "--primary-text: #ffcc00;" not in document.stylesheet


def test_papers_tokens_and_options_that_do_not_exist(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    request = replace(
        request_print,
        paper="a44",
        tokens={"primry": "#000", "accent": "red", "text-size": "big", "font-body": "A;}"},
        options={"covr": "art", "contents": "autoo"},
    )
    with pytest.raises(ExporterError) as caught:
        compose(article, clinic, request)
    told = [(finding.rule, finding.hint) for finding in caught.value.diagnostics]
    assert ("unknown-paper", "did you mean 'a4'?") in told
    assert ("unknown-token", "did you mean 'primary'?") in told
    assert ("unknown-option", "did you mean 'cover'?") in told
    assert ("invalid-value", "did you mean 'auto'?") in told
    assert ("invalid-value", "write it as #rrggbb, such as #17606e") in told
    assert ("invalid-value", "write a number and its unit, such as 12pt") in told
    assert [rule for rule, _ in told].count("invalid-value") == 4


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fi", ("fi", "Sisällys", False)), ("pt-BR", ("pt-BR", "Conteúdo", True)), ("cy", ("en", "Contents", True))],
)
def test_a_document_has_the_words_of_one_language_alone(
    article: Article, clinic: Clinic, write: Write, language: str, expected: tuple[str, str, bool]
) -> None:
    manifest = MANIFEST.replace('extends = "base"', 'extends = "ebook"')
    entry = 'msgctxt "contents"\nmsgid "Contents"\nmsgstr "{}"\n'
    words = {"own/words/fi.po": entry.format("Sisällys"), "own/words/pt_BR.po": entry.format("Conteúdo")}
    chosen, _ = layout.load("own", [write({"own/layout.toml": manifest, **words})])
    translated = replace(article, metadata=replace(article.metadata, language=language))
    document, _ = layout.compose(translated, clinic, chosen, layout.Request(Medium.BOOK, date(2026, 1, 2)))
    assert (document.words_language, document.words["contents"], "landmarks" in document.words) == expected


@pytest.mark.parametrize("size", ["8.99pt", "1pt", "100000pt", "0", "-12pt", "1em", "calc(1pt)", "3mm"])
def test_a_size_beyond_the_limits_of_its_token_is_refused(
    article: Article, clinic: Clinic, request_print: layout.Request, size: str
) -> None:
    with pytest.raises(ExporterError) as caught:
        compose(article, clinic, replace(request_print, tokens={"text-size": size}))
    (finding,) = caught.value.diagnostics
    assert (finding.rule, finding.hint) == ("invalid-value", "choose a length from 9pt to 40pt")
    assert repr(size) in finding.message


@pytest.mark.parametrize("size", ["9pt", "40pt", "3.175mm", "12PX", "0.5in"])
def test_a_size_within_the_limits_of_its_token_is_taken(
    article: Article, clinic: Clinic, request_print: layout.Request, size: str
) -> None:
    document = compose(article, clinic, replace(request_print, tokens={"text-size": size}))
    assert f"--text-size: {size};" in document.stylesheet


def test_a_paper_brings_its_tokens_and_the_request_outweighs_them(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    sheet = compose(article, clinic, replace(request_print, paper="letter", tokens={"text-size": "14pt"})).stylesheet
    assert "size: 215.9mm 279.4mm" in sheet
    assert "--text-size: 14pt;" in sheet
    assert "--title-size: 46pt;" in sheet


OPTIONS = (
    '[options.flag]\ntype = "boolean"\ndefault = true\n[options.size]\ntype = "number"\ndefault = 1\n'
    '[options.word]\ntype = "text"\ndefault = ""\n'
)


def test_options_given_as_text(article: Article, clinic: Clinic, request_print: layout.Request, write: Write) -> None:
    made = own(write, "<p>{{ options.flag }} {{ options.size }} {{ options.word }}</p>", MANIFEST + BODY + OPTIONS)
    request = replace(request_print, options={"flag": "off", "size": "2.5", "word": "<b>"})
    document, _ = layout.compose(article, clinic, made, request)
    assert document.parts[0].html == "<p>False 2.5 &lt;b&gt;</p>"
    assert fails(article, clinic, made, replace(request, options={"flag": "maybe"})).rule == "invalid-value"
    assert fails(article, clinic, made, replace(request, options={"size": "big"})).rule == "invalid-value"


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("<p>\n{{ nothing.here }}</p>", 2, "'nothing' is undefined"),
        ("<p>\n\n{% if %}</p>", 3, "expected"),
        ("<p>{{ 1 / 0 }}</p>", 1, "division"),
        ("<p>{{ ''.__class__.__mro__ }}</p>", 1, "unsafe"),
        ("<p>\n{{ asset('no.svg') }}</p>", 2, "no asset 'no.svg'"),
        ("<p>\n{% include 'boddy.html.j2' %}</p>", 2, "no template 'boddy.html.j2'"),
        ("{% include 'body.html.j2' %}", 1, "without end"),
    ],
)
def test_a_template_error_names_file_and_line(  # noqa: PLR0913, PLR0917 - fixtures and cases
    article: Article,
    clinic: Clinic,
    request_print: layout.Request,
    write: Write,
    template: str,
    line: int,
    words: str,
) -> None:
    finding = fails(article, clinic, own(write, template), request_print)
    assert finding.rule == "template-error"
    assert words in finding.message
    assert finding.path.endswith("own/body.html.j2")
    assert finding.line == line


@pytest.mark.parametrize("template", ["<p>", "<p></p><p></p>", "text only"])
def test_a_template_that_gives_no_xhtml(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write, template: str
) -> None:
    finding = fails(article, clinic, own(write, template), request_print)
    assert (finding.rule, finding.path.rpartition("/")[2]) == ("malformed-template", "body.html.j2")


def test_a_medium_without_parts(article: Article, clinic: Clinic, request_print: layout.Request, write: Write) -> None:
    made = own(write, "<p/>", MANIFEST + BODY + 'mediums = ["print"]\n')
    finding = fails(article, clinic, made, replace(request_print, medium=Medium.BOOK))
    assert finding.rule == "no-parts"
    assert "'book'" in finding.message


def test_one_part_for_each_section(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write
) -> None:
    chapters = '[[parts]]\nkind = "chapter"\ntemplate = "body.html.j2"\nsplit = "h2"\n'
    template = "<div>{{ section.number }} {{ part.name }} {{ section.heading }}{{ section.body }}</div>"
    made = own(write, template, MANIFEST + chapters + chapters)
    document, _ = layout.compose(article, clinic, made, request_print)
    assert [each.name for each in document.parts[:3]] == ["chapter-00", "chapter-01", "chapter-02"]
    assert document.parts[3].name == "chapter-00-2"
    assert [each.title for each in document.parts[:3]] == ["Flu", "Signs", "Help"]
    assert document.parts[0].html == '<div>0 chapter-00 <p id="b1">Opening.</p></div>'
    assert document.parts[2].html == '<div>2 chapter-02 <h2 id="help">Help</h2></div>'


def test_an_article_that_begins_with_a_heading_has_no_empty_opening(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write
) -> None:
    made = own(write, "<p>{% for section in text.sections %}{{ section.title }};{% endfor %}</p>")
    document, _ = layout.compose(replace(article, blocks=article.blocks[1:]), clinic, made, request_print)
    assert document.parts[0].html == "<p>Signs;Help;</p>"


def test_assets_by_template_and_by_stylesheet(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write
) -> None:
    manifest = MANIFEST + BODY + '[[stylesheets]]\nfile = "a.css"\n'
    folder = write(
        {
            "own/layout.toml": manifest,
            "own/body.html.j2": '<p><img src="{{ asset("a.svg").url }}" alt="A"/></p>',
            "own/a.css": "p { background: url(images/b.svg) }",
            "own/assets/a.svg": "<svg>a</svg>",
            "own/assets/b.svg": "<svg>b</svg>",
            "own/assets/c.svg": "<svg>c</svg>",
        }
    )
    document, _ = layout.compose(article, clinic, layout.load("own", [folder])[0], request_print)
    images = {url: resource.data for url, resource in document.resources.items() if url.startswith("images/")}
    assert sorted(images.values()) == [b"<svg>a</svg>", b"<svg>b</svg>"]
    assert images["images/b.svg"] == b"<svg>b</svg>"


def test_a_missing_image_is_an_error_on_its_line(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    figure = Block('<figure id="f"><img src="no.png" alt="Rash"/></figure>', "figure", "f", 20)
    note = Footnote("1", "fn-1", '<p><img src="gone.png" alt=""/></p>', ("fnref-1",), 30)
    broken = replace(article, blocks=(figure,), footnotes=(note,), images=(ImageReference("no.png", "Rash", line=21),))
    made, _ = layout.load("brochure", [])
    document, findings = layout.compose(broken, clinic, made, request_print)
    assert [(finding.rule, finding.line) for finding in findings] == [("missing-image", 21), ("missing-image", 30)]
    assert "Rash" in part(document, "body")


def test_a_character_without_a_glyph_is_told_with_its_name(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    odd = replace(article, blocks=(Block('<p id="x">你</p>', "paragraph", "x", 6),))
    made, _ = layout.load("brochure", [])
    _, [finding] = layout.compose(odd, clinic, made, request_print)
    assert (finding.rule, finding.line) == ("missing-glyph", 6)
    assert "CJK UNIFIED IDEOGRAPH-4F60" in finding.message


def test_many_characters_without_a_glyph_are_one_finding(
    article: Article, clinic: Clinic, request_print: layout.Request
) -> None:
    blocks = (Block('<p id="x">a</p>', "paragraph", "x", 6), Block('<p id="y">你好吗我很好谢</p>', "paragraph", "y", 8))
    made, _ = layout.load("brochure", [])
    _, [finding] = layout.compose(replace(article, blocks=blocks), clinic, made, request_print)
    assert (finding.rule, finding.line) == ("missing-glyph", 8)
    listed = ((character, f"{ord(character):04X}") for character in "你吗好很我")
    told = ", ".join(f"{character!r} (U+{code} CJK UNIFIED IDEOGRAPH-{code})" for character, code in listed)
    assert finding.message == f"no font has 6 characters: {told} and 1 more"


def test_a_character_without_a_glyph_is_told_in_the_file_that_has_it(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write
) -> None:
    manifest = 'name = "own"\ndescription = "A test."\nextends = "brochure"\n'
    word = 'msgctxt "{}"\nmsgid "{}"\nmsgstr "{}"\n'
    words = word.format("contents", "Contents", "Contents") + "\n" + word.format("notes", "Notes", "Notes 你")
    folder = write({"own/layout.toml": manifest, "own/words/en.po": words})
    made, _ = layout.load("own", [folder])
    noted = replace(article, footnotes=(Footnote("1", "_fn-1", "<p>x</p>", ("_fnref-1",), 3),))
    _, [finding] = layout.compose(noted, clinic, made, request_print)
    assert (finding.rule, finding.path, finding.line) == ("missing-glyph", str(folder / "own/words/en.po"), 6)
    plain, _ = layout.load("brochure", [])
    _, [finding] = layout.compose(article, replace(clinic, path="c.toml", hours=("你",)), plain, request_print)
    assert (finding.path, finding.line) == ("c.toml", None)
    titled = replace(article, metadata=replace(article.metadata, title="你"))
    _, [finding] = layout.compose(titled, clinic, plain, request_print)
    assert (finding.path, finding.line) == (article.path, None)


@pytest.mark.slow
def test_code_brings_the_monospaced_face_and_books_may_go_without_fonts(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write
) -> None:
    assert "Source Code Pro" in {face.family for face in compose(article, clinic, request_print).fonts}
    short = replace(article, blocks=article.blocks[:1])
    assert "Source Code Pro" not in {face.family for face in compose(short, clinic, request_print).fonts}
    made = own(write, "<p>x</p>")
    for embed, expected in ((True, {"Source Sans 3", "Source Serif 4"}), (False, set())):
        request = replace(request_print, medium=Medium.BOOK, embed_fonts=embed)
        document, _ = layout.compose(short, clinic, made, request)
        assert {face.family for face in document.fonts} == expected
        assert "@page" not in document.stylesheet


def test_the_reference_names_all_that_a_template_can_use(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write
) -> None:
    made = own(write, "<p>x</p>")
    choices, _ = styles.choose(made, clinic, request_print)
    names, _, _ = context.build(article, clinic, made, request_print, choices)
    page = (Path(__file__).parents[2] / "REFERENCE.md").read_text(encoding="utf-8")
    table = page.partition("### What a template can use")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
    told = {name for cell in cells for name in re.findall(r"`(\w+)", cell)}
    assert told == {*names, "section", "part"}


def test_a_layout_without_papers(article: Article, clinic: Clinic, request_print: layout.Request, write: Write) -> None:
    document, _ = layout.compose(article, clinic, own(write, "<p>{{ paper is none }}</p>"), request_print)
    assert document.parts[0].html == "<p>True</p>"


def test_environments_of_many_layouts_do_not_mix(
    article: Article, clinic: Clinic, request_print: layout.Request, write: Write
) -> None:
    made = [own(write, f"<p>{number}</p>") for number in range(10)]
    for number, each in [*enumerate(made), *enumerate(made)]:
        document, _ = layout.compose(article, clinic, each, request_print)
        assert document.parts[0].html == f"<p>{number}</p>"
