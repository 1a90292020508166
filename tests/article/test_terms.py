"""What a text explains and marks: abbreviations, definitions, terms for the index, sources."""

from __future__ import annotations

import pytest

from exporter import article, source
from exporter.model import Article, Clinic, Diagnostic, IndexMark, Term, TermKind


def parsed(text: str) -> tuple[Article, tuple[Diagnostic, ...]]:
    read, _ = source.read(f"---\ntitle: T\n---\n{text}".encode(), "a.md")
    nothing: frozenset[str] = frozenset()
    return article.parse(read, clinic=Clinic(""), selection=nothing, known=nothing, variables={})


def test_abbreviations_and_definitions_are_known_in_reading_order() -> None:
    text = """
An MRI.[^1]

Infusion
Drip
:   Given *slowly*[^2] into a vein.
:   Twice.

[^1]: An <abbr title="a &lt; b">EEG</abbr>.
[^2]: Slowly.

*[MRI]: Magnetic resonance imaging
"""
    found, findings = parsed(text)
    assert findings == ()
    slowly = "Given <em>slowly</em> into a vein."
    assert found.terms == (
        Term("MRI", "Magnetic resonance imaging", TermKind.ABBREVIATION),
        Term("Infusion", slowly, TermKind.DEFINITION),
        Term("Drip", slowly, TermKind.DEFINITION),
        Term("Infusion", "Twice.", TermKind.DEFINITION),
        Term("Drip", "Twice.", TermKind.DEFINITION),
        Term("EEG", "a &lt; b", TermKind.ABBREVIATION),
    )


def test_a_definition_can_stand_twice() -> None:
    found, _ = parsed('Term\n:   A [mark]{.index #here} and a <b id="x">b</b>.\n')
    assert [term.html for term in found.terms] == ["A <span>mark</span> and a <b>b</b>."]
    assert 'id="here"' in found.blocks[0].html


def test_what_stands_twice_refers_to_nothing_by_an_id() -> None:
    text = """
Sleep
:   How well one sleeps.

    ```chart
    kind: line
    title: Sleep

    Week,Hours
    1,6
    2,7
    ```

    <table><tr><th id="t">Week</th><td headers="t">1</td></tr></table>
"""
    found, findings = parsed(text)
    assert findings == ()
    assert 'aria-labelledby="_chart-' in found.blocks[0].html
    (term,) = found.terms
    assert "Hours" in term.html
    for name in ("id=", "aria-labelledby", "headers="):
        assert name in found.blocks[0].html
        assert name not in term.html


@pytest.mark.parametrize(
    ("text", "index", "html"),
    [
        ("The [head]{.index}.", [("head", "_index-1")], 'The <span id="_index-1">head</span>.'),
        ("The [head]{.index .b}.", [("head", "_index-1")], '<span class="b" id="_index-1">head</span>'),
        ("The *head*{.index}.", [("head", "_index-1")], '<em id="_index-1">head</em>'),
        ("A [head]{.index #h}.", [("head", "h")], '<span id="h">head</span>'),
        ('[It]{index="a; b  c;"}', [("a", "_index-1"), ("b c", "_index-1")], '<span id="_index-1">It</span>'),
        ("## Head {.index}", [("Head", "head")], '<h2 data-line="4" id="head">Head</h2>'),
        ('## Head {index="pain"}', [("pain", "head")], '<h2 data-line="4" id="head">Head</h2>'),
    ],
)
def test_terms_are_marked_for_the_index(text: str, index: list[tuple[str, str]], html: str) -> None:
    found, findings = parsed(text)
    assert findings == ()
    assert found.index == tuple(IndexMark(*mark) for mark in index)
    assert html in found.blocks[0].html


def test_a_mark_without_words_is_told() -> None:
    found, (finding,) = parsed('\n\nA [head]{index=";"} aches.')
    assert (finding.rule, finding.line, found.index) == ("empty-index-mark", 6, ())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[mot]{lang=fr}", '<span lang="fr" xml:lang="fr">mot</span>'),
        ("[two\nwords]{.b}", '<span class="b">two\nwords</span>'),
        ("[a *b* c]{.b}", '<span class="b">a <em>b</em> c</span>'),
        ("[a] {.b} and [c]{d", "[a] {.b} and [c]{d"),
        ("[a](https://example.org/){.b}", '<a class="b" href="https://example.org/">a</a>'),
        ("\\[a]{.b}", "[a]{.b}"),
    ],
)
def test_words_in_brackets_can_have_attributes(text: str, html: str) -> None:
    assert html in parsed(text)[0].blocks[0].html


def test_a_list_of_sources_is_known_by_its_heading() -> None:
    found, findings = parsed("See [Smith](#smith).\n\n## Sources {.references}\n\n1. [Smith]{#smith}, 2020.\n")
    assert findings == ()
    assert [heading.heads_references for heading in found.outline] == [True]
    assert '<li data-line="8"><span id="smith">Smith</span>, 2020.</li>' in found.blocks[-1].html
