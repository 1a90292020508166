"""An article's bytes become text with front matter and line numbers, or a list of what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from exporter import yaml_document
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Metadata, Severity, Source

MAX_BYTES = 1_000_000
"""Some 150 000 words, a book of 500 pages; more is no article but a mistake, and takes minutes to typeset."""
MAX_FRONT_MATTER = 64_000
MAX_TITLE = 1000
"""Characters of a heading that may be a title; the patterns that take its markup off need the square of it in time."""

_FOREIGN_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)

# XML 1.0, section 2.2, production [2] Char leaves out these; U+FDD0 to U+FDEF are noncharacters, which the Unicode
# Standard (section 23.7) keeps for a program's own use: `article` uses them as marks.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ufdd0-\ufdef]")

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_COMMENT, _COMMENT_END = re.compile(r" {0,3}<!--"), re.compile("-->")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_HEADING = re.compile(r" {0,3}#(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#+)?[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}]*\}[ \t]*$")
_INLINE = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)"), r"\2"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)([^*_]+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!<>|~^\"'-])"), r"\1"),
)


def read(data: bytes, path: str, language: str = "") -> tuple[Source, tuple[Diagnostic, ...]]:
    """Split an article's file into front matter and body.

    Args:
        data: The file's bytes.
        path: The file as the user named it.
        language: The BCP 47 tag in its name, if there is one: its language where the front matter names none.

    Raises:
        ExporterError: the file is empty, too large, no text, not UTF-8, or its front matter is broken.
    """
    text, findings = _text(data, path)
    lines = text.split("\n")
    end, first, front = _front_matter(lines, path)
    metadata, found = _metadata(front, first, path, language)
    findings += found
    if metadata is None:
        raise ExporterError(findings)
    body_line = end + 1
    body = lines[end:]
    title, body = _title(metadata, body)
    if not title:
        message, hint = (
            "the article has no title",
            "write 'title:' in the front matter, or begin the text with '# Title'",
        )
        raise ExporterError([*findings, _error("missing-title", message, path, 1, hint)])
    if not any(line.strip() for line in body):
        hint = "write the text below the front matter"
        raise ExporterError([*findings, _error("empty-article", "the article has no text", path, body_line, hint)])
    metadata = replace(metadata, title=title)
    return Source(path, metadata, "\n".join(body), body_line, data), tuple(findings)


def _error(rule: str, message: str, path: str, line: int | None = None, hint: str = "") -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, hint, path, line)


def _text(data: bytes, path: str) -> tuple[str, list[Diagnostic]]:
    r"""The file as normalised text: `\n` line ends, NFC, no byte order mark, nothing XML forbids."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data) / 1e6:.1f} MB, more than the {MAX_BYTES / 1e6:.0f} MB an article may have"
        raise ExporterError([_error("too-large", message, path, hint="split it into several articles")])
    for bom, encoding in _FOREIGN_BOMS:
        if data.startswith(bom):
            raise ExporterError([_not_utf8(path, encoding, 1, 1)])
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        encoding = _utf16_without_bom(data)
        if encoding:
            raise ExporterError([_not_utf8(path, encoding, 1, 1)])
        message = "the file is binary, not text"
        raise ExporterError([_error("binary-file", message, path, line, "name a Markdown file")])
    text = _decoded(data, path).removeprefix("\ufeff")
    if not text.strip():
        raise ExporterError([_error("empty-file", "the file is empty", path, hint="write an article into it")])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text)
    return _without_illegal(text, path)


