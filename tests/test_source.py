"""An article's bytes become front matter and body, or a finding with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter import source
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Source

CASES = Path(__file__).parent / "source_cases"
HEAD = "---\ntitle: Migraine\n---\n"


def read(data: str | bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
    return source.read(data.encode() if isinstance(data, str) else data, "article.md")


def refused(data: str | bytes) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        read(data)
    (finding,) = caught.value.diagnostics
    assert (finding.path, finding.severity) == ("article.md", "error")
    assert finding.hint
    return finding


def told(data: bytes) -> str:
    """What a case's file says: title and body line, or nothing, then the findings."""
    try:
        value, findings = read(data)
    except ExporterError as error:
        return "".join(f"{finding}\n" for finding in error.diagnostics)
    head = f"title {value.metadata.title!r}, body from line {value.body_line}\n"
    return head + "".join(f"{finding}\n" for finding in findings)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_findings_of_an_article(path: Path) -> None:
    assert told(path.read_bytes()) == path.with_suffix(".txt").read_text(encoding="utf-8")


ENCODINGS = [
    ("é\n".encode("latin-1"), 1, 1, "ISO 8859-1"),
    (
        HEAD.encode() + "Text\nMigräne\n".encode("latin-1"),
        5,
        5,
        "byte 0xe4 is not UTF-8, the file is likely ISO 8859-1",
    ),
    ("ä€".encode() + "\r“".encode("cp1252"), 2, 1, "Windows-1252"),
    ("ää\r\nää".encode() + b"\xff", 2, 3, "byte 0xff"),
    ("# Migräne\n".encode("utf-16"), 1, 1, "it is likely UTF-16"),
    (b"\xfe\xff" + "# Migräne\n".encode("utf-16-be"), 1, 1, "UTF-16"),
    ("# Migraine\n".encode("utf-16-le"), 1, 1, "UTF-16 little endian"),
    ("# Migraine\n".encode("utf-16-be"), 1, 1, "UTF-16 big endian"),
    ("# Migraine\n".encode("utf-32"), 1, 1, "UTF-32"),
    (b"\0\0\xfe\xff" + "# Migraine\n".encode("utf-32-be"), 1, 1, "UTF-32"),
    (b"# Title\n\nover\xc0\x80long", 3, 5, "byte 0xc0"),
    (b"# Title\n\n\xed\xa0\x80", 3, 1, "byte 0xed"),
]


@pytest.mark.parametrize(("data", "line", "column", "words"), ENCODINGS)
def test_an_encoding_that_is_not_utf_8_is_named(data: bytes, line: int, column: int, words: str) -> None:
    finding = refused(data)
    assert (finding.rule, finding.line, finding.column) == ("not-utf-8", line, column)
    assert words in finding.message
    assert finding.hint == "save the file as UTF-8"


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 3), (b"\0", 1), (b"\xef\xbb\xbf# T\n\0", 2), (b"ab\0\0cd\0\0", 1)],
)
def test_a_binary_file_is_refused(data: bytes, line: int) -> None:
    finding = refused(data)
    assert (finding.rule, finding.line) == ("binary-file", line)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", "\u00a0\u2003\n".encode()])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refused(data).rule == "empty-file"


def test_a_file_may_have_so_many_bytes() -> None:
    text = HEAD + "word " * 200_000
    assert len(read(text[: source.MAX_BYTES])[0].data) == source.MAX_BYTES
    finding = refused(text[: source.MAX_BYTES + 1])
    assert finding.rule == "too-large"
    assert "1.0 MB, more than the 1 MB" in finding.message


def test_front_matter_may_have_so_many_characters() -> None:
    filler = "x" * (source.MAX_FRONT_MATTER - len("title: T\nversion: "))
    assert read(f"---\ntitle: T\nversion: {filler}\n---\nText\n")[0].metadata.version == filler
    finding = refused(f"\n---\ntitle: T\nversion: {filler}x\n---\nText\n")
    assert (finding.rule, finding.line) == ("too-large", 2)
    assert "64001 characters" in finding.message


def test_line_ends_and_marks_make_no_difference_and_the_file_is_kept_as_it_is() -> None:
    text = HEAD + "\nFirst\n\nSecond\n"
    plain, _ = read(text)
    for end in ("\r\n", "\r"):
        data = b"\xef\xbb\xbf" + text.replace("\n", end).encode()
        other, findings = read(data)
        assert (other.body, other.body_line, other.metadata) == (plain.body, plain.body_line, plain.metadata)
        assert other.data == data
        assert not findings


def test_letters_are_composed() -> None:
    value, _ = read("# Migra\u0308ne\n\nMigra\u0308ne\n")
    assert value.metadata.title == "Migr\u00e4ne"
    assert value.body.strip() == "Migr\u00e4ne"


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x0c", "\x1b", "\x1f", "\ufffe", "\uffff", "\ufdd0", "\ufdef"])
def test_characters_no_xml_may_hold_are_removed_and_told(character: str) -> None:
    value, (finding,) = read(f"{HEAD}\nOne{character}two{character}\nthree\n")
    assert value.body == "\nOnetwo\nthree\n"
    assert (finding.rule, finding.severity) == ("control-character", "warning")
    assert (finding.line, finding.column) == (5, 4)
    assert repr(character) in finding.message


