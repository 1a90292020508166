"""Which articles, clinics, languages and editions go together."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from exporter import config
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Project
from exporter.pipeline import Choice, Extent, plan
from exporter.pipeline.facts import NOTHING, ArticleFacts, Kept, facts

EDITIONS = """
[editions.page]
layout = "handout"
formats = ["html"]
[editions.book]
layout = "ebook"
formats = ["epub"]
"""


def project(folder: Path, rules: str = "", editions: str = EDITIONS, **articles: str) -> Project:
    """Write a project of three clinics; the front matter of articles is given."""
    (folder / "exporter.toml").write_text(rules + editions)
    for clinic in ("riverside", "riverbank", "hilltop"):
        (folder / "source/clinics").mkdir(parents=True, exist_ok=True)
        (folder / f"source/clinics/{clinic}.toml").write_text("")
    for name, front in (articles or {"flu": "", "flu.es": "", "winter/cold": ""}).items():
        path = folder / f"source/articles/{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}\n---\n")
    return config.load(folder)[0]


def names(wanted: Project, choice: Choice | None = None) -> list[str]:
    return [job.name for job in plan(wanted, choice or Choice())]


def faults(wanted: Project, choice: Choice | None = None) -> list[Diagnostic]:
    with pytest.raises(ExporterError) as caught:
        plan(wanted, choice or Choice())
    assert all(finding.severity == "error" and finding.hint for finding in caught.value.diagnostics)
    return list(caught.value.diagnostics)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", NOTHING),
        (b"# Flu\nlang: es\n", NOTHING),
        (b"---\ntitle: Flu\n---\nlang: es\n", NOTHING),
        (b"---\ntitle: Flu\nlang: en-GB\n---\n", ArticleFacts("en-GB")),
        (b"\xef\xbb\xbf\n---\r\nlang: 'es'\r\n---\r\n", ArticleFacts("es")),
        (b"---\nlang: no # Norwegian\n---\n", ArticleFacts("no")),
        (b"---\nlang: Spanish\n---\n", NOTHING),
        (b"---\nextra:\n  lang: es\n---\n", NOTHING),
        (b"---\nclinics: river*\n---\n", ArticleFacts("", (Kept("river*", 2),))),
        (
            b"---\nlang: es\neditions:\n  - page\n  - book\n...\n",
            ArticleFacts("es", (), (Kept("page", 4), Kept("book", 5))),
        ),
        (b"---\nclinics: 3\n---\n", NOTHING),
        (b"---\nclinics: [a\ntitle: b: c\n---\n", NOTHING),
        (b"---\nclinics: [a]\nand no end\n", NOTHING),
    ],
)
def test_what_is_read_of_an_article(data: bytes, expected: ArticleFacts) -> None:
    assert facts(data) == expected


def test_translations_are_jobs_of_their_own(tmp_path: Path) -> None:
    found = plan(project(tmp_path), Choice(clinics=["hilltop"], editions=["book"]))
    assert [(job.name, job.language, job.outputs["epub"].name) for job in found] == [
        ("hilltop/flu.es book", "es", "flu.es-book.epub"),
        ("hilltop/flu book", "en", "flu-book.epub"),
        ("hilltop/winter/cold book", "en", "cold-book.epub"),
    ]
    assert found.extent() == Extent(jobs=3, articles=2, clinics=1, languages=2, editions=1)


def test_the_language_has_a_place_in_the_pattern(tmp_path: Path) -> None:
    wanted = project(tmp_path, "output = '{language}/{clinic}/{article}-{edition}.{suffix}'\n")
    found = plan(wanted, Choice(clinics=["hilltop"], editions=["book"]))
    assert [str(job.outputs["epub"].relative_to(wanted.build)) for job in found] == [
        "es/hilltop/flu-book.epub",
        "en/hilltop/flu-book.epub",
        "en/hilltop/winter/cold-book.epub",
    ]


def test_languages_are_chosen(tmp_path: Path) -> None:
    wanted = project(tmp_path, **{"a": "lang: en-GB", "a.es": "", "b": "lang: es-MX", "c": ""})
    only = Choice(clinics=["hilltop"], editions=["page"], languages=["es"])
    assert names(wanted, only) == ["hilltop/a.es page", "hilltop/b page"]
    assert names(wanted, Choice(clinics=["hilltop"], editions=["page"], languages=["en-GB", "es-MX"])) == [
        "hilltop/a page",
        "hilltop/b page",
    ]
    (finding,) = faults(wanted, Choice(languages=["fr"]))
    assert (finding.rule, finding.hint) == ("unknown-language", "use one of en, en-GB, es, es-MX")


def test_front_matter_keeps_an_article_and_its_translations(tmp_path: Path) -> None:
    wanted = project(
        tmp_path,
        **{
            "flu": "clinics: [river*]\neditions: book",
            "flu.es": "editions: page",
            "flu.fr": "",
            "cold": "clinics: hilltop",
        },
    )
    assert names(wanted) == [
        "hilltop/cold page",
        "hilltop/cold book",
        "riverbank/flu.es page",
        "riverside/flu.es page",
        "riverbank/flu.fr book",
        "riverside/flu.fr book",
        "riverbank/flu book",
        "riverside/flu book",
    ]
    assert plan(wanted, Choice()).left_out == {"front matter": 16}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("exclude = ['winter/*']", ["hilltop/flu.es book", "hilltop/flu book"]),
        ("exclude = ['*u']", ["hilltop/winter/cold book"]),
        ("[[exclude]]\nlanguages = 'e[ns]'\narticles = 'flu'", ["hilltop/winter/cold book"]),
        ("[[exclude]]\nlanguages = 'en'", ["hilltop/flu.es book"]),
        ("[[exclude]]\nclinics = 'river*'", ["hilltop/flu.es book", "hilltop/flu book", "hilltop/winter/cold book"]),
        (
            "[[include]]\nlanguages = 'es'\n[[include]]\narticles = 'winter/cold'\neditions = 'page'",
            ["hilltop/flu.es book"],
        ),
        ("include = ['flu']\n[[exclude]]\nlanguages = ['es']\neditions = ['book']", ["hilltop/flu book"]),
    ],
)
def test_rules_say_what_is_made(tmp_path: Path, rules: str, expected: list[str]) -> None:
    assert names(project(tmp_path, rules), Choice(clinics=["hilltop"], editions=["book"])) == expected


def test_an_edition_is_kept_to_what_it_names(tmp_path: Path) -> None:
    editions = EDITIONS + "clinics = ['river*']\nlanguages = 'en'\narticles = ['flu']\n"
    wanted = project(tmp_path, editions=editions)
    assert names(wanted, Choice(editions=["book"])) == ["riverbank/flu book", "riverside/flu book"]
    assert len(names(wanted, Choice(editions=["page"]))) == 9


def test_names_that_nothing_has_are_errors_and_patterns_warnings(tmp_path: Path) -> None:
    rules = "exclude = ['autumn/*']\n[[include]]\nclinics = ['hiltop', '*']\narticles = ['flue']\nlanguages = 'fr'\n"
    wanted = project(tmp_path, rules, flu="title: Flu\neditions: [boook]")
    found = {one.rule: one for one in faults(wanted)}
    assert found["unknown-edition"].path == "source/articles/flu.md"
    assert (found["unknown-edition"].line, found["unknown-edition"].hint) == (3, "did you mean 'book'?")
    assert (found["unknown-clinic"].line, found["unknown-clinic"].hint) == (2, "did you mean 'hilltop'?")
    assert found["unknown-article"].hint == "did you mean 'flu'?"
    assert found["unknown-language"].hint == "use one of en"
    (finding,) = plan(project(tmp_path, "exclude = ['autumn/*']\n", flu=""), Choice()).diagnostics
    assert (finding.rule, finding.severity, finding.line) == ("unused-pattern", "warning", 1)


def test_a_rule_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExporterError) as caught:
        project(tmp_path, "[[exclude]]\n")
    assert "the rule says nothing" in caught.value.diagnostics[0].message


def test_it_is_told_when_nothing_is_left(tmp_path: Path) -> None:
    (finding,) = faults(project(tmp_path, "exclude = ['*']\n"))
    assert (finding.rule, finding.message) == (
        "no-jobs",
        "nothing is left to be made: 18 left out by exclude, line 1",
    )


def test_broken_front_matter_stops_no_plan(tmp_path: Path) -> None:
    wanted = project(tmp_path, flu="clinics: [a\nb: c: d", cold="clinics: hilltop")
    assert len(names(wanted)) == 2 + 6


@pytest.mark.parametrize(("one", "other"), [("Flu", "flu"), ("caf\u00e9", "cafe\u0301"), ("STRASSE", "stra\u00dfe")])
def test_outputs_that_many_disks_take_for_one_are_refused(tmp_path: Path, one: str, other: str) -> None:
    found = faults(project(tmp_path, **{one: "", other: ""}), Choice(clinics=["hilltop"], editions=["book"]))
    assert [finding.rule for finding in found] == ["output-collision"]
    assert f"/{one} book'" in found[0].message
    assert f"/{other} book'" in found[0].message


@pytest.mark.parametrize("article", ["a" * 250, "\u00e9" * 124, "aux/flu", "winter/con/flu"])
def test_names_that_no_disk_takes_are_refused(tmp_path: Path, article: str) -> None:
    found = faults(project(tmp_path, **{article: ""}), Choice(clinics=["hilltop"]))
    assert {finding.rule for finding in found} == {"impossible-name"}
    assert (
        len(
            names(
                project(tmp_path, **{"auxiliary/console": ""}),
                Choice([tmp_path / "source/articles/auxiliary/console.md"]),
            )
        )
        == 6
    )


def test_a_mistake_in_the_pattern_is_told_in_a_few_lines(tmp_path: Path) -> None:
    wanted = project(
        tmp_path, "output = '{article}-{edition}.{suffix}'\n", **{f"a{number}": "" for number in range(30)}
    )
    found = faults(wanted)
    assert len(found) == 21
    assert found[-1].message == "100 more like these"


def test_a_plan_is_small(tmp_path: Path) -> None:
    wanted = project(tmp_path, **{f"a{number}": "" for number in range(40)})
    for number in range(100):
        (tmp_path / f"source/clinics/clinic-{number}.toml").write_text("")
    found = plan(wanted, Choice())
    assert len(found) == sum(1 for _ in found) == 40 * 103 * 2
    assert sys.getsizeof(found.places) < 12 * len(found)
    assert found[len(found) - 1].name == "riverside/a9 book"


@pytest.mark.parametrize(
    ("edition", "rule", "message", "hint"),
    [
        (
            'layout = "ebook"\nformats = ["screen"]',
            "unsupported-format",
            "'ebook' is not made for 'screen'",
            "it makes",
        ),
        ('layout = "brochure"\nformats = ["screen"]\npaper = "a44"', "unknown-paper", "'a44'", "did you mean 'a4'?"),
        ('layout = "brochur"\nformats = ["screen"]', "unknown-layout", "'brochur'", "did you mean 'brochure'?"),
        ('layout = "ebook"\nformats = ["podcast"]', "missing-narration", "nobody reads", "name a speech engine"),
        (
            'layout = "brochure"\nformats = ["screen"]\ncopyfit = { min_pt = 6, max_pt = 12, pages = 4 }',
            "invalid-value",
            "copyfit.min_pt cannot be 6",
            "choose a length from 9pt to 40pt",
        ),
    ],
)
def test_what_a_layout_cannot_make_is_refused_once(
    tmp_path: Path, edition: str, rule: str, message: str, hint: str
) -> None:
    wanted = project(tmp_path, editions=f"{EDITIONS}[editions.wrong]\n{edition}\n")
    (finding,) = faults(wanted)
    assert (finding.rule, finding.line) == (rule, 8)
    assert "edition 'wrong': " in finding.message
    assert message in finding.message
    assert hint in finding.hint
    assert len(names(wanted, Choice(editions=["page"]))) == 9


def test_a_record_needs_a_publisher(tmp_path: Path) -> None:
    wanted = project(tmp_path, editions='[editions.record]\nlayout = "ebook"\nformats = ["onix"]\n')
    assert len(names(wanted)) == 9
    for clinic in wanted.clinics.glob("*.toml"):
        clinic.unlink()
    assert [finding.rule for finding in faults(wanted)] == ["missing-publisher"]
