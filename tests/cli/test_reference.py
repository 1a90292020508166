"""REFERENCE.md is true: its examples run, and nothing a user can type or meet is missing from it.

A fenced block whose info string ends with a path is a file of the page's own sample project. Blocks of `console` are
run in that project, in order; `…` in their output stands for anything. Blocks of `markdown` are parsed and compared
with the `html` block that follows, and their findings with a `text` block behind it.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import click
import pytest
from click.testing import CliRunner

from exporter import article, config, front_matter, layout, source
from exporter.cli.exits import Exit
from exporter.cli.program import program
from exporter.model import Article, Clinic, Diagnostic
from exporter.verify import preflight

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "REFERENCE.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)
MEASURED = re.compile(r"\d+(\.\d+)? (min|s|kB|MB|B)\b")
PAGES = re.compile(r"(\.pdf) +\d+ ")
ANYTHING = "…"


@dataclass(frozen=True)
class Example:
    """One fenced block of the page."""

    language: str
    path: str
    text: str
    line: int
    following: str
    """The text of the next block where it is `html`."""
    told: str
    """The text of the block behind that where it is `text`."""

    def __str__(self) -> str:
        return f"line-{self.line}"


def examples() -> Iterator[Example]:
    blocks = list(FENCE.finditer(PAGE))
    for number, block in enumerate(blocks):
        language, _, path = block["info"].strip().partition(" ")
        following, told = ("", "")
        for after, expected in zip(blocks[number + 1 : number + 3], ("html", "text"), strict=False):
            if after["info"].strip() != expected:
                break
            following, told = (after["text"], "") if expected == "html" else (following, after["text"])
        yield Example(language, path.strip(), block["text"], PAGE.count("\n", 0, block.start()) + 1, following, told)


EXAMPLES = list(examples())
FILES = [example for example in EXAMPLES if example.path]


def plain(text: str) -> str:
    """Take out what differs from machine to machine: durations, sizes, pages, and the padding that depends on them."""
    return re.sub(r"[ ─]{2,}", "  ", PAGES.sub(r"\1 N ", MEASURED.sub(r"N \2", text))).strip()


def agrees(shown: str, expected: str) -> bool:
    parts = [re.escape(part) for part in plain(expected).split(ANYTHING)]
    return re.fullmatch(".*?".join(parts), plain(shown), re.DOTALL) is not None


def sessions(text: str) -> Iterator[tuple[str, str]]:
    """Give each command of a console block with the output that follows it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    for example in FILES:
        path = folder / example.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_the_sessions_show_what_the_commands_print(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    code = 0
    for example in EXAMPLES:
        for line, expected in sessions(example.text) if example.language == "console" else ():
            if line == "echo $?":
                assert expected == f"{code}\n", f"REFERENCE.md:{example.line}"
                continue
            command, _, piped = line.partition(" < ")
            words = shlex.split(command)
            environment = dict(word.split("=", 1) for word in words[: words.index("exporter")])
            text = Path(piped).read_bytes() if piped else None
            arguments = words[len(environment) + 1 :]
            done = CliRunner(env=environment).invoke(program, arguments, text, prog_name="exporter")
            code = done.exit_code
            assert agrees(done.output, expected), f"REFERENCE.md:{example.line}: $ {line}\n{done.output}"


def test_the_comparison_itself_can_fail() -> None:
    assert agrees("a.pdf   12  1.4 MB  0.35 s\n", "a.pdf  7  980.1 kB  1.20 s\n") is False
    assert agrees("a.pdf   12  1.4 kB  0.35 s\n", "a.pdf  7  980.1 kB  1.20 s\n")
    assert agrees("one\ntwo\nthree\n", "one\n…\nthree\n")
    assert not agrees("one\ntwo\n", "one\n…\nthree\n")


def options() -> Iterator[tuple[str, str]]:
    for name, command in [("exporter", program), *program.commands.items()]:
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from ((name, spelling) for spelling in parameter.opts)


def section(title: str) -> str:
    """Give the part of the page under the heading `title`, up to the next heading of its level or a higher one."""
    start = re.search(rf"^(#+) {re.escape(title)}\n", PAGE, re.MULTILINE)
    if not start:
        return ""
    rest = PAGE[start.end() :]
    fenced = [block.span() for block in FENCE.finditer(rest)]
    for end in re.finditer(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE):
        if not any(begin <= end.start() < close for begin, close in fenced):
            return rest[: end.start()]
    return rest


@pytest.mark.parametrize("name", sorted(program.commands))
def test_every_command_has_its_section(name: str) -> None:
    assert section(f"exporter {name}")


@pytest.mark.parametrize(("command", "option"), sorted(set(options())))
def test_every_option_is_described(command: str, option: str) -> None:
    own = section(f"exporter {command}")
    assert re.search(rf"`{re.escape(option)}[ `]", own + section("Options of every command"))


def test_every_variable_of_the_environment_is_described() -> None:
    used = {
        str(parameter.envvar)
        for command in program.commands.values()
        for parameter in command.params
        if parameter.envvar
    }
    assert used
    assert all(f"`{name}`" in section("Environment") for name in {*used, "NO_COLOR", "CI", "SOURCE_DATE_EPOCH"})


@pytest.mark.parametrize("code", list(Exit))
def test_every_exit_code_is_described(code: Exit) -> None:
    assert re.search(rf"^\| {code.value} \|", section("Exit codes"), re.MULTILINE)


def keys(schema: Mapping[str, object], *path: str) -> set[str]:
    """Give the names of the properties of a JSON Schema, or of one of its definitions."""
    for name in path:
        schema = cast("Mapping[str, Mapping[str, object]]", schema)[name]
    return set(cast("Mapping[str, object]", schema["properties"]))


@pytest.mark.parametrize(
    ("title", "described"),
    [
        ("Configuration", keys(config.schema("project"))),
        ("Configuration", keys(config.schema("project"), "$defs", "EditionTable")),
        ("Configuration", keys(config.schema("project"), "$defs", "CopyfitTable")),
        ("Clinics", keys(config.schema("clinic"))),
        ("The manifest", keys(layout.schema())),
        ("Profiles for preflight", keys(preflight.schema())),
        ("Front matter", keys(front_matter.schema())),
    ],
)
def test_every_key_of_a_file_is_described(title: str, described: set[str]) -> None:
    assert described
    missing = {key for key in described if not re.search(rf"^\|[^|]*`{re.escape(key)}`", section(title), re.MULTILINE)}
    assert missing == set()


TELLING = frozenset({"Diagnostic", "Finding", "Rule", "_error", "_warning", "error", "info", "need", "warning"})
"""Names of what makes a finding: its first argument, or its argument `rule`, is the rule."""


def rules_in(code: str) -> Iterator[str]:
    """Give the rules that a module's calls name."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        named = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        for argument in named or (node.args[:1] if called in TELLING else []):
            if isinstance(argument, ast.Constant) and re.fullmatch("[a-z][a-z0-9-]+", str(argument.value)):
                yield str(argument.value)


def test_the_search_for_rules_finds_each_way_of_naming_one() -> None:
    code = "Diagnostic('a-b', 1)\nx.error('c-d', 'no')\nDiagnostic(rule='untagged', m=1)\nget('f-g')\nerror('No rule')"
    assert set(rules_in(code)) == {"a-b", "c-d", "untagged"}


def test_every_rule_is_in_the_table_and_the_table_has_no_others() -> None:
    used = {rule for path in (ROOT / "exporter").rglob("*.py") for rule in rules_in(path.read_text(encoding="utf-8"))}
    rows = re.findall(r"^\| (`[^|]+`) \| (?:error|warning|info)", section("Findings"), re.MULTILINE)
    described = {rule for row in rows for rule in re.findall("`([^`]+)`", row)}
    assert used - described == set(), "rules that the page does not describe"
    assert described - used == set(), "rules that there are not"


def test_the_editions_of_a_project_that_names_none_are_those_shown(project: Path, tmp_path: Path) -> None:
    (shown,) = (example.text for example in EXAMPLES if not example.path and example.text.startswith("[editions."))
    (tmp_path / "exporter.toml").write_text(shown)
    assert config.load(tmp_path)[0].editions == config.default_project(project).editions


def test_the_files_of_the_sample_project_have_no_fault(project: Path) -> None:
    assert config.load(project)[1] == ()
    assert config.clinic((project / "source/clinics/example.toml").read_bytes(), "example.toml")[1] == ()
    assert layout.available([project / "layouts"])[1] == ()
    article_path = project / "source/articles/after-your-operation.md"
    assert source.read(article_path.read_bytes(), str(article_path))[1] == ()


CONSTRUCTS = [example for example in EXAMPLES if example.language == "markdown" and not example.path]
CLINIC = Clinic(name="Example Clinic", phone="+1 212 555 0100")


def tidy(markup: str) -> str:
    """Take out line numbers, ids made of them, and the white space that only makes markup easier to read."""
    numbers = r' data-line="\d+"| id="_line-[\d-]+"|\s+$'
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", re.sub(numbers, "", re.sub(r"\s+", " ", markup)))


@pytest.mark.parametrize("example", CONSTRUCTS, ids=str)
def test_each_construct_becomes_what_the_page_shows(example: Example) -> None:
    value, findings = parsed(example.text)
    assert example.following
    assert "\n".join(map(str, findings)) == example.told.strip()
    assert tidy(markup_of(value)) == tidy(example.following)


def parsed(text: str) -> tuple[Article, tuple[Diagnostic, ...]]:
    read, _ = source.read(f"---\ntitle: Example\n---\n{text}".encode(), "example.md")
    read = replace(read, body_line=1)
    known = frozenset({"screen", "epub", "html"})
    return article.parse(read, clinic=CLINIC, selection=frozenset({"screen"}), known=known, variables={})


def markup_of(value: Article) -> str:
    """Give all blocks, and below them the notes."""
    return "\n".join([*(block.html for block in value.blocks), *(note.html for note in value.footnotes)])
