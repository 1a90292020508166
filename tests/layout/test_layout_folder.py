"""Reading layout folders: inheritance, and what is wrong with a manifest."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from exporter import layout
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Medium

Write = Callable[[dict[str, str]], Path]

HEAD = 'name = "own"\ndescription = "Ours."\n'


def failing(write: Write, files: dict[str, str], name: str = "own") -> tuple[Diagnostic, ...]:
    with pytest.raises(ExporterError) as caught:
        layout.load(name, [write(files)])
    return caught.value.diagnostics


def test_the_shipped_brochure_has_what_is_promised() -> None:
    brochure, findings = layout.load("brochure", [])
    assert findings == ()
    assert set(brochure.papers) == {"a5", "a4", "letter"}
    assert brochure.paper == "a5"
    assert [part.kind for part in brochure.parts if Medium.PRINT in part.mediums] == [
        "cover",
        "contents",
        "body",
        "notes",
        "glossary",
        "index",
        "back",
    ]
    assert set(brochure.icons) >= {"emergency", "urgent", "warning", "info", "tip", "do", "dont"}


def test_a_layout_is_listed_unless_it_is_abstract_or_faulty(write: Write) -> None:
    folder = write({"own/layout.toml": HEAD + 'extends = "brochure"\n', "bad/layout.toml": "name = 1"})
    layouts, findings = layout.available([folder])
    assert {"own", "brochure"} <= {found.name for found in layouts}
    assert "base" not in {found.name for found in layouts}
    assert {finding.path for finding in findings} == {str(folder / "bad/layout.toml")}


def test_a_layout_survives_pickling_and_has_a_stable_digest() -> None:
    first, _ = layout.load("brochure", [])
    again, _ = layout.load("brochure", [layout.shipped()])
    assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 - our own bytes
    assert first.digest == again.digest


def test_a_child_replaces_template_by_template_and_token_by_token(write: Write) -> None:
    folder = write(
        {
            "own/layout.toml": HEAD
            + 'extends = "brochure"\npaper = "a6"\n[tokens]\nprimary = "#123456"\n'
            + "[papers.a6]\nwidth_mm = 105\nheight_mm = 148\n[papers.a4]\nwidth_mm = 209\n"
            + '[[stylesheets]]\nfile = "text.css"\n[[stylesheets]]\nfile = "more.css"\n',
            "own/cover.html.j2": '{% include "brochure/cover.html.j2" %}',
            "own/text.css": "p { color: red }",
            "own/more.css": "",
            "own/words/en.po": 'msgctxt "contents"\nmsgid "Contents"\nmsgstr "In this leaflet"\n',
            "own/assets/mark.svg": "<svg/>",
            "own/assets/readme.txt": "no picture",
        }
    )
    own, findings = layout.load("own", [folder])
    parent, _ = layout.load("brochure", [])
    assert findings == ()
    assert own.tokens["primary"].value == "#123456"
    assert own.tokens["primary"].kind == "colour"
    assert own.tokens["ink"] == parent.tokens["ink"]
    assert own.templates["brochure/cover.html.j2"] == parent.templates["cover.html.j2"]
    assert own.templates["cover.html.j2"].path == str(folder / "own/cover.html.j2")
    assert [sheet.name for sheet in own.stylesheets][-1] == "more.css"
    assert next(sheet for sheet in own.stylesheets if sheet.name == "text.css").css == "p { color: red }"
    assert own.words["fr"] == parent.words["fr"]
    assert [catalogue.path for catalogue in own.words["en"]] == [str(folder / "own/words/en.po")]
    assert own.papers["a6"].width_mm == 105
    assert own.papers["a4"].height_mm == 297
    assert own.papers["a4"].tokens == parent.papers["a4"].tokens
    assert set(own.assets) == {"mark.svg"}
    assert own.digest != parent.digest


def test_a_layout_may_extend_its_namesake_of_a_later_folder(write: Write) -> None:
    folder = write(
        {
            "brochure/layout.toml": 'name = "brochure"\ndescription = "Ours."\nextends = "brochure"\n'
            '[tokens]\naccent = "#00ff00"\n'
        }
    )
    own, _ = layout.load("brochure", [folder])
    assert own.tokens["accent"].value == "#00ff00"
    assert own.path == str(folder / "brochure/layout.toml")


def test_parts_for_a_medium_replace_the_parents_for_that_medium(write: Write) -> None:
    folder = write(
        {
            "own/layout.toml": HEAD
            + 'extends = "brochure"\n[[parts]]\nkind = "body"\ntemplate = "body.html.j2"\nmediums = ["book"]\n'
        }
    )
    own, _ = layout.load("own", [folder])
    assert [part.kind for part in own.parts if Medium.BOOK in part.mediums] == ["body"]
    assert len([part for part in own.parts if Medium.PRINT in part.mediums]) == 7


def test_an_unknown_layout_names_the_nearest() -> None:
    with pytest.raises(ExporterError) as caught:
        layout.load("brochur", [])
    [finding] = caught.value.diagnostics
    assert finding.rule == "unknown-layout"
    assert finding.hint == "did you mean 'brochure'?"


def test_a_layout_that_extends_nothing_there_is(write: Write) -> None:
    [finding] = failing(write, {"own/layout.toml": HEAD + 'extends = "basis"\n'})
    assert finding.rule == "unknown-layout"
    assert "extends 'basis'" in finding.message
    assert finding.path.endswith("own/layout.toml")


def test_layouts_that_extend_each_other(write: Write) -> None:
    other = 'name = "other"\ndescription = ""\nextends = "own"\n'
    findings = failing(write, {"own/layout.toml": HEAD + 'extends = "other"\n', "other/layout.toml": other})
    assert [finding.rule for finding in findings] == ["unknown-layout"]


@pytest.mark.parametrize(
    ("manifest", "rule", "line", "words"),
    [
        ("name = \n", "invalid-toml", 1, "invalid value"),
        ('name = "own"\nname = "own"\n', "invalid-toml", 2, "overwrite"),
        (HEAD + "[papers.a5]\nwidth_mm = -1\n", "invalid-value", 4, "papers.a5.width_mm"),
        (HEAD + '[tokens]\nx = { type = "colour" }\n', "invalid-value", 4, "exactly one"),
        (HEAD + '[tokens]\nx = { type = "length", tint = "y" }\n', "invalid-value", 4, "only a colour"),
        (HEAD + '[options.a]\ntype = "choice"\ndefault = "z"\nchoices = ["x"]\n', "invalid-value", 3, "not among"),
        (
            HEAD + '[[parts]]\nkind = "body"\ntemplate = "b"\n[[parts]]\nkind = "bodyy"\ntemplate = "b"\n',
            "invalid-value",
            7,
            "parts.1.kind",
        ),
        (HEAD + "[papers.a5]\nwidth_mm = 10\n", "incomplete-paper", None, "a5"),
        (HEAD + 'extends = "base"\n[tokens]\nprimry = "#000"\n', "incomplete-token", None, "primry"),
        (HEAD + '[tokens]\nprimry = "#000"\n', "incomplete-token", None, "primry"),
        (HEAD + '[[parts]]\nkind = "body"\ntemplate = "b.html.j2"\n', "unknown-template", None, "b.html.j2"),
        (HEAD + '[tokens]\na = { type = "colour", legible = "b" }\n', "unknown-token", None, "'b'"),
        (HEAD + '[tokens]\na = { type = "colour", tint = "a" }\n', "circular-token", None, "'a'"),
        (HEAD + '[tokens]\na = { type = "length", default = "1mm", min = "1em" }\n', "invalid-value", None, "'1em'"),
        (HEAD + '[tokens]\na = { type = "number", default = "4", max = 3 }\n', "invalid-value", None, "'4'"),
        (HEAD + 'extends = "brochure"\n[tokens]\ntext-size = "5pt"\n', "invalid-value", None, "'5pt'"),
        (HEAD + 'extends = "brochure"\n[papers.a5.tokens]\ntext-size = "5pt"\n', "invalid-value", None, "paper 'a5'"),
        (HEAD + '[[fonts]]\nfamily = "F"\nfile = "f.ttf"\n', "unknown-asset", None, "f.ttf"),
        (HEAD + '[[stylesheets]]\nfile = "no.css"\n', "unreadable-file", None, "cannot be read"),
        (
            HEAD + 'formats = ["screen"]\npaper = "b5"\n[papers.a5]\nwidth_mm = 1\nheight_mm = 1\n'
            '[papers.a5.tokens]\nq = "1mm"\n',
            "unknown-paper",
            None,
            "b5",
        ),
    ],
)
def test_a_faulty_manifest(write: Write, manifest: str, rule: str, line: int | None, words: str) -> None:
    findings = failing(write, {"own/layout.toml": manifest})
    finding = next(finding for finding in findings if finding.rule == rule)
    assert words in finding.message
    assert line is None or finding.line == line


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000])
def test_toml_that_python_chokes_on(write: Write, value: str) -> None:
    [finding] = failing(write, {"own/layout.toml": f"{HEAD}x = {value}\n"})
    assert (finding.rule, finding.path.endswith("own/layout.toml")) == ("invalid-toml", True)


def test_an_unknown_key_is_a_warning_with_its_line(write: Write) -> None:
    folder = write({"own/layout.toml": HEAD + 'extends = "brochure"\n[papers.a5]\nwidht_mm = 3\n'})
    _, [finding] = layout.load("own", [folder])
    assert (finding.rule, finding.line, finding.severity.value) == ("unknown-key", 5, "warning")


def test_a_file_that_is_not_utf_8(write: Write, tmp_path: Path) -> None:
    folder = write({"own/layout.toml": HEAD})
    (folder / "own/body.html.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(ExporterError, match="no UTF-8"):
        layout.load("own", [tmp_path])


def test_icons_name_a_token(write: Write) -> None:
    files = {"own/layout.toml": HEAD + '[icons]\nx = { file = "x.svg", colour = "none" }\n', "own/x.svg": "<svg/>"}
    assert [finding.rule for finding in failing(write, files)] == ["unknown-token"]


def test_the_schema_allows_a_bare_token_value() -> None:
    definitions = layout.schema()
    assert "properties" in definitions
    assert "string" in str(definitions["properties"])
