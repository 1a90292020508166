"""From pydantic's faults to diagnostics: one translation for front matter, clinics, layouts and configuration."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from exporter.model import FORMATS, Diagnostic, Severity

Key = str | int
Places = Mapping[tuple[Key, ...], tuple[int, int]]
"""1-based line and column by key path."""
Locate = Callable[[Sequence[Key]], tuple[int | None, int | None]]
"""Gives the 1-based line and column of a key path such as `("reviewed_by", 0, "role")`, or of its nearest parent."""

M = TypeVar("M", bound=BaseModel)

WANTED = {
    "missing": ("is missing", "write it"),
    "string_type": ("expected a text", "put it in quotation marks"),
    "bool_type": ("expected true or false", "write true or false"),
    "list_type": ("expected a list", "write it as a list"),
    "tuple_type": ("expected a list", "write it as a list"),
    "dict_type": ("expected keys and values", "write it as keys and values"),
    "model_type": ("expected keys and values", "write it as keys and values"),
}
"""Pydantic's types of faults, what is wrong, and what to do."""

OF_A_KEY = "[key]"
"""What pydantic puts behind the place of a key that is itself wrong."""
MOST_LISTED = 30
"""Known words in a hint; there may be hundreds of clinics."""
UNSEEN = re.compile(r"[\s.]")


def locate(places: Places, keys: Sequence[Key]) -> tuple[int | None, int | None]:
    """The place of a key path, or of the nearest key above it that is written down."""
    written = (tuple(keys[:length]) for length in range(len(keys), 0, -1))
    return next((places[path] for path in written if path in places), (None, None))


def nearest(word: str, known: Sequence[str]) -> str:
    """Phrase the nearest known word as a hint, or list all of them where none is near."""
    matches = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if matches:
        return f"did you mean {matches[0]!r}?"
    listed = sorted(known)
    more = f" or {len(listed) - MOST_LISTED} others" if len(listed) > MOST_LISTED else ""
    return f"use one of {', '.join(listed[:MOST_LISTED])}{more}" if known else ""


def _format(name: str) -> str:
    if name not in FORMATS:
        raise ValueError("there is no such format", nearest(name, list(FORMATS)))
    return name


FormatName = Annotated[str, AfterValidator(_format), Field(json_schema_extra={"enum": list(FORMATS)})]
"""A format, as configuration and layouts name it."""


def validate(
    model: type[M], data: Mapping[str, object], *, path: str, locate: Locate, locate_value: Locate | None = None
) -> tuple[M | None, tuple[Diagnostic, ...]]:
    """Validate `data`; every fault becomes an error with its place, every unknown key a warning.

    The model must forbid extra keys (`extra="forbid"`): they are reported, dropped, and the rest validated again.
    A validator of its own raises `ValueError(reason)` or `ValueError(reason, hint)`.

    Returns:
        The model, or None where there was an error, and all findings.
    """
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        faults = error.errors(include_url=False)
    unknown = [fault for fault in faults if fault["type"] == "extra_forbidden"]
    wrong = [fault for fault in faults if fault["type"] != "extra_forbidden"]
    findings = [_unknown_key(model, fault["loc"], path, locate) for fault in unknown]
    findings += [_wrong_value(fault, path, locate_value or locate) for fault in wrong]
    findings.sort(key=lambda finding: (finding.line or 0, finding.column or 0))
    if wrong:
        return None, tuple(findings)
    pruned: object = data
    for fault in unknown:
        pruned = _without(pruned, fault["loc"])
    return model.model_validate(pruned), tuple(findings)


def _unknown_key(model: type[BaseModel], location: Sequence[Key], path: str, locate: Locate) -> Diagnostic:
    line, column = locate(location)
    return Diagnostic(
        rule="unknown-key",
        severity=Severity.WARNING,
        message=f"unknown key {_dotted(location)!r} is ignored",
        hint=nearest(str(location[-1]), _known_keys(model, location[:-1])),
        path=path,
        line=line,
        column=column,
    )


def _wrong_value(fault: Mapping[str, Any], path: str, locate: Locate) -> Diagnostic:
    line, column = locate(fault["loc"])
    reason, hint = WANTED.get(fault["type"]) or _reason(fault)
    shown = "" if isinstance(fault["input"], Mapping) else f", got {_shown(fault['input'])}"
    return Diagnostic(
        rule="invalid-value",
        severity=Severity.ERROR,
        message=f"{_dotted(fault['loc']) or 'document'}: {reason}{shown}",
        hint=hint,
        path=path,
        line=line,
        column=column,
    )


def _reason(fault: Mapping[str, Any]) -> tuple[str, str]:
    """What a validator said, in the manner of a diagnostic, and its hint where it gave one."""
    raised = fault.get("ctx", {}).get("error")
    arguments = raised.args if isinstance(raised, ValueError) else ()
    reason = str(arguments[0]) if arguments else fault["msg"]
    hint = str(arguments[1]) if len(arguments) > 1 else "write what is asked for"
    return reason[:1].lower() + reason[1:], hint


def _shown(value: object) -> str:
    try:
        return f"{value!r:.80}"
    except ValueError:  # Python writes out no integer of more than 4300 digits
        return "a number with too many digits"


def _dotted(location: Sequence[Key]) -> str:
    return ".".join(_key(key) for key in location if key != OF_A_KEY)


def _key(key: Key) -> str:
    """As TOML has it: in quotation marks where it would not be seen what it is."""
    return f'"{key}"' if UNSEEN.search(str(key)) or key == "" else str(key)


def _known_keys(model: type[BaseModel], location: Sequence[Key]) -> list[str]:
    """The keys the model has at `location`, through lists and mappings of models; empty where there is no model."""
    current = model
    is_entry = False
    for key in location:
        if is_entry:  # an index, or a name that is free to choose
            is_entry = False
            continue
        annotation = next(
            (info.annotation for name, info in current.model_fields.items() if key in (name, info.alias)), None
        )
        inner = _model_in(annotation)
        if inner is None:
            return []
        current, is_entry = inner, _holds_many(annotation)
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _holds_many(annotation: object) -> bool:
    return get_origin(annotation) in (list, tuple, dict) or any(map(_holds_many, get_args(annotation)))


def _without(data: object, location: Sequence[Key]) -> object:
    """A copy of nested mappings and sequences without the entry at `location`."""
    head, rest = location[0], location[1:]
    if isinstance(data, Mapping):
        if not rest:
            return {key: value for key, value in data.items() if key != head}
        return {key: _without(value, rest) if key == head else value for key, value in data.items()}
    entries = cast("Sequence[object]", data)
    return [_without(value, rest) if index == head else value for index, value in enumerate(entries)]
