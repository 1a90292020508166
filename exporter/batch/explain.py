"""What went into an output, and what has changed since it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exporter.batch import freshness, versions
from exporter.batch.ledger import Ledger, inputs
from exporter.model import Input
from exporter.pipeline.job import Job, Settings

SETTINGS = "settings"
"""Those of the run: what would be done with the same is told, whatever the next run has."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is not as it was; one side is empty where there was nothing, or is nothing now."""

    kind: str
    """`input`, `option`, `version` or `output`."""
    name: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an output was made of."""

    job: str
    sha256: str
    inputs: tuple[Input, ...]
    options: Mapping[str, str]
    versions: Mapping[str, str]
    changes: tuple[Change, ...]
    """Empty where it would not be made again."""


def explain(ledger: Ledger, path: Path, job: Job | None, settings: Settings) -> Explanation | None:
    """Explain the file at a path; None where it is not known to have been written.

    Args:
        ledger: Knows what was made from what.
        path: The output, absolute.
        job: What would write it now; None where nothing would.
        settings: What holds for the run that would write it.
    """
    output = ledger.records.output(ledger.shown(path))
    found = ledger.records.latest(output.result) if output else None
    if output is None or found is None:
        return None
    row, _, made_by = found
    read = tuple(inputs(row, ledger.root))
    options = _flat(json.loads(row.outcome).get("asked", {}))
    before: dict[str, str] = json.loads(made_by)
    changes = [
        Change("input", one.path, one.digest, now) for one in read if (now := ledger.look.now(one)) != one.digest
    ]
    if job is not None:
        changes += _changes(
            "option", options, _flat(json.loads(freshness.canonical(freshness.described(job, settings))))
        )
    changes += _changes("version", before, versions.versions())
    lying = ledger.look.file(str(path))
    if lying != output.digest:
        changes.append(Change("output", ledger.shown(path), output.digest, lying))
    return Explanation(row.job, output.digest, read, options, before, tuple(changes))


def _changes(kind: str, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted(before.keys() | now.keys()):
        if before.get(name, "") != now.get(name, ""):
            yield Change(kind, name, before.get(name, ""), now.get(name, ""))


def _flat(value: object, name: str = "") -> dict[str, str]:
    """Options by dotted names, but for those of the run."""
    if isinstance(value, dict) and value:
        below = (_flat(each, f"{name}.{key}".lstrip(".")) for key, each in value.items() if key != SETTINGS)
        return {key: text for part in below for key, text in part.items()}
    return {name: freshness.canonical(value)} if value not in (None, "", [], {}) and name else {}
