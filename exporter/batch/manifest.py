"""`manifest.json`: what every output was made of, by what, and its hash; the same outputs give the same file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity

NAME = "manifest.json"
VERSION = 1
"""Of the form of the file."""
DIGITS = 12
"""Of the name of a set of versions."""
PATTERN = "^[0-9a-f]{64}$"
"""A SHA-256."""

Table = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Manifest:
    """The contents of a manifest."""

    outputs: Table
    """By path below the folder of outputs: `sha256`, `size_bytes`, `format`, `pages`, `claims` and `job`."""
    jobs: Table
    """By name: `inputs` with their hashes, `findings`, and the name of the `versions` that made it."""
    versions: dict[str, dict[str, str]]
    """By a hash of each set."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is told of a job."""

    name: str
    inputs: Mapping[str, str]
    """Hashes by path, as seen from the project."""
    findings: Sequence[Mapping[str, Any]]
    versions: str
    """Name of the set of versions that made it."""


def lines(
    versions: Mapping[str, Mapping[str, str]], jobs: Iterable[Made], outputs: Iterable[tuple[str, Mapping[str, Any]]]
) -> Iterator[str]:
    """The file, piece by piece, so that any number of jobs takes no memory; jobs and outputs come in their order."""
    told = ((one.name, {"findings": one.findings, "inputs": one.inputs, "versions": one.versions}) for one in jobs)
    yield f'{{"manifest": {VERSION},\n"versions": '
    yield from _table(sorted(versions.items()))
    yield ',\n"jobs": '
    yield from _table(told)
    yield ',\n"outputs": '
    yield from _table(outputs)
    yield "}\n"


def _table(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    mark = "{\n"
    for name, row in rows:
        yield f"{mark}{_json(name)}: {_json(row)}"
        mark = ",\n"
    yield "{}" if mark == "{\n" else "\n}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def named(versions: Mapping[str, str]) -> str:
    """The name of a set of versions: the beginning of its hash."""
    return sha256(json.dumps(dict(versions), sort_keys=True).encode()).hexdigest()[:DIGITS]


def parse(text: str, path: str) -> Manifest:
    """Read a manifest.

    Raises:
        ExporterError: it is none, of another version, or names files outside its folder.
    """
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExporterError([_invalid(f"it is no JSON: {error}", path)]) from error
    if not isinstance(whole, dict) or whole.get("manifest") != VERSION:
        raise ExporterError([_invalid(f"it is no manifest of version {VERSION}", path)])
    tables = [whole.get(key) for key in ("outputs", "jobs", "versions")]
    if not all(map(_is_table, tables)):
        raise ExporterError([_invalid("'outputs', 'jobs' and 'versions' are not all there", path)])
    outputs, jobs, versions = (dict(table or {}) for table in tables)
    for name, output in outputs.items():
        if not _is_below(name) or not all(isinstance(output.get(key), str) for key in ("sha256", "job")):
            raise ExporterError([_invalid(f"the entry {name!r} is no file in its folder with hash and job", path)])
    if any(not isinstance(job.get("versions"), str) for job in jobs.values()):
        raise ExporterError([_invalid("a job has no versions", path)])
    return Manifest(outputs, jobs, versions)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, dict) for one in value.values())


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _invalid(reason: str, path: str) -> Diagnostic:
    hint = f"restore it as it was, or remove it and run 'exporter build', which writes {NAME} anew"
    return Diagnostic("invalid-manifest", Severity.ERROR, f"the manifest cannot be read: {reason}", hint, path)


def schema() -> dict[str, object]:
    """JSON Schema of the file."""
    text, digest = {"type": "string"}, {"type": "string", "pattern": PATTERN}
    count = {"type": "integer", "minimum": 0}
    finding = {
        "rule": text,
        "severity": {"enum": [str(one) for one in Severity]},
        "message": text,
        "hint": text,
        "path": text,
        "line": {"type": ["integer", "null"]},
        "column": {"type": ["integer", "null"]},
    }
    output = {
        "sha256": digest,
        "size_bytes": count,
        "format": text,
        "pages": {"type": ["integer", "null"]},
        "claims": {"type": "array", "items": text},
        "job": text,
    }
    job = {
        "inputs": {"type": "object", "additionalProperties": text},
        "findings": {"type": "array", "items": _object(finding)},
        "versions": text,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What exporter wrote",
        **_object(
            {
                "manifest": {"const": VERSION},
                "versions": _map({"type": "object", "additionalProperties": text}),
                "jobs": _map(_object(job)),
                "outputs": _map(_object(output)),
            }
        ),
    }


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _map(items: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "additionalProperties": dict(items)}
