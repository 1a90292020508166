"""`manifest.json`: what every output was made of, by what, and its hash; the same outputs give the same file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from exporter.batch.values import Ended
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Input, InputKind, Severity

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

    def text(self) -> str:
        """The file: sorted, without times, without what nothing refers to."""
        named = {one["job"] for one in self.outputs.values()}
        jobs = {name: job for name, job in self.jobs.items() if name in named}
        used = {job["versions"] for job in jobs.values()}
        whole = {
            "manifest": VERSION,
            "versions": {name: one for name, one in self.versions.items() if name in used},
            "jobs": jobs,
            "outputs": self.outputs,
        }
        return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def empty() -> Manifest:
    """The manifest of a folder in which nothing was made."""
    return Manifest({}, {}, {})


def add(manifest: Manifest, ended: Ended, build: Path, versions: Mapping[str, str]) -> None:
    """Write down what a job gave; one that failed leaves what was there."""
    if not ended.files:
        return
    job = ended.job
    name = sha256(json.dumps(dict(versions), sort_keys=True).encode()).hexdigest()[:DIGITS]
    manifest.versions[name] = dict(versions)
    told = {one.format: one for one in ended.result.written}
    for file in ended.files:
        written = told[file.format]
        manifest.outputs[job.outputs[file.format].relative_to(build).as_posix()] = {
            "sha256": file.digest,
            "size_bytes": file.size_bytes,
            "format": file.format,
            "pages": written.pages,
            "claims": list(written.claims),
            "job": job.name,
        }
    manifest.jobs[job.name] = {
        "inputs": {_input(one, job.root): one.digest for one in ended.inputs},
        "findings": [_finding(one, job.root) for one in ended.result.diagnostics],
        "versions": name,
    }


def _input(one: Input, root: Path) -> str:
    return one.path if one.kind not in (InputKind.FILE, InputKind.FOLDER) else _near(one.path, root)


def _near(path: str, root: Path) -> str:
    """A path seen from the project, so that it is the same wherever the project lies."""
    return PurePosixPath(os.path.relpath(path, root)).as_posix() if os.path.isabs(path) else path  # noqa: PTH117


def _finding(one: Diagnostic, root: Path) -> dict[str, Any]:
    return asdict(one) | {"severity": str(one.severity), "path": _near(one.path, root) if one.path else ""}


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


def stale(manifest: Manifest, wanted: Iterable[str]) -> list[str]:
    """Outputs that no job makes any more, by path."""
    return sorted(manifest.outputs.keys() - set(wanted))


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
