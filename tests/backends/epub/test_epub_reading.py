"""What is said in a chapter, and which element is lit up meanwhile: markup with marked sentences, and the script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from exporter.backends.epub import parts, reading
from exporter.backends.epub.reading import Passage, Spoken, Step
from exporter.model import Footnote

if TYPE_CHECKING:
    from backends.conftest import Compose

NOTEREF = '<sup><a role="doc-noteref" href="#_fn-1" id="_fnref-1">1</a></sup>'
BREAK = '<span role="doc-pagebreak" id="_page-2" aria-label=" 2 "></span>'


def lines(step: Step) -> Iterator[str]:
    """A step a line: kind, text, and language where it is not English; what holds others as brackets."""
    if isinstance(step, Spoken):
        said = step.utterance
        yield " ".join(filter(None, [step.kind, said.text, "" if said.language == "en" else f"<{said.language}>"]))
        return
    inner = [line for child in step.children for line in lines(child)]
    yield from [f"{step.kind}(", *inner, ")"] if step.kind else inner


def read(small: Compose, html: str, **fields: object) -> tuple[str, list[str]]:
    """The markup of a chapter with its sentences marked, and its script."""
    document = small(("chapter", "One", f'<section id="c">{html}</section>'), **fields)
    (body,) = parts.split(document)
    passage = reading.read(document, body)
    markup = etree.tostring(body.tree, encoding="unicode")
    inner = markup[markup.index(">") + 1 : markup.rindex("<")]
    for namespace in (f' xmlns="{parts.XHTML}"', f' xmlns:epub="{parts.OPS}"'):
        inner = inner.replace(namespace, "")
    return inner, list(lines(passage)) if passage else []


def said(small: Compose, html: str, **fields: object) -> list[str]:
    return read(small, html, **fields)[1]


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>One. Two.</p>", "<p>[One.] [Two.]</p>"),
        ("<h2>Signs &amp; more</h2>", "<h2>[Signs &amp; more]</h2>"),
        ("<p>A <em>word. Another</em> one.</p>", "<p>[A <em>word.</em>] [<em>Another</em> one.]</p>"),
        ("<p><b>A <i>b. See</i> it. </b>End.</p>", "<p>[<b>A <i>b.</i></b>] [<b><i>See</i> it.</b>] [End.]</p>"),
        ('<p>See <a href="#c">this. That</a> too. End.</p>', '<p>[See <a href="#c">this. That</a> too.] [End.]</p>'),
        ('<p><em id="x">A. B</em> c.</p>', '<p>[<em id="x">A. B</em> c.]</p>'),
        ("<p>1 Street<br/>New York</p>", "<p>[1 Street]<br/>[New York]</p>"),
        ("<ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>",
         "<ul><li>[one]</li><li>[two]<ol><li>[deep]</li></ol></li></ul>"),
        ("<div>Loose <p>set</p> text</div>", "<div>[Loose] <p>[set]</p> [text]</div>"),
        ("<p>☐ — …</p><hr/>", "<p>☐ — …</p><hr/>"),
        ('<p aria-hidden="true">Not this.</p>', '<p aria-hidden="true">Not this.</p>'),
        ("<p>Press <code>a. Bee</code>. <!-- a note -->Go.</p>", "<p>[Press <code>a. Bee</code>.] [Go.]</p>"),
    ],
)  # fmt: skip
def test_each_sentence_gets_an_element_of_its_own(small: Compose, html: str, marked: str) -> None:
    found, _ = read(small, html)
    tree = etree.fromstring(f"<div>{found}</div>")
    for element in tree.iter():
        if not str(element.get("id", "x")).startswith("_say"):
            continue
        if element.tag == "span":
            element.text, element.tail = f"[{element.text or ''}", element.tail or ""
            last = element[-1] if len(element) else None
            if last is None:
                element.text += "]"
            else:
                last.tail = f"{last.tail or ''}]"
        del element.attrib["id"]
    etree.strip_tags(tree, "span")
    shown = etree.tostring(tree, encoding="unicode").removeprefix("<div>").removesuffix("</div>")
    assert shown == marked


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>10<sup>9</sup> cells in\n  H<sub>2</sub>O.</p>", ["10⁹ cells in H2O."]),
        ("<p>Di\N{SOFT HYPHEN}et.</p>", ["Diet."]),
        ('<p><img src="images/leaf.png" alt="A leaf. It is green."/></p>', ["A leaf. It is green."]),
        ('<p>Press <img src="images/leaf.png" alt="the red button"/> now.</p>', ["Press the red button now."]),
        ('<p>All <img src="images/leaf.png" alt=""/> well.</p>', ["All well."]),
        ('<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x plus y"><mi>x</mi></math></p>', ["x plus y"]),
        ('<p>Is <math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x squared"><mi>x</mi></math>.</p>',
         ["Is x squared ."]),
        ('<p><svg xmlns="http://www.w3.org/2000/svg" role="img"><title>A drip</title><text>5</text></svg></p>',
         ["A drip"]),
        ('<p><span role="img" aria-label="done">☑</span> asked</p>', ["done asked"]),
        ('<p lang="es">Hola. <em lang="de">Gut.</em></p>', ["Hola. <es>", "Gut. <de>"]),
        ("<pre><code>a = <span>1</span>\nb</code></pre>", ["a = 1 b"]),
        (f"<p>One.{NOTEREF} Two {NOTEREF.replace('ref-1', 'ref-2')}three.</p>",
         ["One.", "noteref Note 1", "Two three.", "noteref Note 1"]),
        (f"<p>One. {BREAK}Two.</p>", ["One.", "pagebreak Page 2", "Two."]),
        (f"<p>One t{BREAK}wo. Three.</p>", ["One two.", "pagebreak Page 2", "Three."]),
        (f'<p>See <a href="#c">that {BREAK}there</a>.</p>', ["See that there.", "pagebreak Page 2"]),
        ('<div role="doc-pagebreak" id="_page-3" aria-label=" iii "></div>', ["pagebreak Page iii"]),
    ],
)  # fmt: skip
def test_what_is_said(small: Compose, html: str, expected: list[str]) -> None:
    assert said(small, html) == expected


def test_tables_lists_and_figures_can_be_left(small: Compose) -> None:
    html = (
        "<table><caption>Doses</caption><tr><th>Dose</th><td>5 mg</td></tr></table><ul><li>one</li></ul>"
        '<figure><img src="images/leaf.png" alt="A leaf"/><figcaption>Green.</figcaption></figure>'
    )
    table = ["table(", "Doses", "table-row(", "table-cell(", "Dose", ")", "table-cell(", "5 mg", ")", ")", ")"]
    rest = ["list(", "list-item(", "one", ")", ")", "figure(", "A leaf", "Green.", ")"]
    assert said(small, html) == [*table, *rest]


def test_a_note_says_its_number_and_can_be_skipped(small: Compose) -> None:
    html = (
        '<aside role="doc-footnote" id="_fn-1"><p><a role="doc-backlink" href="#x">1</a></p>'
        '<div><p>A study. <a role="doc-backlink" href="#y">b</a></p></div></aside>'
    )
    note = Footnote("1", "_fn-1", "", ("_fnref-1",), 1)
    words = {"note": "Nota", "page": "Página"}
    found = said(small, html, footnotes=(note,), words=words, words_language="es")
    assert found == ["footnote(", "Nota 1 <es>", "A study.", ")"]


def test_only_notes_are_searched_for_the_way_back(small: Compose) -> None:
    searched: list[str] = []

    class Watched(etree.ElementBase):
        def iter(self, *tags: Any, **options: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml's, whatever it takes
            searched.append(str(self.tag).rpartition("}")[2])
            return super().iter(*tags, **options)

    parser = etree.XMLParser()
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=Watched))
    note = '<aside role="doc-footnote" id="_fn-1"><p>A study. <a role="doc-backlink" href="#x">1</a></p></aside>'
    html = f"<section><div><div><p>One.</p></div></div>{note}</section>"
    document = small(("chapter", "One", html), footnotes=(Footnote("1", "_fn-1", "", ("_fnref-1",), 1),))
    (body,) = parts.split(document)
    watched = etree.fromstring(etree.tostring(body.tree), parser)
    assert reading.read(document, replace(body, tree=watched)) is not None
    assert [tag for tag in searched if tag != "a"] == ["aside"]


def test_a_word_that_the_layout_lacks_is_said_in_english(small: Compose) -> None:
    html = f"<p>One.{NOTEREF} {BREAK}</p>"
    found = said(small, html, language="es", words={"note": "Nota"}, words_language="es")
    assert found == ["One. <es>", "noteref Nota 1 <es>", "pagebreak Page 2"]


def test_pauses_are_longer_between_blocks_and_after_headings(small: Compose) -> None:
    document = small(("chapter", "One", "<section><h2>A</h2><p>One. Two.</p></section>"))
    (body,) = parts.split(document)
    passage = reading.read(document, body)
    assert passage is not None
    pauses = [utterance.pause_ms for utterance in reading.utterances(passage)]
    assert pauses == [reading.HEADING_MS, reading.SENTENCE_MS, reading.BLOCK_MS]


def test_covers_and_contents_are_not_read_and_ids_of_authors_stay(small: Compose) -> None:
    document = small(
        ("cover", "", '<section><img src="images/leaf.png" alt="A leaf"/></section>'),
        ("chapter", "One", '<section><p id="_say-1">One.</p></section>'),
        ("chapter", "Two", "<section><hr/></section>"),
    )
    cover, one, two = (reading.read(document, body) for body in parts.split(document))
    assert cover is None
    assert two is None
    assert isinstance(one, Passage)
    (step,) = one.children
    assert (step.target, one.target) == ("_say-2", "_say-3")


def test_nothing_of_the_text_is_lost(compose: Compose) -> None:
    from exporter.model import Medium

    document = compose(Medium.BOOK)
    for body in parts.split(document):
        before = "".join(map(str, body.tree.itertext()))
        kept = [(element.tag, dict(element.attrib)) for element in body.tree.iter() if element.get("id")]
        reading.read(document, body)
        assert "".join(map(str, body.tree.itertext())) == before
        after = [(element.tag, dict(element.attrib)) for element in body.tree.iter()]
        assert all(one in after for one in kept)
