"""The parts of language tags (BCP 47), tags in names of files, and what the Unicode CLDR knows of a language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

# RFC 5646, section 2.1: language, extended languages, script, region, variants, extensions, private use; or private
# use alone. The grandfathered tags are left out: none is a language a clinic writes in. So are languages of four to
# eight letters, which the grammar keeps for later: none is registered, and those who write one mean another.
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?|x(?:-[a-z\d]{1,8})+)",
    re.IGNORECASE,
)
_WORLD = {"en": "en-001"}
"""Where a language without a region is another's in the CLDR: its `en` is that of the United States."""
_SCRIPT_LENGTH, _REGION_LENGTH = 4, 2


def subtags(tag: str) -> list[str]:
    """The subtags of a tag in lower case, the primary language first; `pt_BR`, as programs write it, is read too."""
    return tag.lower().replace("_", "-").split("-")


def primary(tag: str) -> str:
    """The primary language of a tag: `de` of `de-AT`."""
    return subtags(tag)[0]


def is_tag(text: str) -> bool:
    """Whether a text has the form of a tag."""
    return _TAG.fullmatch(text) is not None


def agree(one: str, other: str) -> bool:
    """Whether one of two tags is the other, or says less of the same language: `pt` and `pt-BR`, not `pt-PT`."""
    return all(mine == theirs for mine, theirs in zip(subtags(one), subtags(other), strict=False))


def translation_of(stem: str) -> tuple[str, str]:
    """Of what a file is a translation, by its name without suffix, and into which language.

    `knee.es` gives `("knee", "es")`, `knee.pt_br` gives `("knee", "pt-BR")`; `knee` and `knee.v2` are no translations
    and give themselves and "". The language must be one that the Unicode CLDR has data of, so that `knee.old` is none.
    """
    original, point, suffix = stem.rpartition(".")
    tag = suffix.replace("_", "-")
    if not (original and point and is_tag(tag) and _is_known(primary(tag))):
        return stem, ""
    return original, _written(tag)


def _is_known(language: str) -> bool:
    from babel import localedata

    return localedata.exists(language)


def _written(tag: str) -> str:
    """A tag in the usual case (RFC 5646, section 2.1.1): `zh-Hant-TW`."""
    first, *others = subtags(tag)
    cased = [first]
    for part in others:
        if len(cased[-1]) == 1:
            cased.append(part)
        elif len(part) == _REGION_LENGTH:
            cased.append(part.upper())
        else:
            cased.append(part.title() if len(part) == _SCRIPT_LENGTH else part)
    return "-".join(cased)


@lru_cache(maxsize=64)
def locale(tag: str) -> Locale | None:
    """How a language writes dates and numbers, by the longest part of its tag that is known; None where none is."""
    from babel import Locale, UnknownLocaleError

    parts = subtags(_WORLD.get(tag.lower(), tag))
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("-".join(parts[:length]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
