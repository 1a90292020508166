"""Drawings are rebuilt from what is allowed: each case is a drawing and what is left of it."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Resource
from exporter.resources import images, svg
from exporter.resources.door import Place

CASES = Path(__file__).parent / "svg_cases"
BLAME = Place("article.md", 7)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inner: str = "", attributes: str = "") -> bytes:
    return f"{HEAD} {attributes}>{inner}</svg>".encode()


def sanitised(data: bytes) -> tuple[Resource, tuple[Diagnostic, ...]]:
    return svg.sanitised(data, "drop.svg", BLAME)


def refused(data: bytes) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        sanitised(data)
    (finding,) = caught.value.diagnostics
    assert (finding.path, finding.line) == ("article.md", 7)
    assert finding.hint
    return finding


@pytest.mark.parametrize("path", sorted(CASES.glob("*.svg")), ids=lambda path: path.stem)
def test_a_drawing_is_cleaned(path: Path) -> None:
    resource, findings = sanitised(path.read_bytes())
    told = "".join(f"{finding}\n" for finding in findings)
    assert f"{resource.data.decode()}\n\n{told}" == path.with_suffix(".txt").read_text(encoding="utf-8")
    again, findings = sanitised(resource.data)
    assert again == resource
    assert not findings


@pytest.mark.parametrize(
    "attribute",
    [
        r'fill="\75rl(http://example.org/a)"',
        r'fill="u\72 l(http://example.org/a)"',
        'style="fill:URL( http://example.org/a )"',
        "style=\"fill:url('http://example.org/a')\"",
        'style="fill:url(//example.org/a)"',
        'style="fill:url(data:image/svg+xml,x)"',
        'style="fill:url(a.svg#b)"',
        'style="fill:/**/url(/**/http://example.org/a)"',
        "style=\"cursor:image-set('http://example.org/a' 1x)\"",
        "style=\"mask:-webkit-image-set('http://example.org/a' 1x)\"",
        "style=\"mask:src('http://example.org/a')\"",
        "style=\"fill:var(--a, (url('http://example.org/a')))\"",
        'style="width:expression(alert(1))"',
        'style="fill:url(http://example.org/a b)"',
        'cursor="url(http://example.org/a), auto"',
        'mask="url(http://example.org/a#b)"',
        'filter="url(&#x68;ttp://example.org/a)"',
        'onload="alert(1)"',
        'ONLOAD="alert(1)"',
        'class="javascript:alert(1)"',
        'xlink:href="file:///etc/passwd"',
        'xlink:href="HTTP://example.org/a.svg#b"',
        'href=" &#10;//example.org/a.svg#b"',
        'href="data:image/svg+xml;base64,PHN2Zy8+"',
        'href="data:text/html,x"',
        'href="javascript:alert(1)"',
    ],
)
def test_nothing_is_loaded_or_run_by_an_attribute(attribute: str) -> None:
    resource, findings = sanitised(drawing(f"<textPath {attribute}/>"))
    assert b"<textPath/>" in resource.data
    (finding,) = findings
    assert finding.rule == "unsafe-svg"
    assert attribute.partition("=")[0].rpartition(":")[2] in finding.message


@pytest.mark.parametrize(
    "attribute",
    [
        'fill="url(#a)"',
        "fill=\"url('#a')\"",
        "style=\"fill: url( '#a' ) red\"",
        'xlink:href="#a"',
        'transform="rotate(3) translate(1, 2)"',
        'fill="rgb(1 2 3)"',
        'xml:lang="de"',
    ],
)
def test_what_stays_inside_the_drawing_is_kept(attribute: str) -> None:
    resource, findings = sanitised(drawing(f"<textPath {attribute}/>"))
    assert f"<textPath {attribute}/>".replace('"', "") in resource.data.decode().replace('"', "")
    assert not findings


@pytest.mark.parametrize(
    "css",
    [
        "@import 'http://example.org/a.css';",
        r"@\69mport 'http://example.org/a.css';",
        "@import/**/url(a.css);",
        "@font-face { font-family: a; src: url(http://example.org/a) }",
        r".a { fill: \75 rl('http://example.org/a') }",
        "@media print { .a { fill: url(http://example.org/a) } }",
        "@namespace url(http://example.org/a);",
        "<![CDATA[.a { background: url(http://example.org/a) }]]>",
        ".a { b: javascript:alert(1) }",
    ],
)
def test_a_style_sheet_that_loads_is_dropped(css: str) -> None:
    resource, findings = sanitised(drawing(f"<style>{css}</style><rect/>"))
    assert b"style" not in resource.data
    assert b"<rect/>" in resource.data
    assert "a style that loads from outside" in findings[0].message


@pytest.mark.parametrize(
    "element", ["<image width='1'/>", "<use/>", "<image href='a.png'/>", "<use xlink:href='a.svg#b'/>"]
)
def test_what_refers_to_nothing_goes(element: str) -> None:
    resource, findings = sanitised(drawing(f"<text>before {element}after</text>"))
    assert b"<text>before after</text>" in resource.data
    assert bool(findings) == ("href" in element)


def test_prefixes_that_are_not_declared_are_refused_or_foreign() -> None:
    inner = (
        "<x:y a='1'/><x:script/><rect z:w='1' z:onload='1' fill='red'/><image xlink:href='data:image/png;base64,AA'/>"
    )
    assert "prefix" in refused(f"<svg xmlns='http://www.w3.org/2000/svg'>{inner}</svg>".encode()).message
    # A later warning makes the parser forget its error.
    odd = f"<svg xmlns='http://www.w3.org/2000/svg'>{inner}<g xml:space='odd'/></svg>"
    resource, (finding,) = sanitised(odd.encode())
    assert b'<rect fill="red"/><g xml:space="odd"/></svg>' in resource.data
    assert "xlink:href without a namespace left out" in finding.message


def test_a_message_names_only_so_much() -> None:
    _, (finding,) = sanitised(drawing("".join(f'<rect on{n}="x"/>' for n in range(1000))))
    assert " and 992 more left out" in finding.message
    assert len(finding.message) < 200


def test_a_style_sheet_cannot_close_its_element() -> None:
    resource, _ = sanitised(drawing("<style><![CDATA[.a{}</style><script>alert(1)</script>]]></style>"))
    assert b"<script" not in resource.data


def test_a_style_sheet_too_long_to_be_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    css = "@media print { .a { fill: red } }"
    assert not sanitised(drawing(f"<style>{css}</style>"))[1]
    monkeypatch.setattr(svg, "MOST_STYLE", len(css) - 1)
    assert sanitised(drawing(f"<style>{css}</style>"))[1]


def test_what_is_empty_goes_without_a_word() -> None:
    resource, findings = sanitised(drawing('<rect onclick="" class="" href=""/>'))
    assert b"<rect/>" in resource.data
    assert not findings


def test_deep_brackets_do_not_exhaust_the_stack() -> None:
    _, findings = sanitised(drawing(f'<rect style="fill:{"(" * 20_000}url(http://example.org/a)"/>'))
    assert findings[0].rule == "unsafe-svg"


PROLOGUE = "<!DOCTYPE svg [{}]>"
LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else 'ha'}'>" for n in range(12))
BROKEN = {
    "outside entity": (PROLOGUE.format("<!ENTITY x SYSTEM 'file:///etc/passwd'>"), "<text>&x;</text>", "entities"),
    "parameter entity": (PROLOGUE.format("<!ENTITY % x SYSTEM 'http://example.org/x'> %x;"), "", "entities"),
    "inside entity": (PROLOGUE.format("<!ENTITY x 'y'>"), "<text>&x;</text>", "entities"),
    "laughs": (PROLOGUE.format(LAUGHS), "<text>&a11;</text>", "ampl"),
    "laughs in an attribute": (PROLOGUE.format(LAUGHS), "<text id='&a11;'/>", "ampl"),
    "undeclared entity": ("", "<text>&nbsp;</text>", "well-formed"),
    "deep": ("", "<g>" * 500 + "</g>" * 500, "well-formed"),
    "open element": ("", "<g>", "well-formed"),
    "unknown encoding": ('<?xml version="1.0" encoding="nonsense"?>', "", "well-formed"),
}


@pytest.mark.parametrize(("prologue", "inner", "words"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_parsed_safely_is_refused(prologue: str, inner: str, words: str) -> None:
    finding = refused(prologue.encode() + drawing(inner))
    assert finding.rule == "invalid-image"
    assert words in finding.message


@pytest.mark.parametrize(
    "data",
    [b"<svg/>", b"<html><svg/></html>", b'<svg xmlns="http://www.w3.org/1999/xhtml"/>'],
)
def test_a_root_that_is_no_drawing_is_refused(data: bytes) -> None:
    assert "is no SVG drawing" in refused(data).message


def test_attributes_from_a_document_type_are_cleaned_too() -> None:
    declared = b"<!DOCTYPE svg [<!ATTLIST rect onclick CDATA 'alert(1)' fill CDATA 'url(http://example.org/a)'>]>"
    resource, _ = sanitised(declared + drawing("<rect/>"))
    assert b"alert" not in resource.data
    assert b"example.org" not in resource.data
    assert b"DOCTYPE" not in resource.data


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "iso-8859-1", "utf-8-sig"])
def test_encodings_hide_nothing(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{HEAD}><title>é</title><script/></svg>'
    resource, findings = images.checked(text.encode(encoding), "drop.svg", BLAME)
    assert resource.data.decode().startswith(HEAD.partition(" xmlns:xlink")[0])
    assert "<title>é</title>" in resource.data.decode()
    assert "<script> left out" in findings[0].message


def test_script_smuggled_as_utf_7_is_found() -> None:
    data = b'<?xml version="1.0" encoding="utf-7"?>' + drawing("+ADw-script+AD4-alert(1)+ADw-/script+AD4-")
    resource, findings = sanitised(data)
    assert b"script" not in resource.data
    assert "<script>" in findings[0].message


SIZES = [
    ("", (300, 150), "0 0 300 150"),
    ('width="20" height="10"', (20, 10), "0 0 20 10"),
    ('width="1in" height="2.54cm"', (96, 96), "0 0 96 96"),
    ('width="10MM"', (38, 150), "0 0 37.7953 150"),
    ('width="+1e+2px" height="1.5E1"', (100, 15), "0 0 100 15"),
    ('width="100%" viewBox="0 0 40 20"', (40, 20), "0 0 40 20"),
    ('width="80" viewBox="0 0 40 20"', (80, 40), "0 0 40 20"),
    ('height="80" viewBox="-1,-1 ,40, 20"', (160, 80), "-1,-1 ,40, 20"),
    ('width="80" height="80" viewBox="0 0 40 20"', (80, 80), "0 0 40 20"),
    ('viewBox="0 0 1e-3 1e-3"', (1, 1), "0 0 1e-3 1e-3"),
    ('viewBox="0 0 1.2.3 4"', (300, 150), "0 0 300 150"),
    ('viewBox="0 0 .. 4"', (300, 150), "0 0 300 150"),
    ('viewBox="0 0 40"', (300, 150), "0 0 300 150"),
    ('viewBox="0 0 0 20"', (300, 150), "0 0 300 150"),
    ('viewBox="0 0 -40 20"', (300, 150), "0 0 300 150"),
    ('viewBox="0 0 1e999 20"', (300, 150), "0 0 300 150"),
    ('viewBox="0 0 1e-300 1e300"', (300, 150), "0 0 300 150"),
    ('width="1e999" height="-5"', (300, 150), "0 0 300 150"),
    ('width="1e300" height="0"', (1_000_000, 150), "0 0 1e+06 150"),
    ('width="12em" height="calc(1px)"', (300, 150), "0 0 300 150"),
]


@pytest.mark.parametrize(("attributes", "size", "box"), SIZES)
def test_sizes(attributes: str, size: tuple[int, int], box: str) -> None:
    resource, _ = sanitised(drawing("", attributes))
    assert (resource.width_px, resource.height_px) == size
    assert f'viewBox="{box}"' in resource.data.decode()


def test_long_attributes_take_no_time_with_the_square_of_their_length() -> None:
    digits = "1" * 300_000
    attributes = f'width="{digits}x" height="{digits}.{digits}x" viewBox="0 0 {digits} {digits}x"'
    resource, findings = sanitised(drawing(f'<rect class="{"a" * 300_000}("/>', attributes))
    assert (resource.width_px, resource.height_px) == (300, 150)
    assert not findings


CYCLES = [
    '<g id="a"><use href="#a"/></g>',
    '<g id="a"><use xlink:href="#b"/></g><g id="b"><use xlink:href="#a"/></g>',
    '<pattern id="a"><rect fill="url(#a)"/></pattern><rect fill="url(#a)"/>',
    '<mask id="a"><rect style="mask:url(\'#a\')"/></mask>',
    '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>',
    '<use id="a" href="#a"/>',
    '<style>.x { fill: url(#a) }</style><pattern id="a"><rect class="w x"/></pattern>',
    '<style>@media all { #b { mask: url("#a") } }</style><mask id="a"><rect id="b"/></mask>',
    "<style>rect { mask: url(#a) }</style><mask id='a'><rect/></mask>",
    "<style>:not(a) { mask: url(#a) }</style><mask id='a'><rect/></mask>",
    "<style>circle, rect.y { mask: url(#a) }</style><mask id='a'><circle/></mask>",
]


@pytest.mark.parametrize("inner", CYCLES)
def test_a_part_that_refers_to_itself_is_refused(inner: str) -> None:
    assert "refers to itself" in refused(drawing(inner)).message


def test_references_that_multiply_are_refused() -> None:
    levels = "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 30))
    assert "draws more than" in refused(drawing(f'<rect id="a0"/>{levels}')).message


def test_references_of_a_style_sheet_that_multiply_are_refused() -> None:
    rules = "".join(f".a{n} {{ fill: url(#p{n}) }}" for n in range(30))
    levels = "".join(f"<pattern id='p{n}'>" + f"<rect class='a{n - 1}'/>" * 10 + "</pattern>" for n in range(1, 30))
    assert "draws more than" in refused(drawing(f"<style>{rules}</style>{levels}")).message


def test_references_that_are_few_are_kept() -> None:
    style = "<style>g.x { clip-path: url(#c) } .y { fill: red } @charset 'a';</style><clipPath id='c'><g/></clipPath>"
    uses = '<g class="x"/><rect id="a"/><use href="#a"/><use href="#a"/><use href="#none"/>'
    resource, findings = sanitised(drawing(style + uses))
    assert resource.data.count(b"<use") == 3
    assert not findings


def test_a_long_chain_of_references_does_not_exhaust_the_stack() -> None:
    chain = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(400))
    assert sanitised(drawing(chain))[0].data.count(b"<use") == 400


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "MOST_ELEMENTS", 3)
    assert sanitised(drawing("<g/><g/>"))
    assert "more than 3 elements" in refused(drawing("<g/><g/><g/>")).message


def embedded(data: bytes, media_type: str = "image/jpeg") -> bytes:
    return drawing(f'<image xlink:href="data:{media_type};base64,{b64encode(data).decode()}"/>')


def photograph() -> bytes:
    stream, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Example Camera"
    Image.new("RGB", (8, 4), "red").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def test_an_embedded_photograph_is_stripped_like_any_other() -> None:
    assert b"Example Camera" in photograph()
    resource, findings = sanitised(embedded(photograph()))
    match = re.search(rb'href="data:image/jpeg;base64,([^"]+)"', resource.data)
    assert match is not None
    inner = b64decode(match[1])
    assert b"Example Camera" not in inner
    assert Image.open(BytesIO(inner)).size == (8, 4)
    assert not findings


@pytest.mark.parametrize("data", [b"no picture", photograph()[:300], b"", drawing("<script/>")])
def test_an_embedded_file_that_is_no_picture_is_dropped(data: bytes) -> None:
    resource, findings = sanitised(embedded(data))
    assert b"data:" not in resource.data or b"<script" not in b64decode(resource.data.partition(b"base64,")[2])
    assert findings or b"image/svg+xml" in resource.data


def test_base64_that_is_broken_is_dropped() -> None:
    resource, findings = sanitised(drawing('<image href="data:image/png;base64,AAAAA"/>'))
    assert b"image" not in resource.data
    assert "href='data:image/png;base64,AAAAA'" in findings[0].message


@pytest.mark.slow
def test_the_same_drawing_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from exporter.resources import svg; from exporter.resources.door import Place;"
        "sys.stdout.buffer.write(svg.sanitised(sys.stdin.buffer.read(), 'a.svg', Place())[0].data)"
    )
    data = drawing('<g onload="a()" onclick="b()" fill="red" id="x"/><script/><foreignObject/>')
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], input=data, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {sanitised(data)[0].data}
