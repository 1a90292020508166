"""Where the keys of a TOML file stand: a walk over its tokens, since `tomllib` gives values only."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from exporter.validation import Key

Path = tuple[Key, ...]

TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n]* )
    | (?P<string> \"{3} (?:\\.|[^\\])*? \"{3,5} | '{3} .*? '{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<mark> [\n\[\]{},=.] )
    | (?P<bare> [^\s\[\]{},=.\"'\#]+ )
    """,
    re.VERBOSE | re.DOTALL,
)
"""TOML 1.0; numbers and dates fall into pieces, which does no harm."""
ENDS_VALUE = frozenset("\n,]}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a string in its quotes, or a mark."""

    text: str
    offset: int

    @property
    def key(self) -> str:
        """The key that the token stands for."""
        if self.text[0] in "\"'":
            return str(tomllib.loads(f"key = {self.text}")["key"])
        return self.text


@dataclass
class Walk:
    """Goes through a valid file once and notes the first place of every key path that is written down."""

    text: str
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Key path to 1-based line and column; of arrays the index is part of the path."""

    def __post_init__(self) -> None:
        self.lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self.tokens = [
            Token(match.group(), match.start()) for match in TOKEN.finditer(self.text) if match.lastgroup != "comment"
        ]
        self.next = 0
        self.counts: dict[Path, int] = {}

    def document(self) -> dict[Path, tuple[int, int]]:
        """Walk through the whole file."""
        table: Path = ()
        while self._ahead():
            if self._take("\n"):
                continue
            if self._take("["):
                table = self._header()
            else:
                self._assignment(table)
        return self.places

    def _ahead(self) -> str:
        return self.tokens[self.next].text if self.next < len(self.tokens) else ""

    def _take(self, mark: str) -> bool:
        found = self._ahead() == mark
        self.next += found
        return found

    def _note(self, path: Path, offset: int) -> None:
        line = bisect_right(self.lines, offset)
        for length in range(len(path), 0, -1):
            self.places.setdefault(path[:length], (line, offset - self.lines[line - 1] + 1))

    def _header(self) -> Path:
        """The table that a header opens."""
        is_array = self._take("[")
        offset = self.tokens[self.next].offset
        table = self._indexed(tuple(self._keys()))
        if is_array:
            self.counts[table] = self.counts.get(table, -1) + 1
            table = (*table, self.counts[table])
        self._note(table, offset)
        self.next += 2 if is_array else 1
        return table

    def _indexed(self, path: Path) -> Path:
        """Put in the index of the newest element where a path leads through an array of tables."""
        full: Path = ()
        for position, key in enumerate(path):
            full = (*full, key)
            if full in self.counts and position < len(path) - 1:
                full = (*full, self.counts[full])
        return full

    def _keys(self) -> Iterator[str]:
        """The parts of a dotted key."""
        while True:
            yield self.tokens[self.next].key
            self.next += 1
            if not self._take("."):
                return

    def _assignment(self, table: Path) -> None:
        offset = self.tokens[self.next].offset
        path = (*table, *self._keys())
        self._note(path, offset)
        self.next += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._take("["):
            self._array(path)
        elif self._take("{"):
            while not self._take("}"):
                if not (self._take(",") or self._take("\n")):
                    self._assignment(path)
        else:
            while self._ahead() and self._ahead() not in ENDS_VALUE:
                self.next += 1

    def _array(self, path: Path) -> None:
        index = 0
        while not self._take("]"):
            if self._take(","):
                index += 1
            elif not self._take("\n"):
                self._note((*path, index), self.tokens[self.next].offset)
                self._value((*path, index))
