"""What holds for every text, whoever wrote it: well-formed, harmless, complete, and read in time."""

from __future__ import annotations

import re
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exporter.errors import ExporterError
from exporter.model import Article, Diagnostic

Parse = Callable[[str], tuple[Article, tuple[Diagnostic, ...]]]

WORDS = r"""
* ** *** _ ` ``` ~~~ ~ ~~ ^ [ ] ( ) ![ ]( < </ > <div> </div> <p> </p> <b> </b> <table> <tr> <td> <li> <ul> </ul>
<pre> </pre> <script> </script> <style> <svg> <math> <!-- --> <![CDATA[ ]]> <?x <!D | |a|b| |---|---| [^a] [^a]:
*[X]: X {#id} {.x} {data-line=q} {{title}} {{ }} {% %} {%if(title)%} {%endif%} /// !!! " ' -- ... &amp; & &#0;
&#xd800; \ Table: a word é 日本 <a_href="#a"> <a_name=q> <img_src=x> <iframe_src=x> <P_onclick='a'> [x] [] ---
=== <dl> <dt> <dd> <h1> <h7> <o:p> <br/> <hr> <caption> <figure> <figcaption> <section> <x-raw> <x-text> javascript:
<sup_data-noteref=a> <details> <summary> <ins> <del> <q> <ruby> <rt> <bdo_dir=rtl> <div_markdown=1> klzzwxh:0001
$ $$ \$ $x^2$ $$y$$ $5 5$ <dose> <mfrac> <mn> </math> </svg> <option> [caption] [/caption] [gallery]
"""
SPACES = ["\n", "\n\n", "\n  ", "\n   ", "\n    ", "\n- ", "\n  - ", "\n1. ", "\n1) ", "\n> ", "\n# ", "\n## ", "\n: ",
          "\n/// only | screen\n", "\n///\n", "\n/// page\n", "\n!!! tip\n    ", " ", "    ", "\t"]  # fmt: skip
PIECES = [word.replace("_", " ") if "<" in word else word for word in WORDS.split()]
MARKDOWN = st.lists(st.sampled_from([*PIECES, *SPACES]), max_size=40)
TEXTS = st.one_of(MARKDOWN.map("".join), st.text(max_size=200))
FORBIDDEN = {"script", "style", "iframe", "object", "embed", "form", "input", "svg", "link", "meta", "base"}
ANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fragments(value: Article) -> Iterator[ET.Element]:
    for block in value.blocks:
        yield ET.fromstring(block.html)  # noqa: S314  # made by the code under test
    for note in value.footnotes:
        yield ET.fromstring(f'<section id="{note.anchor}">{note.html}</section>')  # noqa: S314  # as above


def read(parse: Parse, text: str) -> tuple[Article | None, tuple[Diagnostic, ...]]:
    """Parse a body; where it cannot be read, there are only findings."""
    try:
        return parse(f"---\ntitle: Example\n---\n{text}")
    except ExporterError as error:
        return None, error.diagnostics


@ANY
@given(TEXTS)
@example("*>**}*<y>")
@example("[]('([^a]")
@example("[^\\<]")
@example("H~2~O x^2^ ~~gone~~ a~b c^d")
@example("text\n    1. ~~~\ncode\n~~~")
@example("!!! tip\n    : <img src=x>")
@example("<table\n: ~~~")
def test_a_text_becomes_well_formed_harmless_blocks_or_is_told(parse: Parse, text: str) -> None:
    value, findings = read(parse, text)
    assert all(finding.message and (finding.hint or value) for finding in findings)
    if value is None:
        return
    elements = [element for fragment in fragments(value) for element in fragment.iter()]
    ids = [element.get("id", "") for element in elements if element.get("id")]
    targets = {element.get("href", "") for element in elements if element.get("href", "").startswith("#")}
    assert not FORBIDDEN.intersection(element.tag for element in elements)
    assert all(element.get("alttext") for element in elements if element.tag == "math"), "only formulas are MathML"
    assert not [name for element in elements for name in element.attrib if name.startswith("on") or name == "style"]
    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    assert not re.search("[\ufdd0-\ufdef\x02\x03]", "".join(block.html for block in value.blocks))
    lines = [block.line for block in value.blocks] + [finding.line for finding in findings if finding.line]
    assert all(1 <= line <= text.count("\n") + text.count("\r") + 4 for line in lines)


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


PLAIN = st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="<>&{}[]|`\\/:"), min_size=1)


