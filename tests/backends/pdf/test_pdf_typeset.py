from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from weasyprint.text.fonts import FontConfiguration

from exporter.backends import pdf
from exporter.backends.pdf import fonts, sources, tagging
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Document, PageStart, Place, Resource, Severity

Make = Callable[..., Document]


def rules(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [diagnostic.rule for diagnostic in diagnostics]


def test_clean_document_has_no_findings(make: Make) -> None:
    master, diagnostics = pdf.typeset(make("<h1 id='top'>Leaves</h1><p>Text</p>"))
    assert diagnostics == ()
    assert master.pdf.startswith(b"%PDF-1.7")
    assert master.page_sizes_mm == ((120.0, 160.0),)
    assert master.pages == {"top": 0}
    assert [start.label for start in master.pagination.starts] == ["1"]


def test_pages_and_pagination_name_the_first_block_of_each_page(make: Make) -> None:
    master, _ = pdf.typeset(
        make(
            "<h1 id='a'>A</h1><p id='b'>x<a id='inline'>y</a></p><div class='break' style='height: 200mm'></div>"
            "<section class='break'><p>no id <a id='in-line'>z</a></p><h2 id='c'>C</h2></section>"
        )
    )
    assert len(master.labels) == len(master.page_sizes_mm) == 3
    assert master.pages == {"a": 0, "b": 0, "inline": 0, "in-line": 2, "c": 2}
    first, second = master.pagination.starts
    assert first == PageStart("1", (Place("a", 0, "a\n"), Place("", part="body"), Place("b", 0, "xy\n")))
    assert second == PageStart("3", (Place("c", 0, "c\n"),)), "text without an id is passed over"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_is_cut_off_at_the_edge_of_the_paper_is_an_error(make: Make, direction: str) -> None:
    table = f"<table id='_line-7'><tr>{'<td>pneumonia</td>' * 12}</tr></table>"
    hidden = "<p style='position: absolute; left: -999mm'>Read aloud</p>"
    document = make(
        f"<div dir='{direction}'><p id='_line-3'>fits</p>{table}</div>{hidden if direction == 'ltr' else ''}"
    )
    _, diagnostics = pdf.typeset(replace(document, direction=direction))
    (finding,) = diagnostics
    assert (finding.rule, finding.severity, finding.line) == ("cut-off-text", Severity.ERROR, 7)
    assert finding.message == "'pneumonia' stands beyond the edge of the paper"


def test_what_ends_below_the_paper_is_an_error(make: Make) -> None:
    _, diagnostics = pdf.typeset(make("<p style='position: absolute; top: 200mm'>deep</p>"))
    assert rules(diagnostics) == ["cut-off-text"]


def test_bleed_is_not_counted_in_the_page_size(make: Make) -> None:
    master, _ = pdf.typeset(make("<p>x</p>", style="@page { bleed: 3mm }"))
    assert master.page_sizes_mm == ((120.0, 160.0),)


def test_same_bytes_after_other_documents(make: Make) -> None:
    first = pdf.typeset(make("<h1>Leaves</h1><p><b>Bold</b> x</p>"))
    pdf.typeset(make("<p>Another <img src='images/leaf.png' alt='leaf'/></p>", style="p { color: red }"))
    pdf.typeset(make("<p>Same style, other text: ÄÖÜ</p>"))
    assert pdf.typeset(make("<h1>Leaves</h1><p><b>Bold</b> x</p>")) == first


SCRIPT = """
import sys, pickle, hashlib
from exporter.backends import pdf
from exporter.prepress import screen
document = pickle.load(sys.stdin.buffer)
master, _ = pdf.typeset(document)
print(hashlib.sha256(screen.finish(master, document).data).hexdigest())
"""


@pytest.mark.slow
def test_same_bytes_in_another_process_folder_and_year(make: Make, tmp_path: Path) -> None:
    import pickle

    body = "<h1>Leaves</h1><p><b>Bold</b> <a href='https://example.org/'>x</a> <img src='images/leaf.png' alt='y'/></p>"
    document = pickle.dumps(make(body))
    digests = set()
    for seed, folder, epoch in (("1", tmp_path, "0"), ("2", Path("/"), "1900000000")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch, "TZ": f"UTC{seed}"}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], input=document, capture_output=True, check=True, cwd=folder, env=environment
        )
        digests.add(run.stdout)
    assert len(digests) == 1


