"""A book's style sheet in two: what old reading systems read, and what only newer ones do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from exporter.backends.epub import parts, styles
from exporter.model import Document, Medium

Compose = Callable[..., Document]


def lines(css: str, direction: str = "ltr") -> tuple[list[str], list[str]]:
    sheets = styles.divided(css, direction)
    return sheets.plain.splitlines(), sheets.newer.splitlines()


@pytest.mark.parametrize(
    ("css", "plain"),
    [
        ("p { color: red; margin: 0 !important }", "p { color: red; margin: 0 !important }"),
        (":root { --a: var(--b); --b: #123456 } p { color: var(--a) }", "p { color: #123456 }"),
        (":root { --a: 1em } :root { --a: 2em } p { margin: 0 var(--a) }", "p { margin: 0 2em }"),
        ("p::before { content: 'x' }", 'p:before { content: "x" }'),
        ("h2 { break-before: page; break-after: avoid }", "h2 { page-break-before: always; page-break-after: avoid }"),
        ("p { break-inside: avoid }", "p { page-break-inside: avoid }"),
        ("/* a */ p { /* b */ color: red }", "p { color: red }"),
    ],
)  # fmt: skip
def test_what_css_2_1_has_is_written_out(css: str, plain: str) -> None:
    assert lines(css) == ([plain], [])


@pytest.mark.parametrize(
    ("declaration", "ltr", "rtl"),
    [
        ("margin-inline: 1em 2em", "margin-left: 1em; margin-right: 2em", "margin-right: 1em; margin-left: 2em"),
        ("padding-inline: 0", "padding-left: 0; padding-right: 0", "padding-right: 0; padding-left: 0"),
        ("padding-inline-end: 0", "padding-right: 0", "padding-left: 0"),
        ("margin-block: 1em 2em", "margin-top: 1em; margin-bottom: 2em", "margin-top: 1em; margin-bottom: 2em"),
        ("border-inline-start: 1px solid red", "border-left: 1px solid red", "border-right: 1px solid red"),
        ("border-inline-start-width: 1px", "border-left-width: 1px", "border-right-width: 1px"),
        ("border-block-end-color: red", "border-bottom-color: red", "border-bottom-color: red"),
        ("text-align: start", "text-align: left", "text-align: right"),
        ("text-align: end", "text-align: right", "text-align: left"),
        ("text-align: center", "text-align: center", "text-align: center"),
        ("float: inline-start", "float: left", "float: right"),
    ],
)  # fmt: skip
def test_sides_of_the_text_become_sides_of_the_page(declaration: str, ltr: str, rtl: str) -> None:
    assert lines(f"p {{ {declaration} }}", "ltr") == ([f"p {{ {ltr} }}"], [])
    assert lines(f"p {{ {declaration} }}", "rtl") == ([f"p {{ {rtl} }}"], [])


@pytest.mark.parametrize(
    "css",
    [
        "p:not(.a) { color: red }",
        "p:last-child { color: red }",
        "p ~ p { color: red }",
        "p:nth-child(2) { color: red }",
        "p { max-width: min(10em, 30%) }",
        "p { height: 100vh }",
        "p { margin: 1rem }",
        "p { display: flex }",
        "p { text-wrap: balance }",
        'p { background-image: url("a.svg") }',
    ],
)
def test_what_is_newer_stands_apart(css: str) -> None:
    assert lines(css) == ([], [css])


@pytest.mark.parametrize(
    ("css", "newer"),
    [
        (".a { display: flex } .a { display: none }", [".a { display: flex }", ".a { display: none }"]),
        (".a { display: none } .a { display: flex }", [".a { display: flex }"]),
        ("p:not(.a) { color: red } b { color: blue }", ["p:not(.a) { color: red }", "b { color: blue }"]),
        (".a { margin-left: 1rem } .a { margin: 0 }", [".a { margin-left: 1rem }", ".a { margin: 0 }"]),
        (".a { border: 1rem } .a { border-top: 0 }", [".a { border: 1rem }", ".a { border-top: 0 }"]),
        (".a { font: 1rem b } .a { line-height: 2 }", [".a { font: 1rem b }", ".a { line-height: 2 }"]),
        (".a { border-top: 1rem } .a { border-color: red }", [".a { border-top: 1rem }", ".a { border-color: red }"]),
        (".a { font-kerning: none } .a { font-weight: 400 }", [".a { font-kerning: none }"]),
        (".a { all: unset } .a { color: red }", [".a { all: unset }", ".a { color: red }"]),
        (".a { width: 1rem; color: red } .a { width: 0 }", [".a { width: 1rem }", ".a { width: 0 }"]),
        (
            "@media print { p { color: red } } p { color: blue; margin: 0 }",
            ["@media print {", "p { color: red }", "}", "p { color: blue }"],
        ),
        (".a { width: 1rem } .a { width: 0 } b { width: 2em }", [
            ".a { width: 1rem }", ".a { width: 0 }", "b { width: 2em }",
        ]),
    ],
)  # fmt: skip
def test_what_stands_behind_something_newer_still_wins_over_it(css: str, newer: list[str]) -> None:
    plain, added = lines(css)
    assert added == newer
    assert all(line not in plain for line in newer[:1])


def test_custom_properties_in_a_circle_stay_as_they_are() -> None:
    css = ":root { --a: var(--b); --b: var(--a) } p { color: var(--a) }"
    assert lines(css) == ([], ["p { color: var(--a) }"])


def test_a_custom_property_is_filled_in_wherever_it_is_used() -> None:
    css = ":root { --a: calc((var(--b) + 1px) * 2); --b: 1em } p { width: var(--a) } b { width: var(--a) }"
    assert lines(css) == ([], ["p { width: calc((1em + 1px) * 2) }", "b { width: calc((1em + 1px) * 2) }"])


def test_fonts_are_named_in_the_first_sheet() -> None:
    css = '@font-face { font-family: "A"; src: url("fonts/a.woff2"); }'
    assert lines(css) == ([css], [])


def test_a_rule_of_both_kinds_is_divided() -> None:
    css = "a { color: red; overflow-wrap: anywhere }"
    assert lines(css) == (["a { color: red; word-wrap: break-word }"], ["a { overflow-wrap: anywhere }"])


def test_conditions_stand_apart_and_are_written_out_too() -> None:
    rule = "p { margin-inline-start: 0; color: var(--a) }"
    css = f":root {{ --a: red }} @supports (display: grid) {{ @media (max-width: 30em) {{ {rule} }} }}"
    newer = ["@supports (display: grid) {", "@media (max-width: 30em) {", "p { margin-left: 0; color: red }", "}", "}"]
    assert lines(css) == ([], newer)


def test_what_depends_on_a_condition_or_on_a_place_is_left_to_the_reading_system() -> None:
    css = ":root { --a: red } @media print { :root { --a: blue } } p { color: var(--a) } b { color: var(--none, red) }"
    newer = [":root { --a: red }", "@media print {", ":root { --a: blue }", "}", "p { color: var(--a) }"]
    assert lines(css) == ([], [*newer, "b { color: var(--none, red) }"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_sheet_of_the_shipped_layout_is_one_that_no_reading_system_refuses(
    compose: Compose, language: str
) -> None:
    (_, plain), (_, newer) = parts.stylesheets(compose(Medium.BOOK, language=language))
    assert not any(word in plain for word in ("@media", "@supports", "var(", "--", "calc(", "flex", "vh", "::", ":not"))
    assert "var(" not in newer
    assert "-inline" not in newer.replace("inline-block", "")


def test_the_meaning_is_in_the_first_sheet(compose: Compose) -> None:
    (_, plain), _ = parts.stylesheets(compose(Medium.BOOK))
    weights = [
        float(found[1])
        for found in re.finditer(r"^\.callout[^{]*\{[^}]*border-left-width: ([0-9.]+)em", plain, re.MULTILINE)
    ]
    assert len(weights) == 3
    assert weights == sorted(set(weights)), "the frame is heavier the more there is at stake"
    assert ".callout-label { display: block; font-size: 0.9em; font-weight: 700 }" in plain
    assert (
        "pre { padding: 0.8em 1em; border: 1px solid #808a8d; border-radius: 0.35em; white-space: pre-wrap }" in plain
    )
