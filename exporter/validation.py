"""From pydantic's faults to diagnostics: one translation for front matter, clinics, layouts and configuration."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from exporter.model import Diagnostic, Severity

Key = str | int
Locate = Callable[[Sequence[Key]], tuple[int | None, int | None]]
"""Gives the 1-based line and column of a key path such as `("reviewed_by", 0, "role")`, or of its nearest parent."""

M = TypeVar("M", bound=BaseModel)


def nearest(word: str, known: Sequence[str]) -> str:
    """Phrase the nearest known word as a hint, or list all of them where none is near."""
    matches = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if matches:
        return f"did you mean {matches[0]!r}?"
    return f"use one of {', '.join(sorted(known))}" if known else ""


def validate(
    model: type[M], data: Mapping[str, object], *, path: str, locate: Locate
) -> tuple[M | None, tuple[Diagnostic, ...]]:
    """Validate `data`; every fault becomes an error with its place, every unknown key a warning.

    The model must forbid extra keys (`extra="forbid"`): they are reported, dropped, and the rest validated again.

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
    findings += [_wrong_value(fault["loc"], str(fault["msg"]), fault["input"], path, locate) for fault in wrong]
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


def _wrong_value(location: Sequence[Key], message: str, value: object, path: str, locate: Locate) -> Diagnostic:
    line, column = locate(location)
    reason = message.removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    shown = "" if isinstance(value, Mapping) else f", got {value!r:.80}"
    return Diagnostic(
        rule="invalid-value",
        severity=Severity.ERROR,
        message=f"{_dotted(location) or 'document'}: {reason}{shown}",
        path=path,
        line=line,
        column=column,
    )


def _dotted(location: Sequence[Key]) -> str:
    return ".".join(str(key) for key in location)


def _known_keys(model: type[BaseModel], location: Sequence[Key]) -> list[str]:
    """The keys the model has at `location`; empty where the path leads through something that is no plain model."""
    current: type[BaseModel] = model
    for key in location:
        inner = next(
            (info.annotation for name, info in current.model_fields.items() if key in (name, info.alias)), None
        )
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        current = inner
    return [info.alias or name for name, info in current.model_fields.items()]


def _without(data: object, location: Sequence[Key]) -> object:
    """A copy of nested mappings and sequences without the entry at `location`."""
    head, rest = location[0], location[1:]
    if isinstance(data, Mapping):
        if not rest:
            return {key: value for key, value in data.items() if key != head}
        return {key: _without(value, rest) if key == head else value for key, value in data.items()}
    if isinstance(data, list):
        return [_without(value, rest) if index == head else value for index, value in enumerate(data)]
    return data