def test_missing_resource_is_an_error(make: Make) -> None:
    with pytest.raises(ExporterError) as caught:
        pdf.typeset(make("<img src='images/none.png' alt='x'/>"))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "missing-resource"
    assert "'images/none.png'" in diagnostic.message


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://localhost/x.png", "https://example.org/x.png"])
def test_nothing_is_fetched(make: Make, address: str) -> None:
    with pytest.raises(ExporterError) as caught:
        pdf.typeset(make("<p>x</p>", style=f"p {{ background: url({address}) }}"))
    assert address in caught.value.diagnostics[0].message


def test_data_addresses_are_their_own_bytes(make: Make) -> None:
    dot = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3C/svg%3E"
    _, diagnostics = pdf.typeset(make("<p>x</p>", style=f'p {{ background: url("{dot}") }}'))
    assert diagnostics == ()


def test_malformed_markup_is_an_error_that_shows_the_place(make: Make) -> None:
    with pytest.raises(ExporterError) as caught:
        pdf.typeset(make("<p>never closed"))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "malformed-markup"
    assert "never closed" in diagnostic.message


def test_too_deep_nesting_is_an_error(make: Make) -> None:
    with pytest.raises(ExporterError) as caught:
        pdf.typeset(make("<div>" * 900 + "x" + "</div>" * 900))
    assert rules(caught.value.diagnostics) == ["too-deeply-nested"]


def test_missing_glyph_is_told_once_with_its_line(make: Make) -> None:
    _, diagnostics = pdf.typeset(make('<p data-line="3">x</p><p data-line="7">\U0001d54f \U0001d54f</p>'))
    (diagnostic,) = diagnostics
    assert (diagnostic.rule, diagnostic.severity, diagnostic.line) == ("missing-glyph", Severity.ERROR, 7)
    assert "U+1D54F" in diagnostic.message
    assert diagnostic.path == "leaves.md"


def test_missing_glyphs_are_one_finding(make: Make) -> None:
    _, diagnostics = pdf.typeset(make('<p data-line="3">\U0001d550</p><p data-line="7">\U0001d54f</p>'))
    name = "MATHEMATICAL DOUBLE-STRUCK CAPITAL"
    told = f"no font has 2 characters: '\U0001d54f' (U+1D54F {name} X), '\U0001d550' (U+1D550 {name} Y)"
    assert [(finding.rule, finding.line, finding.message) for finding in diagnostics] == [("missing-glyph", 3, told)]


def test_missing_glyph_of_the_layout_has_no_line(make: Make) -> None:
    _, diagnostics = pdf.typeset(make("<p>x</p>", style="p::before { content: '\U0001d54f' }"))
    assert [(diagnostic.rule, diagnostic.line) for diagnostic in diagnostics] == [("missing-glyph", None)]


def test_unreadable_image_is_told(make: Make) -> None:
    document = make("<img src='images/bad.png' alt='x'/>")
    document = replace(document, resources={**document.resources, "images/bad.png": Resource(b"no", "image/png")})
    _, diagnostics = pdf.typeset(document)
    assert rules(diagnostics) == ["unreadable-image"]


def test_unreadable_font_is_told(make: Make) -> None:
    document = make("<p>x</p>", style="@font-face { font-family: Bad; src: url(fonts/bad.ttf) }")
    document = replace(document, resources={**document.resources, "fonts/bad.ttf": Resource(b"no", "font/ttf")})
    _, diagnostics = pdf.typeset(document)
    assert rules(diagnostics) == ["unreadable-font"]


