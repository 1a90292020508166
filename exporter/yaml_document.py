"""YAML read with care: every key's place is known, and documents made to exhaust memory or stack are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from exporter.model import Diagnostic, Severity
from exporter.validation import Key, Places, locate

if TYPE_CHECKING:
    from yaml._yaml import Mark as FastMark

    Mark = yaml.Mark | FastMark

MAX_DEPTH = 20
"""Levels of nesting; front matter needs three."""
MAX_NODES = 10_000
"""Values after every alias has been followed: a bomb of nine aliases of nine would have 387 million."""

SIMPLER = "write it with fewer levels"
UNTAGGED = "leave out the tag"
CORRECT = "correct it, or put it in quotation marks if it is a text"
MAX_NUMBER_BITS = 64
"""Python writes out no number of more than 4300 digits, and no front matter needs one of 20."""

_PLAIN = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_BREAKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
"""YAML 1.1 takes these for ends of lines; no editor counts them as such, and few show them at all."""
_CONSTRUCTION_FAULTS = (ValueError, OverflowError, LookupError, AttributeError, TypeError)
"""What PyYAML raises for a value that does not fit its tag, such as `!!int ""`, `!!bool x` or `!!timestamp x`."""
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text stands: the file as the user named it, and the line of the file on which the text begins."""

    path: str
    first_line: int


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A document whose root is a mapping."""

    data: dict[str, object]
    places: Places
    """Of every key and list entry."""
    values: Places
    """Of every key's value."""

    def locate(self, keys: Sequence[Key]) -> tuple[int | None, int | None]:
        """1-based line and column of a key path, or of its nearest parent."""
        return locate(self.places, keys)

    def locate_value(self, keys: Sequence[Key]) -> tuple[int | None, int | None]:
        """1-based line and column of the value at a key path, or of the nearest thing above it."""
        return self.values.get(tuple(keys)) or self.locate(keys)


def load(text: str, origin: Origin, *, as_written: frozenset[str]) -> tuple[YamlMapping | None, tuple[Diagnostic, ...]]:
    """Read a YAML mapping.

    Args:
        text: The document.
        origin: For diagnostics.
        as_written: Top-level keys whose scalars stay text, whatever YAML would take them for.

    Returns:
        The mapping, or None where the document is broken or unsafe, and what is wrong with it.
    """
    text = text.translate(_BREAKS)
    reader = _Reader(origin, as_written)
    try:
        root = _composed(text, reader)
    except yaml.MarkedYAMLError as error:
        return None, (reader.syntax_error(error),)
    except yaml.reader.ReaderError as error:
        return None, (reader.character_error(error, text),)
    data = reader.mapping(root, ()) if root is not None else {}
    if reader.findings:  # the same place may be come to through several aliases
        return None, tuple(dict.fromkeys(reader.findings))
    return YamlMapping(data, reader.places, reader.values), ()


