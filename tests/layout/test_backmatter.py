"""The glossary, the index and the links to them; the order of their entries."""

from __future__ import annotations

from datetime import date

import pytest

from exporter import layout
from exporter.layout import backmatter, collation
from exporter.layout.backmatter import IndexEntry, Locator
from exporter.model import Article, Block, Clinic, Heading, IndexMark, Medium, Metadata, Term, TermKind

MRI = Term("MRI", "Magnetic resonance imaging", TermKind.ABBREVIATION)
ABBR = '<abbr title="Magnetic resonance imaging">MRI</abbr>'
DRIP = Term("Drip", "<p>Given slowly.</p>", TermKind.DEFINITION)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["1st", "Ache", "éclair", "EEG", "Zebra"]),
        ("sv", ["armband", "zon", "åder", "Ängslan", "öra"]),
        ("da-DK", ["arm", "zone", "æble", "Øre", "år"]),
        ("de", ["Aal", "Äpfel", "Arm", "Ofen", "Öl", "Omega", "Straße", "Strasse2"]),
        ("es", ["nadar", "nube", "ñandú", "ojo"]),
        ("pl", ["lato", "łokieć", "mama", "zero", "źrenica", "żyła"]),
        ("ar", ["ألم", "بطن", "تنفس"]),
    ],
)
def test_words_stand_in_the_order_of_their_language(language: str, words: list[str]) -> None:
    mixed = words[::-1]
    mixed.sort(key=lambda word: collation.key(word, language))
    assert mixed == words


def test_a_glossary_has_each_term_once_with_all_that_is_said_of_it() -> None:
    again = Term("mri", "A scan", TermKind.ABBREVIATION)
    entries = backmatter.glossary([MRI, DRIP, again, MRI], "all", "en")
    assert [(entry.term, entry.anchor, entry.meanings) for entry in entries] == [
        ("Drip", "_term-1", ("<p>Given slowly.</p>",)),
        ("MRI", "_term-2", ("Magnetic resonance imaging", "A scan")),
    ]
    assert [entry.term for entry in backmatter.glossary([MRI, DRIP], "abbreviations", "en")] == ["MRI"]
    assert backmatter.glossary([MRI, DRIP], "never", "en") == ()


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        (f"<p>An {ABBR}, {ABBR}.</p>", f"<p>An @2{ABBR}</a>, {ABBR}.</p>"),
        (f"<p>An <abbr>MRI</abbr>, {ABBR}.</p>", f"<p>An <abbr>MRI</abbr>, @2{ABBR}</a>.</p>"),
        (f"<h2>{ABBR}</h2>", None),
        ("<p>A drip, a drip.</p>", "<p>A @1drip</a>, a drip.</p>"),
        ("<p>A <em>Drip</em>.</p>", "<p>A <em>@1Drip</a></em>.</p>"),
        ("<p>Drips dripping; adrip.</p>", None),
        ("<h2>Drip</h2>", None),
        ('<p><a href="#x">A <b>drip</b></a><br/><code>drip</code></p>', None),
        ("<dl><dt>Drip</dt><dd>A drip.</dd></dl>", None),
        ('<p><img src="a.png" alt="drip"/> drip</p>', '<p><img src="a.png" alt="drip"/> @1drip</a></p>'),
    ],
)  # fmt: skip
def test_the_first_use_leads_to_the_entry(html: str, linked: str | None) -> None:
    entries = backmatter.glossary([MRI, DRIP], "all", "en")
    expected = linked or html
    for number in (1, 2):
        expected = expected.replace(f"@{number}", f'<a class="glossref" role="doc-glossref" href="#_term-{number}">')
    assert backmatter.linked([html], entries) == [expected]


def test_only_one_block_has_the_first_use() -> None:
    entries = backmatter.glossary([DRIP], "all", "en")
    first, second = backmatter.linked(["<p>A drip.</p>", "<p>A drip.</p>"], entries)
    assert "glossref" in first
    assert second == "<p>A drip.</p>"


def test_an_index_has_each_place_once_by_the_title_of_its_section() -> None:
    marks = [IndexMark("pain", "a"), IndexMark("Pain", "b"), IndexMark("arm", "c"), IndexMark("pain", "lost")]
    found = backmatter.index([*marks, marks[0]], {"a": "One", "b": "One", "c": "Two"}, "en")
    assert found == (
        IndexEntry("arm", (Locator("c", "Two", 1),)),
        IndexEntry("pain", (Locator("a", "One", 1), Locator("b", "One", 2))),
    )


BLOCKS = (
    Block(f'<p id="p">An {ABBR} <span id="_index-1">here</span>, <a href="#s">S</a>.</p>', "paragraph", "p", 1),
    Block('<h2 class="references" id="sources">Sources</h2>', "heading", "sources", 3),
    Block('<ul id="l"><li><span id="s">S</span>, <a href="#s">self</a></li></ul>', "list", "l", 5),
)  # fmt: skip
ARTICLE = Article(
    "a.md",
    Metadata("Title"),
    BLOCKS,
    (Heading(2, "Sources", "sources", 3, heads_references=True),),
    (),
    (),
    (),
    b"",
    terms=(MRI, DRIP),
    index=(IndexMark("here", "_index-1"),),
)


def composed(medium: Medium, name: str, **options: str | bool) -> dict[str, str]:
    request = layout.Request(medium, date(2026, 1, 2), options=options)
    document, findings = layout.compose(ARTICLE, Clinic("Example Clinic"), layout.load(name, [])[0], request)
    assert findings == ()
    return {part.kind: part.html for part in document.parts}


def test_an_ebook_lists_its_abbreviations_and_what_else_it_is_asked_for() -> None:
    parts = composed(Medium.BOOK, "ebook")
    assert '<dt id="_term-1">MRI</dt>' in parts["glossary"]
    assert "Drip" not in parts["glossary"]
    assert "index" not in parts
    assert 'role="doc-bibliography" aria-labelledby="sources"' in parts["references"]
    assert '<a href="#s" role="doc-biblioref">S</a>' in parts["chapter"]
    assert '<a href="#s">self</a>' in parts["references"]
    more = composed(Medium.BOOK, "ebook", glossary="all", index=True)
    assert "Drip" in more["glossary"]
    assert '<a href="#_index-1">Title</a>' in more["index"]


@pytest.mark.parametrize("name", ["brochure", "handout", "large-print"])
def test_print_has_neither_unless_it_is_asked_for(name: str) -> None:
    parts = composed(Medium.PRINT, name)
    assert not {"glossary", "index"} & parts.keys()
    assert "doc-glossref" not in parts["body"]
    assert {"glossary", "index"} < composed(Medium.PRINT, name, glossary="all", index=True).keys()


def test_a_web_page_has_what_its_layout_is_asked_for() -> None:
    body = composed(Medium.WEB, "brochure")["body"]
    assert "doc-glossary" not in body
    assert '<section role="doc-bibliography" aria-labelledby="sources">' in body
    body = composed(Medium.WEB, "brochure", glossary="abbreviations", index=True)["body"]
    assert body.index("doc-glossary") < body.index("doc-index")
