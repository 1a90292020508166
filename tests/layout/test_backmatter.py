"""The glossary, the index and the links to them; the order of their entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from markupsafe import Markup

from exporter import layout
from exporter.layout import backmatter, collation
from exporter.layout.backmatter import Entry, IndexEntry, Locator
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
    again, longer = Term("drip", "Twice.", TermKind.DEFINITION), Term("MRI", "A scan", TermKind.DEFINITION)
    entries = backmatter.glossary([longer, MRI, DRIP, again, MRI], "all", "en")
    assert entries == (
        Entry("Drip", "_term-1", (Markup("<p>Given slowly.</p>"), Markup("Twice.")), TermKind.DEFINITION),
        Entry("MRI", "_term-2", (Markup("A scan"), Markup("Magnetic resonance imaging")), TermKind.ABBREVIATION),
    )
    assert [entry.term for entry in backmatter.glossary([MRI, DRIP], "abbreviations", "en")] == ["MRI"]
    assert backmatter.glossary([MRI, DRIP], "never", "en") == ()


WHO = Term("WHO", "World Health Organization", TermKind.ABBREVIATION)
WHO_ABBR = '<abbr title="World Health Organization">WHO</abbr>'


def test_an_abbreviation_is_no_word_of_the_same_letters() -> None:
    who = Term("who", "A question", TermKind.DEFINITION)
    entries = backmatter.glossary([WHO], "abbreviations", "en")
    html = f"<p>People who ask, WHO or Who, the {WHO_ABBR}, the {WHO_ABBR}.</p>"
    first = f'<a class="glossref" role="doc-glossref" href="#_term-1">{WHO_ABBR}</a>'
    assert backmatter.linked(["<p>Who?</p>", html], entries) == ["<p>Who?</p>", html.replace(WHO_ABBR, first, 1)]
    both = backmatter.glossary([WHO, who], "all", "en")
    assert sorted((entry.term, entry.meanings) for entry in both) == [("WHO", (WHO.html,)), ("who", (who.html,))]
    assert both[0].anchor != both[1].anchor


@pytest.mark.parametrize(
    ("term", "html", "linked"),
    [
        ("chest pain", "<p>A Chest\npain\u202fand\u00a0more.</p>", "<p>A @Chest\npain</a>\u202fand\u00a0more.</p>"),
        ("chest pain", "<p>A chest\u00a0pain, a chestpain.</p>", "<p>A @chest\u00a0pain</a>, a chestpain.</p>"),
        ("chest pain", "<p>A chest <b>pain</b>.</p>", "<p>A chest <b>pain</b>.</p>"),
        ("Stoß & Schlag", "<p>Ein stoß\n&amp; Schlag.</p>", "<p>Ein @stoß\n&amp; Schlag</a>.</p>"),
    ],
)  # fmt: skip
def test_a_term_of_several_words_is_found_wherever_a_line_ends(term: str, html: str, linked: str) -> None:
    entries = backmatter.glossary([Term(term, "Pain.", TermKind.DEFINITION)], "all", "de")
    expected = linked.replace("@", '<a class="glossref" role="doc-glossref" href="#_term-1">')
    assert backmatter.linked([html], entries) == [expected]


def test_an_abbreviation_may_be_of_several_words() -> None:
    entries = backmatter.glossary([Term("p. o.", "By mouth", TermKind.ABBREVIATION)], "all", "en")
    (html,) = backmatter.linked(['<p><abbr title="By mouth">p.\u00a0o.</abbr></p>'], entries)
    assert 'href="#_term-1"' in html


def test_a_picture_missing_in_a_definition_is_told_once_with_its_line() -> None:
    drip = Block('<dl id="d"><dt>Drip</dt><dd><img src="a.png" alt="A drip"/></dd></dl>', "list", "d", 7)
    text = replace(
        ARTICLE,
        blocks=(drip,),
        terms=(Term("Drip", '<img src="a.png" alt="A drip"/>', TermKind.DEFINITION),),
    )
    request = layout.Request(Medium.BOOK, date(2026, 1, 2), options={"glossary": "all"})
    _, findings = layout.compose(text, Clinic("Example Clinic"), layout.load("ebook", [])[0], request)
    assert [(finding.rule, finding.line) for finding in findings] == [("missing-image", 7)]


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
