"""What an article knows of itself beside its blocks, and the limits of what is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from exporter import article, source
from exporter.article import emphasis, inline, names, parsing, variables
from exporter.errors import ExporterError
from exporter.model import Article, Clinic, Diagnostic, Heading, ImageReference, LinkReference

Parse = Callable[[str], tuple[Article, tuple[Diagnostic, ...]]]


def rules(error: ExporterError) -> list[str]:
    return [finding.rule for finding in error.diagnostics]


def test_the_outline_has_the_headings_without_markup_and_notes(parse: Parse) -> None:
    value, _ = parse("## *What* it is[^1]\n\n### `Dose` ![A](a.png)\n\n[^1]: A note.\n")
    assert value.outline == (Heading(2, "What it is", "what-it-is", 4), Heading(3, "Dose A", "dose-a", 6))


def test_pictures_and_links_are_listed_notes_included(parse: Parse) -> None:
    value, _ = parse('![A](a.png "The *caption*")\n\n[b](https://example.org)[^1] [c](#x)\n\n[^1]: ![](d.png)\n')
    assert value.images == (ImageReference("a.png", "A", 4), ImageReference("d.png", "", 8))
    assert value.references == (LinkReference("https://example.org", "b", 6),)


def test_kinds_of_blocks(parse: Parse) -> None:
    text = "## a\n\nb\n\n- c\n\n1. d\n\n|e|f|\n|-|-|\n|g|h|\n\n![i](i.png)\n\n```\nj\n```\n\n> k\n\nl\n: m\n\n---\n\n"
    value, _ = parse(f"{text}/// page\n///\n\n!!! tip\n    n\n\n<div>o</div>\n")
    kinds = "heading paragraph list list table figure code quote definitions rule page-break callout html"
    assert [block.kind for block in value.blocks] == kinds.split()


@pytest.mark.parametrize(("body", "selective"), [("/// only | screen\nx\n///", True), ("Text.", False)])
def test_only_an_article_with_passages_reads_otherwise_in_another_format(body: str, *, selective: bool) -> None:
    read, _ = source.read(f"---\ntitle: Example\n---\n{body}".encode(), "article.md")
    assert article.is_selective(read) is selective


def parsed(body: str, given: Mapping[str, object], known: frozenset[str] = frozenset()) -> Article:
    read, _ = source.read(f"---\ntitle: Example\n---\n{body}".encode(), "article.md")
    clinic = Clinic(name="Example Clinic")
    return article.parse(read, clinic=clinic, selection=frozenset({"screen"}), known=known, variables=given)[0]


def test_what_is_given_takes_the_place_of_nothing_that_is_the_articles_own() -> None:
    given = {"title": "Given", "clinic": {"phone": "Given"}, "day": "Monday"}
    html = parsed("{{ title }}, {{ clinic.name }}, {{ day }}", given).blocks[0].html
    assert "Example, Example Clinic, Monday" in html


@pytest.mark.parametrize("name", ["title", "lang", "extra", "extra.ward", "clinic", "clinic.phone"])
def test_names_that_are_the_articles_own_cannot_be_given(name: str) -> None:
    message, hint = names.fault(name) or ("", "")
    assert "is read from the" in message
    assert ("clinic's file" in hint) is name.startswith("clinic")


@pytest.mark.parametrize(
    ("name", "wrong"), [("day", False), ("A_1", False), ("a-b", True), ("_a", True), ("a.b", True)]
)
def test_other_names_are_what_a_text_can_say(name: str, *, wrong: bool) -> None:
    assert (names.fault(name) is not None) is wrong


def test_where_the_names_are_not_known_none_is_doubted() -> None:
    assert [block.line for block in parsed("/// not | anything\nx\n///", {}).blocks] == [5]


def test_loops_that_write_too_much_are_stopped() -> None:
    body = "{% for a in many %}" + "x" * 1000 + "{% endfor %}"
    with pytest.raises(ExporterError) as caught:
        parsed(body, {"many": list(range(variables.MAX_OUTPUT // 1000 + 1))})
    assert rules(caught.value) == ["template-error"]


def test_a_number_of_thousands_of_digits_is_told(parse: Parse) -> None:
    with pytest.raises(ExporterError) as caught:
        parse("{{ " + "9" * 5000 + " }}")
    assert rules(caught.value) == ["template-error"]


def test_a_paragraph_that_is_too_long_is_told_with_its_line(parse: Parse) -> None:
    with pytest.raises(ExporterError) as caught:
        parse("Text.\n\n" + "word " * (inline.MAX_TEXT // 5 + 1))
    assert [(finding.rule, finding.line) for finding in caught.value.diagnostics] == [("too-large", 6)]


def test_long_code_is_no_long_paragraph(parse: Parse) -> None:
    code = "x = 1\n" * 10_000
    value, findings = parse(f"```python\n{code}```\n")
    assert value.blocks[0].html.count("x = 1") == 10_000  # too long to be coloured
    assert findings == ()


def test_emphasis_ends_where_it_is_too_deep(parse: Parse) -> None:
    deep = 2 * emphasis.MAX_DEPTH
    html = parse("*a " * deep + "b" + "*" * deep)[0].blocks[0].html
    assert html.count("<em>") == emphasis.MAX_DEPTH
    assert html.count("*") == deep


@pytest.mark.slow
def test_too_many_blocks_within_one_another_are_told(parse: Parse) -> None:
    with pytest.raises(ExporterError) as caught:
        parse("\n".join("    " * level + "- deep" for level in range(300)))
    assert rules(caught.value) == ["too-deeply-nested"]


@pytest.mark.parametrize(
    ("body", "times"),
    [("Kept *once*.", 1), ("Kept by {{ clinic.name }}.", 2), ("Kept.\n\n/// only | screen\nFor one.\n///", 2)],
)
def test_an_article_is_parsed_again_only_where_it_reads_otherwise(
    body: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, _ = source.read(f"---\ntitle: Kept\n---\n{body}".encode(), "article.md")
    parsed: list[Clinic] = []
    parse_anew = parsing.parse

    def noted(*values: Any) -> tuple[Article, tuple[Diagnostic, ...]]:  # noqa: ANN401 - handed on as they are
        parsed.append(values[1])
        return parse_anew(*values)

    monkeypatch.setattr(parsing, "parse", noted)
    told = [
        article.parse(read, clinic=Clinic(name=name), selection=frozenset({format_}), known=frozenset(), variables={})
        for name, format_ in (("Example Clinic", "screen"), ("Example Clinic", "screen"), ("Other Clinic", "epub"))
    ]
    assert len(parsed) == times
    assert told[0] == told[1]
    assert (told[2] == told[0]) is (times == 1)


def test_another_path_or_table_is_parsed_anew() -> None:
    body = "```chart\nkind: bar\ntitle: Visits\nfile: a.csv\n```\n"
    read, _ = source.read(f"---\ntitle: Kept\n---\n{body}".encode(), "article.md")
    texts = [
        article.parse(
            replace(read, path=path, tables={"a.csv": table}),
            clinic=Clinic(name=""),
            selection=frozenset(),
            known=frozenset(),
            variables={},
        )[0]
        for path, table in (("a.md", b"x,y\nq,1\n"), ("a.md", b"x,y\nq,2\n"), ("b.md", b"x,y\nq,1\n"))
    ]
    assert texts[0].blocks != texts[1].blocks
    assert [text.path for text in texts] == ["a.md", "a.md", "b.md"]