class _TooDeepError(Exception):
    """Nesting exceeds the limit."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(mark)
        self.mark = mark


class _Loader(yaml.SafeLoader):
    """PyYAML's, which composes by recursion: here only down to `MAX_DEPTH`."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.depth == MAX_DEPTH and self.check_event(yaml.CollectionStartEvent):
            raise _TooDeepError(self.peek_event().start_mark)  # type: ignore[no-untyped-call]  # not yet in its stubs
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _composed(text: str, reader: _Reader) -> yaml.MappingNode | None:
    """The root, with every alias replaced by its node; None where the text is empty, or refused with a finding.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except _TooDeepError as error:
        reader.error("nested-too-deeply", f"nested more than {MAX_DEPTH} levels deep", error.mark, SIMPLER)
        return None
    finally:
        loader.dispose()
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        kind = "list" if isinstance(root, yaml.SequenceNode) else "text"
        reader.error("invalid-yaml", f"expected keys and values, found a {kind}", root.start_mark, "write 'key: value'")
        return None
    count = _expanded(root, {})
    if count is None or count > MAX_NODES:
        what = "an alias contains itself" if count is None else f"aliases expand to more than {MAX_NODES} values"
        reader.error("alias-bomb", what, root.start_mark, "write the values out without aliases")
        return None
    return root


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
        self.values: dict[tuple[Key, ...], tuple[int, int]] = {}
        self.constructor = yaml.SafeLoader("")

    def error(self, rule: str, message: str, mark: Mark, hint: str = "") -> Diagnostic:
        """Note a fault, and give it back."""
        line, column = self.place(mark)
        finding = Diagnostic(rule, Severity.ERROR, message, hint, self.origin.path, line, column)
        self.findings.append(finding)
        return finding

    def place(self, mark: Mark) -> tuple[int, int]:
        return self.origin.first_line + mark.line, mark.column + 1

    def syntax_error(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        problem = " ".join((error.problem or "unreadable").split())
        hint = "check quotation marks, brackets and indentation here"
        if "'\\t'" in problem:
            problem, hint = "a tab stands where YAML allows only spaces", "indent with spaces"
        elif "mapping values are not allowed" in problem:
            problem, hint = "a second ': ' on one line", "put quotes around a value that contains ': '"
        mark = error.problem_mark or error.context_mark or yaml.Mark("", 0, 0, 0, None, 0)
        return self.error("invalid-yaml", problem, mark, hint)

    def character_error(self, error: yaml.reader.ReaderError, text: str) -> Diagnostic:
        before = text[: error.position]
        mark = yaml.Mark("", error.position, before.count("\n"), len(before) - before.rfind("\n") - 1, None, 0)
        message = f"{chr(error.character)!r} may not stand in front matter"
        return self.error("invalid-yaml", message, mark, "delete the character")

    def value(self, node: yaml.Node, keys: tuple[Key, ...]) -> object:
        if len(keys) > MAX_DEPTH:  # through aliases, each of which is shallow where it is written
            self.error("nested-too-deeply", f"nested more than {MAX_DEPTH} levels deep", node.start_mark, SIMPLER)
            return None
        if isinstance(node, yaml.CollectionNode) and node.tag not in _PLAIN:
            self.error("invalid-yaml", f"the tag {node.tag!r:.80} is not read", node.start_mark, UNTAGGED)
            return None
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
        value, problem = self.construct(node)
        if problem:
            self.error("invalid-yaml", problem, node.start_mark, CORRECT)
            return None
        return value

    def construct(self, node: yaml.Node) -> tuple[object, str]:
        """The value of a scalar, or what is wrong with it."""
        problem = ""
        value: object = None
        try:
            value = self.constructor.construct_object(node)
        except yaml.constructor.ConstructorError as error:
            problem = " ".join((error.problem or "").split())
        except _CONSTRUCTION_FAULTS:
            problem = f"no such value: {node.value!r:.80}"
        if isinstance(value, int) and value.bit_length() > MAX_NUMBER_BITS:
            problem = f"too large a number: {node.value!r:.80}"
        self.constructor.recursive_objects.clear()  # where it fails, it takes the next attempt for a recursion
        return value, problem

    def mapping(self, node: yaml.MappingNode, keys: tuple[Key, ...]) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _MERGE:
                is_merge = key_node.tag == _MERGE
                message = "a merge key '<<' is not read" if is_merge else "a key must be a plain word"
                hint = "write the keys out" if is_merge else "put quotes around it"
                self.error("invalid-yaml", message, key_node.start_mark, hint)
                continue
            key = key_node.value
            if key in result:
                message = f"key {key!r} is given twice"
                self.error("duplicate-key", message, key_node.start_mark, "keep one of them")
                continue
            self.places.setdefault((*keys, key), self.place(key_node.start_mark))
            self.values.setdefault((*keys, key), self.place(value_node.start_mark))
            result[key] = self.value(value_node, (*keys, key))
        return result
