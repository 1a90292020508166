"""What a ledger writes down, in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WAIT_S = 30.0
"""For another run that writes at the same time."""
RESULTS_PER_SPEC = 8
"""Results that are kept of a job: what it gave when its inputs were these or those."""
TABLES = """
CREATE TABLE results (
  id INTEGER PRIMARY KEY, spec TEXT NOT NULL, versions TEXT NOT NULL, job TEXT NOT NULL, inputs TEXT NOT NULL,
  outcome TEXT NOT NULL, used INTEGER NOT NULL, UNIQUE (spec, versions, inputs)
) STRICT;
CREATE TABLE outputs (
  path TEXT PRIMARY KEY, result INTEGER NOT NULL, format TEXT NOT NULL, digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outputs_of_results ON outputs (result);
CREATE TABLE digests (
  path TEXT PRIMARY KEY, status TEXT NOT NULL, digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE facts (digest TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a job once."""

    number: int
    job: str
    inputs: str
    """JSON."""
    outcome: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was published."""

    path: str
    result: int
    """Number of the row it belongs to."""
    format: str
    digest: str


class Records:
    """The tables of a project; a file that cannot be used is set aside and begun anew, since nothing is lost with it.

    Each change is safe at once; several runs may write at the same time. The name of the file has the version of the
    tables, so that another version of exporter has another file.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Raises:
            OSError: its folder cannot be made or written to.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._base = _opened(path)
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    path.with_name(f"{path.name}{suffix}").replace(path.with_name(f"{path.name}{suffix}.damaged"))
            self._base = _opened(path)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def results(self, spec: str, versions: str) -> list[Row]:
        """What is known of a job, the last used first."""
        found = self._base.execute(
            "SELECT id, job, inputs, outcome FROM results WHERE spec = ? AND versions = ? ORDER BY used DESC, id DESC",
            (spec, versions),
        )
        return [Row(*row) for row in found]

    def latest(self, number: int) -> tuple[Row, str, str] | None:
        """A row with its spec and versions; None where there is none of that number."""
        found = self._base.execute(
            "SELECT id, job, inputs, outcome, spec, versions FROM results WHERE id = ?", (number,)
        ).fetchone()
        return (Row(*found[:4]), found[4], found[5]) if found else None

    def add_result(self, spec: str, versions: str, row: Row, *, used: int) -> int:
        """Write a result down, in the place of one of the same inputs, and give its number; `row.number` is ignored."""
        with self._base:
            (number,) = self._base.execute(
                "INSERT INTO results (spec, versions, job, inputs, outcome, used) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (spec, versions, inputs) DO UPDATE SET outcome = excluded.outcome, used = excluded.used "
                "RETURNING id",
                (spec, versions, row.job, row.inputs, row.outcome, used),
            ).fetchone()
            self._base.execute(
                "DELETE FROM results WHERE spec = ? AND NOT EXISTS (SELECT 1 FROM outputs WHERE result = id) "
                "AND id NOT IN (SELECT id FROM results WHERE spec = ? ORDER BY used DESC, id DESC LIMIT ?)",
                (spec, spec, RESULTS_PER_SPEC),
            )
        return int(number)

    def outputs(self) -> Iterator[Output]:
        """Every file that was published, by path."""
        for row in self._base.execute("SELECT path, result, format, digest FROM outputs ORDER BY path"):
            yield Output(*row)

    def whole_outputs(self) -> Iterator[tuple[Output, Row]]:
        """Every file that was published with the result it belongs to, by path."""
        for row in self._base.execute(
            "SELECT path, result, format, digest, id, job, inputs, outcome FROM outputs JOIN results ON id = result "
            "ORDER BY path"
        ):
            yield Output(*row[:4]), Row(*row[4:])

    def published(self) -> Iterator[tuple[Row, str]]:
        """The latest result of each job that files were published of, with the versions, by the job's name."""
        for row in self._base.execute(
            "SELECT id, job, inputs, outcome, versions FROM results WHERE id IN "
            "(SELECT max(id) FROM results WHERE id IN (SELECT result FROM outputs) GROUP BY job) ORDER BY job"
        ):
            yield Row(*row[:4]), row[4]

    def published_by(self) -> list[str]:
        """The sets of versions that made what is published."""
        found = self._base.execute(
            "SELECT DISTINCT versions FROM results WHERE id IN (SELECT result FROM outputs) ORDER BY versions"
        )
        return [row[0] for row in found]

    def output(self, path: str) -> Output | None:
        """What was published at a path."""
        row = self._base.execute("SELECT path, result, format, digest FROM outputs WHERE path = ?", (path,)).fetchone()
        return Output(*row) if row else None

    def add_outputs(self, outputs: Iterable[Output]) -> None:
        """Write down what is published now."""
        rows = [(one.path, one.result, one.format, one.digest) for one in outputs]
        with self._base:
            self._base.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", rows)

    def remove_outputs(self, paths: Iterable[str]) -> None:
        """Forget files that are no longer there."""
        with self._base:
            self._base.executemany("DELETE FROM outputs WHERE path = ?", [(path,) for path in paths])

    def digest(self, path: str) -> tuple[str, str]:
        """Status and hash of a file when it was looked at last; both empty where it was not."""
        row = self._base.execute("SELECT status, digest FROM digests WHERE path = ?", (path,)).fetchone()
        return (row[0], row[1]) if row else ("", "")

    def add_digests(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Write down path, status and hash of files."""
        with self._base:
            self._base.executemany("INSERT OR REPLACE INTO digests VALUES (?, ?, ?)", rows)

    def facts(self, digest: str) -> str:
        """What an article of that hash says of its clinics and editions, as JSON; empty where it is not known."""
        row = self._base.execute("SELECT facts FROM facts WHERE digest = ?", (digest,)).fetchone()
        return str(row[0]) if row else ""

    def add_facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write down what articles say."""
        with self._base:
            self._base.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    def note(self, name: str) -> str:
        """A single value; empty where there is none."""
        row = self._base.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def add_note(self, name: str, value: str) -> None:
        """Write a single value down."""
        with self._base:
            self._base.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def used_digests(self) -> Iterator[str]:
        """The outcomes of all results, as JSON: what the store must keep is named in them."""
        for (outcome,) in self._base.execute("SELECT outcome FROM results"):
            yield str(outcome)


def _opened(path: Path) -> sqlite3.Connection:
    """Open the tables, and make those of a new file.

    Raises:
        sqlite3.DatabaseError: it is no file of ours, or damaged.
    """
    base = sqlite3.connect(path, timeout=WAIT_S, check_same_thread=False)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        with base:
            base.execute("BEGIN IMMEDIATE")  # or two runs would make the tables at once
            if not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in TABLES.split(";"):
                    base.execute(statement)
            base.execute("SELECT count(*) FROM notes")
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base
