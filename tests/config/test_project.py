"""The project file: where it is looked for, what it may say, and what is told of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest

from exporter import config
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Edition, Project


def load(folder: Path, text: str, name: str = "exporter.toml") -> tuple[Project, tuple[Diagnostic, ...]]:
    (folder / name).write_text(text, encoding="utf-8")
    return config.load(folder)


def faults(folder: Path, text: str, name: str = "exporter.toml") -> tuple[Diagnostic, ...]:
    with pytest.raises(ExporterError) as caught:
        load(folder, text, name)
    return caught.value.diagnostics


def test_a_project_is_found_upwards(tmp_path: Path) -> None:
    (tmp_path / "exporter.toml").write_text("")
    inner = tmp_path / "inner" / "deep"
    inner.mkdir(parents=True)
    assert config.find(inner) == tmp_path
    (tmp_path / "inner" / "pyproject.toml").write_text("[tool.exporter]\n")
    assert config.find(inner) == tmp_path / "inner"


@pytest.mark.parametrize("text", ["[tool.other]\n", "[tool\n", "tool = 5\n", "", "\ud800", "a = " + "[" * 9999])
def test_a_file_of_somebody_else_is_no_project(tmp_path: Path, text: str) -> None:
    (tmp_path / "exporter.toml").write_text("")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert config.find(inner) == tmp_path


def test_there_may_be_no_project(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pyproject.toml")  # reading it would wait for a writer
    (tmp_path / "exporter.toml").mkdir()
    assert config.find(tmp_path) is None


def test_a_project_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExporterError) as caught:
        config.load(tmp_path / "nowhere")
    (finding,) = caught.value.diagnostics
    assert finding.rule == "no-project"
    assert finding.message == f"there is no folder {str(tmp_path / 'nowhere')!r}"
    (tmp_path / "a.md").write_text("# A")
    for folder, message in (
        (tmp_path, f"there is no project in {str(tmp_path)!r}: it has no exporter.toml"),
        (tmp_path / "a.md", f"{str(tmp_path / 'a.md')!r} is a file"),
    ):
        with pytest.raises(ExporterError) as caught:
            config.load(folder)
        assert caught.value.diagnostics[0].message == message


def test_a_project_that_nobody_may_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    with pytest.raises(ExporterError) as caught:
        config.load(tmp_path)
    (finding,) = caught.value.diagnostics
    assert (finding.rule, finding.message) == (
        "no-project",
        f"the project in {str(tmp_path)!r} cannot be read: is a directory",
    )


EDITIONS = (
    Edition("brochure", "brochure", ("screen", "html")),
    Edition("ebook", "ebook", ("epub",), pages_from="brochure"),
)


@pytest.mark.parametrize(("name", "text"), [("exporter.toml", ""), ("pyproject.toml", "[tool.exporter]\n")])
def test_what_holds_without_a_word(tmp_path: Path, name: str, text: str) -> None:
    project, findings = load(tmp_path, text, name)
    assert not findings
    assert project == Project(
        root=tmp_path,
        path=str(tmp_path / name),
        articles=tmp_path / "source/articles",
        clinics=tmp_path / "source/clinics",
        layouts=tmp_path / "layouts",
        build=tmp_path / "build",
        output="{clinic}/{article}-{edition}.{format}.{suffix}",
        editions=EDITIONS,
    )
    default = config.default_project(tmp_path)
    assert (default.editions, default.build, default.path) == (EDITIONS, project.build, "")


def test_everything_may_be_said(tmp_path: Path) -> None:
    text = """
        articles = "texts"
        build = "out"
        output = "{edition}/{article}.{suffix}"
        hosts = ["Images.Example.org."]
        [editions.leaflet]
        layout = "ours"
        formats = ["screen", "screen", "html"]
        paper = "a4"
        tokens = { measure = "66ch" }
        options = { contents = false, columns = 2, cover = "drawn" }
        embed_fonts = true
        [editions.book]
        layout = "ebook"
        formats = ["epub"]
        pages_from = "leaflet"
    """
    project, findings = load(tmp_path, text)
    assert not findings
    assert (project.articles, project.build) == (tmp_path / "texts", tmp_path / "out")
    assert project.hosts == {"images.example.org"}
    assert project.editions == (
        Edition(
            "leaflet",
            "ours",
            ("screen", "html"),
            paper="a4",
            tokens={"measure": "66ch"},
            options={"contents": False, "columns": 2, "cover": "drawn"},
            embed_fonts=True,
        ),
        Edition("book", "ebook", ("epub",), pages_from="leaflet"),
    )


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("exporter.toml", "[editions.a]\n{0}\n[editions.b]\n{0}\n", [1, 4]),
        ("pyproject.toml", "[tool.exporter.editions]\n\n[tool.exporter.editions.a]\n{0}\n", [3]),
        ("exporter.toml", "\n", [None, None]),
    ],
)
def test_an_edition_knows_where_it_stands(tmp_path: Path, name: str, text: str, lines: list[int | None]) -> None:
    project, _ = load(tmp_path, text.format('layout = "brochure"\nformats = ["screen"]'), name)
    assert [edition.line for edition in project.editions] == lines
    assert {edition.path for edition in project.editions} == {str(tmp_path / name)}


def test_the_root_has_its_links_resolved(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "alias").symlink_to("real")
    project, _ = load(tmp_path / "alias", "")
    assert project.root == tmp_path / "real"


BRACKETS = "matrix = [\n  ['a'],\n  ['editions'],\n]\n"
EDITION = "[editions.x]\nlayout = 'brochure'\nformats = ['screen']\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("articles = '/etc'", 1, 1, "articles: a folder is named relative"),
        ("build = '../out'", 1, 1, "build: a folder"),
        ("layouts = 'a/../../b'", 1, 1, "layouts: a folder"),
        ("hosts = ['example.org', 'https://example.org']", 1, 25, "hosts.1: a host is written"),
        ("hosts = ['example.org:443']", 1, 10, "hosts.0"),
        ("hosts = ['.']", 1, 10, "hosts.0"),
        ("output = '{article}.{suffix}'", 1, 1, "output: the pattern needs {edition}"),
        ("output = 5", 1, 1, "output: expected a text"),
        ("editions = 5", 1, 1, "editions: expected keys and values"),
        ("[editions.x]\nlayout = 'a'\nformats = ['screen',\n 'scren']", 4, 2, "there is no such format, got 'scren'"),
        ("[editions.x]\nlayout = 'a'\nformats = []", 3, 1, "at least 1 item"),
        ("[editions.x]\nlayout = ''\nformats = ['html']", 2, 1, "at least 1 character"),
        ("[editions.x]\nformats = ['html']", 1, 2, "editions.x.layout: is missing"),
        ("[editions]\nx = { layout = 'a', formats = 'html' }", 2, 21, "editions.x.formats: expected a list"),
        (EDITION + "tokens = { a = 5 }", 4, 12, "editions.x.tokens.a: expected a text"),
        (EDITION + "embed_fonts = 'perhaps'", 4, 1, "editions.x.embed_fonts"),
        ("[editions.'../x']\nlayout = 'a'\nformats = ['html']", 1, 2, "begins with a letter or digit"),
        ("[editions.'']\nlayout = 'a'\nformats = ['html']", 1, 2, "begins with a letter or digit"),
    ],
)
def test_wrong_values_are_told_with_their_place(tmp_path: Path, text: str, line: int, column: int, words: str) -> None:
    (finding,) = faults(tmp_path, text)
    assert (finding.rule, finding.path) == ("invalid-value", str(tmp_path / "exporter.toml"))
    assert (finding.line, finding.column) == (line, column)
    assert words in finding.message
    shared = "[tool.other]\n" + BRACKETS + "[tool.exporter]\n" + text.replace("[editions", "[tool.exporter.editions")
    (tmp_path / "exporter.toml").unlink()
    (finding,) = faults(tmp_path, shared, "pyproject.toml")
    assert finding.line == line + 6
    assert words in finding.message


def test_unknown_keys_are_warned_of(tmp_path: Path) -> None:
    project, findings = load(tmp_path, "artcles = 'x'\n" + BRACKETS + EDITION + "papr = 'a4'\n")
    assert project.editions[0].name == "x"
    assert [(finding.rule, finding.line, finding.hint) for finding in findings] == [
        ("unknown-key", 1, "did you mean 'articles'?"),
        (
            "unknown-key",
            2,
            "use one of articles, build, clinics, editions, exclude, hosts, include, layouts, output, pronunciations",
        ),
        ("unknown-key", 9, "did you mean 'paper'?"),
    ]


@pytest.mark.parametrize("source", ["nowhere", "y", "bok"])
def test_pages_come_from_a_print_edition(tmp_path: Path, source: str) -> None:
    book = f"[editions.y]\nlayout = 'ebook'\nformats = ['epub']\npages_from = '{source}'\n"
    (finding,) = faults(tmp_path, EDITION.replace("editions.x", "editions.book") + book)
    assert (finding.rule, finding.line, finding.column) == ("unknown-edition", 7, 1)
    assert finding.hint == ("did you mean 'book'?" if source == "bok" else "use one of book")


def test_warnings_go_with_errors(tmp_path: Path) -> None:
    found = faults(tmp_path, "zzz = 1\n[editions.y]\nlayout = 'ebook'\nformats = ['epub']\npages_from = 'x'\n")
    assert [finding.rule for finding in found] == ["unknown-key", "unknown-edition"]


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (finding,) = faults(tmp_path, "articles = texts\n")
    assert (finding.rule, finding.line, finding.column) == ("invalid-toml", 1, 12)


def test_tables_in_the_way_are_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 5\n")
    assert config.load(tmp_path)[0].editions == EDITIONS


@pytest.mark.parametrize("name", ["clinic", "project"])
def test_schemas_describe_every_key(name: Literal["clinic", "project"]) -> None:
    schema = config.schema(name)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert schema["additionalProperties"] is False
    assert ("short_url" if name == "clinic" else "editions") in properties