def test_unsupported_css_is_told_with_its_place_each_time(make: Make) -> None:
    document = make("<p>x</p>", style="p { mask: none;\n  filter: blur(1px) }")
    for _ in range(2):  # the second time the stylesheet is not parsed again
        _, diagnostics = pdf.typeset(document)
        assert rules(diagnostics) == ["unsupported-css", "unsupported-css"]
        assert diagnostics[1].line == diagnostics[0].line + 1  # type: ignore[operator]  # both have one
        assert diagnostics[0].path == "stylesheet"
        assert "mask" in diagnostics[0].message


def test_css_that_only_improves_is_not_told(make: Make) -> None:
    _, diagnostics = pdf.typeset(
        make("<p>x</p>", style="p { text-wrap: balance; -webkit-hyphens: auto; cursor: help }")
    )
    assert diagnostics == ()


def test_wrong_font_weight_is_told(make: Make) -> None:
    _, diagnostics = pdf.typeset(make("<p>x</p>", style="p { font-weight: heavy }"))
    assert rules(diagnostics) == ["unsupported-css"]


def test_broken_and_relative_links_become_text(make: Make) -> None:
    master, diagnostics = pdf.typeset(make("<p><a href='#lost'>one</a> <a href='other.html'>two</a></p>"))
    assert rules(diagnostics) == ["relative-link", "broken-internal-link"]
    with pikepdf.open(BytesIO(master.pdf)) as file:
        assert "/Annots" not in file.pages[0]


def test_log_is_as_before(make: Make) -> None:
    logger = logging.getLogger("weasyprint")
    before = (logger.level, logger.propagate, list(logger.handlers))
    pdf.typeset(make("<p>x</p>", style="p { mask: none }"))
    assert (logger.level, logger.propagate, list(logger.handlers)) == before


def test_patches_are_taken_back(make: Make) -> None:
    import weasyprint.pdf
    from weasyprint.pdf import stream

    before = weasyprint.pdf.add_tags, stream.Font
    pdf.typeset(make("<p>x</p>"))
    assert (weasyprint.pdf.add_tags, stream.Font) == before
    assert before[0] is not tagging.add_tags
    assert before[1] is not fonts.InstancedFont


def test_styles_are_parsed_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    styles = {colour: f":root {{\n  --ink: {colour};\n}}\np {{ color: var(--ink) }}" for colour in ("red", "#010203")}
    first = pdf.typeset(make("<p>x</p>", style=styles["red"]))
    parsed: list[str] = []
    parse = sources.parse

    def noted(text: str, fetcher: sources.Fetcher, fonts: FontConfiguration) -> sources.Sheet:
        parsed.append(text.strip())
        return parse(text, fetcher, fonts)

    monkeypatch.setattr(sources, "parse", noted)
    other = pdf.typeset(make("<p>x</p>", style=styles["#010203"]))
    assert parsed == [":root {\n  --ink: #010203;\n}"]
    assert pdf.typeset(make("<p>x</p>", style=styles["red"])) == first
    assert other[0].pdf != first[0].pdf
    assert len(parsed) == 1


def test_few_sets_of_fonts_are_kept(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: OrderedDict[str, sources.Fonts] = OrderedDict()
    monkeypatch.setattr(sources, "_fonts", kept)
    for number in range(sources.FONTS_KEPT + 2):
        pdf.typeset(make("<p>x</p>", style=f"p {{ color: #00000{number} }}"))
    assert len(kept) == sources.FONTS_KEPT


def test_findings_about_a_kept_style_are_told_again_in_their_own_line(make: Make) -> None:
    style = ":root {\n  --ink: red;\n}\np { mask: none }"
    told = [pdf.typeset(make("<p>x</p>", style=style))[1] for _ in range(2)]
    line = make("<p>x</p>", style=style).stylesheet.splitlines().index("p { mask: none }") + 1
    assert [[(finding.rule, finding.line) for finding in findings] for findings in told] == [
        [("unsupported-css", line)]
    ] * 2


def test_document_without_fonts_takes_the_systems(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        pytest.fail("the document has no fonts of its own")

    monkeypatch.setattr(sources, "PackagedFonts", fail)
    document = replace(make("<p>x</p>"), fonts=(), stylesheet="p { font: 12pt serif }")
    master, _ = pdf.typeset(document)
    assert len(master.page_sizes_mm) == 1
