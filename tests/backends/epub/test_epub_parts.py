from __future__ import annotations

from collections.abc import Callable

import pytest

from exporter.backends.epub import parts
from exporter.model import Document

Small = Callable[..., Document]


def written(document: Document) -> list[str]:
    return [parts.serialise(document, body).decode() for body in parts.split(document)]


def test_every_part_is_a_complete_document_in_its_language_and_direction(small: Small) -> None:
    document = small(("chapter", "Signs & more", "<section><p>x</p></section>"), language="ar", direction="rtl")
    assert written(document)[0] == (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        ' lang="ar" xml:lang="ar" dir="rtl">\n'
        '<head>\n<meta charset="utf-8"/>\n<title>Signs &amp; more</title>\n'
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        '<body epub:type="bodymatter">\n<section><p>x</p></section>\n</body>\n</html>\n'
    )


def test_a_part_without_a_title_is_called_as_the_article(small: Small) -> None:
    assert "<title>A title</title>" in written(small(("cover", "", "<section></section>")))[0]


@pytest.mark.parametrize(("kind", "division"), sorted(parts.DIVISIONS.items()))
def test_each_kind_belongs_to_a_division(small: Small, kind: str, division: str) -> None:
    assert f'<body epub:type="{division}">' in written(small((kind, "", "<section></section>")))[0]


@pytest.mark.parametrize(("role", "kind"), sorted(parts.TYPES.items()))
def test_roles_have_their_types(small: Small, role: str, kind: str) -> None:
    page = written(small(("body", "", f'<div><p role="{role}">x</p></div>')))[0]
    assert f'<p role="{role}" epub:type="{kind}">x</p>' in page


def test_a_type_that_is_there_stays_and_other_roles_have_none(small: Small) -> None:
    html = '<div><p role="doc-toc" epub:type="index">x</p><p role="note">y</p></div>'
    page = written(small(("body", "", html)))[0]
    assert '<p role="doc-toc" epub:type="index">x</p><p role="note">y</p>' in page


def test_links_lead_to_the_part_that_holds_their_target(small: Small) -> None:
    first = (
        '<div id="a"><a href="#b">1</a><a href="#a">2</a><a href="#c">3</a><a href="https://example.org/#b">4</a></div>'
    )
    page = written(small(("chapter", "", first), ("notes", "", '<div><p id="b">x</p></div>')))[0]
    assert '<a href="notes-2.xhtml#b">1</a>' in page
    assert '<a href="#a">2</a>' in page
    assert '<a href="#c">3</a>' in page
    assert '<a href="https://example.org/#b">4</a>' in page


def test_empty_elements_are_written_as_html_knows_them(small: Small) -> None:
    page = written(small(("body", "", '<div><p id="x"/><br/><img alt="" src="a"/><span></span></div>')))[0]
    assert '<div><p id="x"></p><br/><img alt="" src="a"/><span></span></div>' in page


def test_declarations_of_namespaces_in_the_text_are_text(small: Small) -> None:
    code = '<pre>&lt;p xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"&gt;</pre>'
    page = written(small(("body", "", f"<div>{code}</div>")))[0]
    assert code in page
    assert page.count("xmlns:epub=") == 2
