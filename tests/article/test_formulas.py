"""Formulas beyond what `cases/formulas.txt` shows: their words in every language, limits, and what they cost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from exporter.article.formulas import notation, speech, words
from exporter.article.formulas.notation import Unreadable
from exporter.errors import ExporterError
from exporter.model import Article, Diagnostic

Parse = Callable[[str], tuple[Article, tuple[Diagnostic, ...]]]

SPOKEN = Path(__file__).parent / "spoken"
"""A file of formulas, and what they are in words in a file for each language, a line each."""
FORMULAS = (SPOKEN / "formulas.txt").read_text(encoding="utf-8").splitlines()
WORDS = Path(words.__file__).parent / "words"
LAYOUT_WORDS = Path(__file__).parents[2] / "layouts" / "base" / "words"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.toml"))


def said(latex: str, language: str) -> str:
    return speech.say(notation.mathml(latex, display=False), words.of(language))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_are_put_in_the_words_of_their_language(language: str) -> None:
    found = [said(latex, language) for latex in FORMULAS]
    path = SPOKEN / f"{language}.txt"
    if "UPDATE_GOLDEN" in os.environ:
        path.write_text("\n".join(found) + "\n", encoding="utf-8")
    assert found == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_formulas_sound_the_same(language: str) -> None:
    alike = [r"\frac{a}{b+c}", r"\frac{a}{b}+c", r"\sqrt{a+b}", r"\sqrt{a}+b", "x^{a+b}", "x^a+b", "x_a^b", "(a+b)^2",
             "a+b^2", r"\frac{\frac{a}{b}}{c}", r"\frac{a}{\frac{b}{c}}", r"\sqrt[3]{a}", r"a\sqrt{3}", "|a|+b",
             "|a+b|", "X", "x", "x_1^2", "x_{1^2}",
             r"\overline{a+b}", r"a+\bar{b}", "{a+b}^2", r"\sqrt{a}^2", r"\sqrt{a^2}",
             r"\frac{a}{b}^2", r"\frac{a}{b^2}", "x_{i+1}-1", "x_{i+1-1}", r"\Gamma",
             r"\gamma", r"\hat{x}", r"\bar{x}"]  # fmt: skip
    assert len({said(latex, language) for latex in alike}) == len(alike)


def test_every_language_of_the_layouts_has_words_for_formulas() -> None:
    assert {path.stem.partition("_")[0] for path in LAYOUT_WORDS.glob("*.po")} | {"en"} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_words_and_their_parts(language: str) -> None:
    def shape(name: str) -> Mapping[str, object]:
        tables = tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))
        assert len(tables["letters"].split()) == len(words.GREEK)
        assert all(text.strip() for table in ("phrases", "functions", "signs") for text in tables[table].values())
        parts = {key: sorted(set(re.findall(r"\{\d\}", text))) for key, text in tables["phrases"].items()}
        return {"phrases": parts, "functions": list(tables["functions"]), "signs": list(tables["signs"])}

    assert shape(language) == shape("en")


def test_a_region_has_the_words_of_its_language_and_others_have_english_ones() -> None:
    assert words.of("pt-BR").language == "pt"
    assert words.of("fi").language == "en"
    assert not words.has("fi")


def test_the_tree_of_a_formula_is_the_callers_own() -> None:
    first = notation.mathml("x", display=False)
    first.clear()
    assert len(notation.mathml("x", display=False)) == 1


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        ("x" * 2001, "it has 2001 characters, more than 2000"),
        (r"\sqrt{" * 60 + "x" + "}" * 60, "it is nested more than 40 levels deep"),
        ("{" * 900 + "^" + "}" * 900, "expected argument"),
        (r"\newcommand{\a}{" + "x" * 900 + r"}\a\a\a", "it has more than 2000 parts"),
        (r"\textcolor{red}{\unknown}", r"unknown command '\unknown'"),
        (r"\frac{a}{b", "expected closing token '}', but reached end of input"),
        (r"\phantom{x}\,", "there is nothing to be seen in it"),
        ("a & b", "found '&', which may only appear in a table-like environment"),
        (r"\newcommand{\a}{\a\a}\a", "too many expansions"),
    ],
)
def test_what_cannot_be_read_is_told_quickly(latex: str, reason: str) -> None:
    began = time.perf_counter()
    with pytest.raises(Unreadable, match=re.escape(reason)):
        notation.mathml(latex, display=True)
    assert time.perf_counter() - began < 0.5


def test_many_dollars_take_time_in_proportion(parse: Parse) -> None:
    def seconds(count: int) -> float:
        began = time.perf_counter()
        parse("---\ntitle: Example\n---\n" + "\n".join("costs $5 `a` and $b *c*" for _ in range(count)))
        return time.perf_counter() - began

    seconds(50)
    assert seconds(800) < 12 * seconds(100) + 0.5


def test_a_broken_formula_is_an_error_on_its_line(parse: Parse) -> None:
    with pytest.raises(ExporterError) as caught:
        parse("---\ntitle: Example\n---\ntext\n\nand $a$,\n$\\foo{$ or")
    (finding,) = caught.value.diagnostics
    assert (finding.rule, finding.line) == ("invalid-formula", 7)
    assert "Formulas" in finding.hint


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"The $x^2$ of it", "The x squared of it"),
        (r"Cost ($) and fee ($)", "Cost ($) and fee ($)"),
        (r"For \$5, $\unknown$", r"For $5, $\unknown$"),
    ],
)
def test_a_title_has_the_words_of_its_formulas(parse: Parse, written: str, title: str) -> None:
    article, _ = parse(f"---\nlang: en\n---\n# {written}\n\nText.")
    assert article.metadata.title == title


def test_authors_cannot_write_mathml_or_the_place_of_a_formula(parse: Parse) -> None:
    article, _ = parse(
        '---\ntitle: Example\n---\n<math><mi>x</mi></math> <span data-formula="0">a</span>\n\n'
        "*b*{data-formula=0 .c}\n\n$y$"
    )
    markup = "".join(block.html for block in article.blocks)
    assert markup.count("<math") == 1
    assert "data-formula" not in markup


def test_an_article_without_formulas_does_not_load_what_reads_them() -> None:
    code = (
        "import sys; from exporter import article, source; from exporter.model import Clinic;"
        "read, _ = source.read(b'---\\ntitle: Example\\n---\\nIt costs $5 and $10.\\n', 'a.md');"
        "none = frozenset();"
        "article.parse(read, clinic=Clinic(name='Example Clinic'), selection=none, known=none, variables={});"
        "print('math_core' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