def _utf16_without_bom(data: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every second byte."""
    sample = data[:2000]
    half = len(sample) // 2
    for start, encoding in ((1, "UTF-16 little endian"), (0, "UTF-16 big endian")):
        if half and sample[start::2].count(0) > 0.7 * half and not sample[1 - start :: 2].count(0):
            return encoding
    return ""


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
        line = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        column = len(before[start:].decode("utf-8")) + 1
        raise ExporterError([_not_utf8(path, _likely_encoding(data), line, column, data[error.start])]) from error


def _likely_encoding(data: bytes) -> str:
    """Name the 8-bit encoding that text outside UTF-8 most likely has: bytes 80 to 9F are letters only in Windows'."""
    return "Windows-1252" if re.search(rb"[\x80-\x9f]", data) else "ISO 8859-1"


def _not_utf8(path: str, encoding: str, line: int, column: int, byte: int | None = None) -> Diagnostic:
    found = f"byte 0x{byte:02x} is not UTF-8, the file" if byte is not None else "the file is not UTF-8, it"
    message = f"{found} is likely {encoding}"
    hint = "save the file as UTF-8"
    return Diagnostic("not-utf-8", Severity.ERROR, message, hint, path, line, column)


def _without_illegal(text: str, path: str) -> tuple[str, list[Diagnostic]]:
    """Remove characters that no XML file may hold; one finding for each line that had some."""
    if not _ILLEGAL.search(text):
        return text, []
    findings = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _ILLEGAL.search(line)
        if match:
            message = f"control character {match.group()!r} is removed"
            hint = "delete it from the text"
            findings.append(
                Diagnostic("control-character", Severity.WARNING, message, hint, path, number, match.start() + 1)
            )
    return _ILLEGAL.sub("", text), findings


def _front_matter(lines: list[str], path: str) -> tuple[int, int, str]:
    """Number of lines that front matter takes, the line on which its YAML begins, and the YAML without the fences."""
    start = next(index for index, line in enumerate(lines) if line.strip())
    if lines[start].rstrip() != "---":
        return 0, 1, ""
    for index, line in enumerate(lines[start + 1 :], start + 1):
        if line.rstrip() in ("---", "..."):
            front = "\n".join(lines[start + 1 : index])
            if len(front) > MAX_FRONT_MATTER:
                message = f"the front matter has {len(front)} characters, more than {MAX_FRONT_MATTER}"
                hint = "move the text below the front matter"
                raise ExporterError([_error("too-large", message, path, start + 1, hint)])
            return index + 1, start + 2, front
    message, hint = "the front matter that begins here has no end", "close it with a line '---'"
    raise ExporterError([_error("unterminated-front-matter", message, path, start + 1, hint)])


def _metadata(front: str, first_line: int, path: str, language: str) -> tuple[Metadata | None, list[Diagnostic]]:
    if not front.strip():
        return (Metadata(title="", language=language) if language else Metadata(title="")), []
    from exporter import front_matter

    origin = yaml_document.Origin(path, first_line)
    document, findings = yaml_document.load(front, origin, as_written=front_matter.TEXT_KEYS)
    if document is None:
        return None, list(findings)
    metadata, found = front_matter.read(document, path, language)
    return metadata, [*findings, *found]


def _title(metadata: Metadata, body: list[str]) -> tuple[str, list[str]]:
    """The title, and the body without the heading it came from: a blank line stays, so no line changes its number."""
    found = _first_heading(body)
    if found is None:
        return metadata.title, body
    start, end, text = found
    title = _plain(text)
    if metadata.title and _letters(metadata.title) != _letters(title):
        return metadata.title, body
    return metadata.title or title, [*body[:start], *[""] * (end - start), *body[end:]]


def _first_heading(body: list[str]) -> tuple[int, int, str] | None:
    """First line, line after the last, and text of the first heading of level 1 outside code and comments."""
    for index, line in _prose(body):
        if len(line) > MAX_TITLE:
            continue
        heading = _HEADING.match(line)
        if heading and heading.group("text"):
            return index, index + 1, heading.group("text")
        before = body[max(0, index - 2) : index]
        if (
            _UNDERLINE.fullmatch(line)
            and before
            and 0 < len(before[-1].strip()) <= MAX_TITLE
            and not "".join(before[:-1]).strip()
        ):
            return index - 1, index + 1, before[-1]
    return None


def _prose(body: list[str]) -> Iterator[tuple[int, str]]:
    """The lines outside fenced code and comments, with their index."""
    end: re.Pattern[str] | None = None
    for index, line in enumerate(body):
        if end is not None:
            end = None if end.search(line) else end
        elif fence := _FENCE.match(line):
            end = re.compile(rf"^ {{0,3}}{re.escape(fence.group(1))}{fence.group(1)[0]}*[ \t]*$")
        elif _COMMENT.match(line):
            end = None if _COMMENT_END.search(line) else _COMMENT_END
        else:
            yield index, line


def _plain(markdown: str) -> str:
    """A heading's text without its markup."""
    text = _ATTRIBUTES.sub("", markdown)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
