"""What planning must know of an article: its language, and the clinics and editions it is kept to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exporter import language_tags

if TYPE_CHECKING:
    from exporter.yaml_document import YamlMapping

MAX_FRONT_MATTER_BYTES = 300_000
"""More than the characters that `source` takes can have in UTF-8."""
USUAL_LANGUAGE = "en"
"""Of an article that names none."""

_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_KEPT = re.compile(rb"^['\"]?(?:clinics|editions)['\"]?[ \t]*:", re.MULTILINE)
_LANG = re.compile(rb"^['\"]?lang['\"]?[ \t]*:", re.MULTILINE)
_PLAIN_LANG = re.compile(rb"^lang:[ \t]*(['\"]?)([A-Za-z0-9-]+)\1[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Kept:
    """A name or pattern that an article is kept to."""

    pattern: str
    line: int | None
    """1-based, in the article's file."""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What the front matter says; what is empty says nothing."""

    language: str = ""
    """BCP 47."""
    clinics: tuple[Kept, ...] = ()
    editions: tuple[Kept, ...] = ()


NOTHING = ArticleFacts()


def facts(data: bytes) -> ArticleFacts:
    """Read what concerns the plan from an article's bytes.

    Most articles name a language and no more, and cost a search; YAML is read for the others. Front matter that is
    broken says nothing here: the job itself will tell of it.
    """
    found = _FRONT.match(data[:MAX_FRONT_MATTER_BYTES])
    if found is None:
        return NOTHING
    if not _KEPT.search(found[1]):
        plain = _PLAIN_LANG.findall(found[1])
        if len(plain) == len(_LANG.findall(found[1])) <= 1:
            return ArticleFacts(_tag(plain[0][1].decode())) if plain else NOTHING
    from exporter import yaml_document

    first_line = data[: found.start(1)].count(b"\n") + 1
    text = found[1].decode("utf-8", errors="replace").replace("\r\n", "\n")
    document, _ = yaml_document.load(text, yaml_document.Origin("", first_line), as_written=frozenset({"lang"}))
    if document is None:
        return NOTHING
    tag = document.data.get("lang")
    language = _tag(tag) if isinstance(tag, str) else ""
    return ArticleFacts(language, _kept(document, "clinics"), _kept(document, "editions"))


def _tag(text: str) -> str:
    return text if language_tags.is_tag(text) else ""


def _kept(document: YamlMapping, key: str) -> tuple[Kept, ...]:
    value = document.data.get(key)
    entries = value if isinstance(value, list) else [value]
    if not all(isinstance(entry, str) and entry.strip() for entry in entries):
        return ()
    return tuple(Kept(entry.strip(), document.locate((key, number))[0]) for number, entry in enumerate(entries))
