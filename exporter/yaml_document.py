"""YAML read with care: every key's place is known, and documents made to exhaust memory or stack are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from exporter.model import Diagnostic, Severity
from exporter.validation import Key

MAX_DEPTH = 20
"""Levels of nesting; front matter needs three."""
MAX_NODES = 10_000
"""Values after every alias has been followed: a bomb of nine aliases of nine would have 387 million."""

_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text stands: the file as the user named it, and the line of the file on which the text begins."""

    path: str
    first_line: int


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A document whose root is a mapping; `places` gives line and column of every key and list entry."""

    data: dict[str, object]
    places: dict[tuple[Key, ...], tuple[int, int]]

    def locate(self, keys: Sequence[Key]) -> tuple[int | None, int | None]:
        """1-based line and column of a key path, or of its nearest parent."""
        for length in range(len(keys), 0, -1):
            place = self.places.get(tuple(keys[:length]))
            if place:
                return place
        return None, None


def load(text: str, origin: Origin, *, as_written: frozenset[str]) -> tuple[YamlMapping | None, tuple[Diagnostic, ...]]:
    """Read a YAML mapping.

    Args:
        text: The document.
        origin: For diagnostics.
        as_written: Top-level keys whose scalars stay text, whatever YAML would take them for.

    Returns:
        The mapping, or None where the document is broken or unsafe, and what is wrong with it.
    """
    reader = _Reader(origin, as_written)
    loader = yaml.SafeLoader("")
    try:
        problem = _too_deep(text)
        if problem is not None:
            return None, (reader.error("nested-too-deeply", f"nested more than {MAX_DEPTH} levels deep", problem),)
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, (reader.syntax_error(error),)
    except yaml.reader.ReaderError as error:
        return None, (reader.error("invalid-yaml", f"{error.reason}: {chr(error.character)!r}", None),)
    finally:
        loader.dispose()
    if root is None:
        return YamlMapping({}, {}), ()
    if not isinstance(root, yaml.MappingNode):
        return None, (reader.error("invalid-yaml", f"expected keys and values, found a {root.id}", root.start_mark),)
    count = _expanded(root, {})
    if count is None or count > MAX_NODES:
        what = "an alias contains itself" if count is None else f"aliases expand to more than {MAX_NODES} values"
        return None, (reader.error("alias-bomb", what, root.start_mark, "write the values out without aliases"),)
    data = reader.mapping(root, ())
    return (None if reader.findings else YamlMapping(data, reader.places)), tuple(reader.findings)


def _too_deep(text: str) -> yaml.Mark | None:
    """Where nesting exceeds the limit; judged from events, since the composer recurses."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return event.start_mark
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _expanded(node: yaml.Node, known: dict[int, int | None]) -> int | None:
    """Number of values with all aliases followed; None where a node contains itself."""
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = None
    total = 1
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        children = [child for pair in node.value for child in pair]
    elif isinstance(node, yaml.SequenceNode):
        children = node.value
    for child in children:
        count = _expanded(child, known)
        if count is None:
            return None
        total += count
    known[id(node)] = total
    return total


class _Reader:
    """Turns nodes into plain values and notes the place of each."""

    def __init__(self, origin: Origin, as_written: frozenset[str]) -> None:
        self.origin = origin
        self.as_written = as_written
        self.findings: list[Diagnostic] = []
        self.places: dict[tuple[Key, ...], tuple[int, int]] = {}
        self.constructor = yaml.SafeLoader("")

    def error(self, rule: str, message: str, mark: yaml.Mark | None, hint: str = "") -> Diagnostic:
        line, column = self.place(mark) if mark else (self.origin.first_line, None)
        return Diagnostic(rule, Severity.ERROR, message, hint, self.origin.path, line, column)

    def place(self, mark: yaml.Mark) -> tuple[int, int]:
        return self.origin.first_line + mark.line, mark.column + 1

    def syntax_error(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        problem = " ".join((error.problem or "unreadable").split())
        hint = ""
        if "'\\t'" in problem:
            problem, hint = "a tab stands where YAML allows only spaces", "indent with spaces"
        elif "mapping values are not allowed" in problem:
            problem, hint = "a second ': ' on one line", "put quotes around a value that contains ': '"
        return self.error("invalid-yaml", problem, error.problem_mark or error.context_mark, hint)

    def value(self, node: yaml.Node, keys: tuple[Key, ...]) -> object:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            for index, child in enumerate(node.value):
                self.places.setdefault((*keys, index), self.place(child.start_mark))
            return [self.value(child, (*keys, index)) for index, child in enumerate(node.value)]
        return self.scalar(node, keys)

    def scalar(self, node: yaml.Node, keys: tuple[Key, ...]) -> object:
        if len(keys) == 1 and keys[0] in self.as_written and node.tag != "tag:yaml.org,2002:null":
            return node.value
        try:
            return self.constructor.construct_object(node)  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it open
        except yaml.constructor.ConstructorError as error:
            problem = " ".join((error.problem or "").split())
        except (ValueError, OverflowError):
            problem = f"no such value: {node.value!r}"
        self.findings.append(self.error("invalid-yaml", problem, node.start_mark))
        return None

    def mapping(self, node: yaml.MappingNode, keys: tuple[Key, ...]) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _MERGE:
                message = "a key must be a plain word"
                self.findings.append(self.error("invalid-yaml", message, key_node.start_mark))
                continue
            key = key_node.value
            if key in result:
                message = f"key {key!r} is given twice"
                self.findings.append(self.error("duplicate-key", message, key_node.start_mark, "keep one of them"))
                continue
            self.places.setdefault((*keys, key), self.place(key_node.start_mark))
            result[key] = self.value(value_node, (*keys, key))
        return result