@ANY
@given(st.lists(PLAIN, min_size=1, max_size=5))
def test_no_letter_of_a_plain_text_is_lost(parse: Parse, paragraphs: list[str]) -> None:
    text = "\n\n".join(f"x{paragraph.strip()}" for paragraph in paragraphs)
    value, _ = parse(f"---\ntitle: Example\n---\n{text}")
    shown = " ".join("".join(fragment.itertext()) for fragment in fragments(value))
    assert letters(shown) == letters(unicodedata.normalize("NFC", text))


NAMES = st.lists(st.sampled_from(["Dose", "Risks", "Side effects", "Dose 2", "Risks dose"]), min_size=1, max_size=4)


def anchors(parse: Parse, chapters: Iterable[str]) -> dict[str, list[str]]:
    """Give the ids of each chapter's headings by the text of its first."""
    value, _ = parse("---\ntitle: Example\n---\n" + "\n\n".join(chapters))
    found: dict[str, list[str]] = {}
    for heading in value.outline:
        chapter = heading.text if heading.level == 2 else list(found)[-1]
        found.setdefault(chapter, []).append(heading.anchor)
    return found


@ANY
@given(st.lists(NAMES, min_size=2, max_size=4), st.data())
def test_a_heading_keeps_its_id_when_chapters_change_their_places(
    parse: Parse, chapters: list[list[str]], data: st.DataObject
) -> None:
    written = [
        "\n\n".join([f"## Chapter {number}", *(f"{'#' * (3 + depth % 2)} {name}" for depth, name in enumerate(names))])
        for number, names in enumerate(chapters)
    ]
    assert anchors(parse, written) == anchors(parse, data.draw(st.permutations(written)))


def test_line_ends_of_other_systems_change_nothing(parse: Parse) -> None:
    text = "---\ntitle: Example\n---\nOne\n\n```\na\n\nb\n```\n\nTwo [x](y)\n"
    assert parse(text.replace("\n", "\r\n"))[0].blocks == parse(text)[0].blocks


SIZE = 40_000


def filled(unit: str) -> str:
    return unit * (SIZE // len(unit))


HOSTILE = {
    **{f"{unit!r} over and over": filled(unit) for unit in (
        "[", "[a](", "![a](", "[a][", "[^", "*a ", "*a **b ", "_a __b ", "***a*", "`", "`a``b```c ", "~~a ", "~a", "^a",
        "<", "<a ", "<b>x", "<!--", "a <!-- ", "<![CDATA[", "</b>", "<p>a", "<table><tr><td>", "&amp", "\\", "\"'", "-",
        "{#a ", "*a*{.b} ", "<http://a.b>", "<a@", " \n", "- \n", "-\n", "# a\n", "=\n", "***\n", "```\n", "///\n",
        "/// page\n///\n", "!!! tip\n    a\n\n", "{{ ", "{{ title }} ", "a\n: b\n\n", "- [ ] a\n", "> a\n\n",
        "<script>\n\n", "![a](b.png)\n\n", "## same\n\n", "|x|y|\n", "Table: a\n\n",
        "$", "$$", "$x ", "$x$ ", "$$x$$\n\n", "$`",
        "[caption]", "[caption]![a](b.png)[/caption]", "<dose>", "<math><mfrac>", "- a\n  > ", "1) a\n   - b\n", "- ",
    )},
    "quotations": ">" * 3000 + " deep",
    "lists": "\n".join("  " * level + "- deep" for level in range(300)),
    "lists that deepen": "\n".join("    " * level + "- deep" for level in range(250)),
    "elements": "<div>" * 3000 + "deep" + "</div>" * 3000,
    "brackets": "[" * 20_000 + "deep" + "]" * 20_000,
    "emphasis": "*" * 20_000 + "deep" + "*" * 20_000,
    "parentheses in a variable": "{{ " + "(" * 5000,
    "notes": "".join(f"[^{number}]\n\n[^{number}]: x\n\n" for number in range(1500)),
    "a broad table": "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + ("|" + "x|" * 1000 + "\n") * 5,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_in_time_or_told(parse: Parse, text: str) -> None:
    begun = time.process_time()
    value, findings = read(parse, f"{text}\n\nend")
    assert value or all(finding.line for finding in findings)
    assert time.process_time() - begun < 10


@pytest.mark.slow
def test_a_megabyte_is_read_in_seconds(parse: Parse) -> None:
    paragraph = 'The **dose** of *one* was 0.5 mg/kg; it\'s "low" -- see [the guide](https://example.org/guide). ' * 4
    chapter = f"\n\n{paragraph}\n\n- one\n- two **x**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    text = "".join(f"## Part {number}{chapter}" for number in range(900_000 // len(chapter)))
    begun = time.process_time()
    value, _ = parse(f"---\ntitle: Example\n---\n{text}")
    assert len(value.outline) == 900_000 // len(chapter)
    assert time.process_time() - begun < 20