def test_every_line_with_control_characters_is_told() -> None:
    _, findings = read(f"{HEAD}a\x01\n\nbc\x02\x03\n")
    assert [(finding.line, finding.column) for finding in findings] == [(4, 2), (6, 3)]


@pytest.mark.parametrize("character", ["\t", "\u00a0", "\u200d", "\x85", "\u2028", "\U0001fffe", "\ufeff"])
def test_other_characters_are_kept(character: str) -> None:
    value, findings = read(f"{HEAD}a{character}b\n")
    assert value.body == f"a{character}b\n"
    assert not findings


TITLES = [
    ("# Title", "Title"),
    ("   #   Title   ###", "Title"),
    ("#\tTitle", "Title"),
    ("Title\n=====", "Title"),
    ("\n  Title\n  ==  ", "Title"),
    ("# Title {#top .wide}", "Title"),
    ("# Title {: #top }", "Title"),
    ("Title {.wide}\n===", "Title"),
    ("# *A* __bold__ `code` [link](x.md) ![picture](y.png)", "A bold code link picture"),
    (r"# 5 \* 3 \# \_", "5 * 3 # _"),
    ("# snake_case_name in C#", "snake_case_name in C#"),
    ("# ``a ` b`` and `c`", "a ` b and c"),
    ("# Dose {{ dose }}", "Dose {{ dose }}"),
    ("## Sub\n\n# Title", "Title"),
    ("#\n# Title", "Title"),
    ("```\n# code\n```\n# Title", "Title"),
    ("~~~~ md\n```\n~~~\n# code\n~~~~~\n# Title", "Title"),
    ("```\n# code\n``` not an end\n# code\n```\n# Title", "Title"),
    ("```\nno end ```\n# code\n```\n# Title", "Title"),
    ("<!--\n# Draft\n-->\n# Title", "Title"),
    ("<!-- one line --># no\n# Title", "Title"),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_the_title_comes_from_the_first_heading(text: str, title: str) -> None:
    value, findings = read(f"{text}\n\nText\n")
    assert value.metadata.title == title
    assert "Title" not in value.body.replace("# Title {", "")
    assert value.body.count("\n") == text.count("\n") + 3
    assert not findings


NO_TITLES = [
    "Text only",
    "#hashtag",
    "    # indented code",
    "```\n# code",
    "~~~\n# code\n~~~",
    "> # quoted",
    "## Second level",
    "Second level\n---",
    "a paragraph\nof two lines\n===",
    "\n===",
    "<!--\n# Draft",
    "#",
]


@pytest.mark.parametrize("text", NO_TITLES)
def test_what_is_no_heading_gives_no_title(text: str) -> None:
    finding = refused(f"{text}\n")
    assert (finding.rule, finding.line) == ("missing-title", 1)


@pytest.mark.parametrize("piece", [" ", "**a ", "`", "[", "{#", "#", "\\\t", "__a "])
def test_a_long_line_takes_no_time_with_the_square_of_its_length(piece: str) -> None:
    line = piece * (200_000 // len(piece))
    value, _ = read(f"# {line}x\n\n# Title\n\n{line}x\n===\n")
    assert value.metadata.title == "Title"
    longest = piece * ((source.MAX_TITLE - 3) // len(piece))
    assert read(f"# {longest}x\n\nText\n")[0].metadata.title


def test_a_heading_that_repeats_the_title_is_taken_out() -> None:
    value, _ = read(HEAD + "\n# **MIGRAINE!**\n\nText\n")
    assert value.metadata.title == "Migraine"
    assert value.body == "\n\n\nText\n"
    assert value.body_line == 4


def test_a_heading_that_says_something_else_stays() -> None:
    value, _ = read(HEAD + "# What it is\n\nText\n")
    assert (value.metadata.title, value.body) == ("Migraine", "# What it is\n\nText\n")


@pytest.mark.parametrize("text", ["# Title", "# Title\n\n \n", "Title\n===\n"])
def test_a_title_without_a_text_is_refused(text: str) -> None:
    assert refused(text).rule == "empty-article"


@pytest.mark.parametrize("fence", ["---", "--- ", "...", "...\t"])
def test_front_matter_ends_with_either_fence(fence: str) -> None:
    value, _ = read(f"---\ntitle: T\n{fence}\nText\n")
    assert (value.metadata.title, value.body, value.body_line) == ("T", "Text\n", 4)


def test_empty_front_matter_is_none() -> None:
    value, findings = read("---\n\n---\n# T\n\nText\n")
    assert (value.metadata.title, value.body_line) == ("T", 4)
    assert not findings
