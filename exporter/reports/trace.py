"""When which worker did what, in the Trace Event Format that Perfetto and Chrome load.

The fields are those of "Trace Event Format" (The Chromium Project): `X` for spans, `i` for moments, `M` for names;
times in microseconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from exporter.batch import State
from exporter.plain import on_one_line
from exporter.reports.run import Finished, Run

Event = dict[str, object]
DRIVER = "driver"


@dataclass(frozen=True, slots=True)
class _Lanes:
    """A process for each host and a thread for each worker, numbered as they are met; the driver is the first."""

    begun_s: float
    hosts: dict[str, int]
    workers: dict[str, int]

    def of(self, worker: str) -> Event:
        host = worker.rpartition(":")[0]
        return {
            "pid": self.hosts.setdefault(host, len(self.hosts) + 1),
            "tid": self.workers.setdefault(worker, len(self.workers) + 1),
        }

    def at(self, moment_s: float) -> float:
        return round(max(0.0, moment_s - self.begun_s) * 1e6, 1)


def text(run: Run) -> str:
    """Write the run's spans: the whole of it, jobs, their stages, and what was done twice or failed."""
    lanes = _Lanes(run.begun_s, {DRIVER: 1}, {f"{DRIVER}:": 1})
    whole = _span("build", lanes.at(run.begun_s), run.seconds, lanes.of(f"{DRIVER}:"))
    events = [whole, *(event for job in run.jobs for event in _job(job, lanes))]
    events += _names(lanes)
    return json.dumps({"displayTimeUnit": "ms", "traceEvents": events}) + "\n"


def _job(job: Finished, lanes: _Lanes) -> Iterator[Event]:
    arguments: Event = {
        "state": str(job.state),
        "attempts": job.attempts,
        "findings": [finding.rule for finding in job.findings],
        "bytes": sum(file.size_bytes for file in job.files),
    }
    for number, span in enumerate(job.spans):
        event = _span(span.name, lanes.at(span.begun_s), span.seconds, lanes.of(job.worker or f"{DRIVER}:"))
        yield event if number else event | {"args": arguments}
    for told in _moments(job):
        event = {"name": f"{told}: {on_one_line(job.name)}", "cat": told, "ph": "i", "s": "p"}
        yield event | {"ts": lanes.at(job.ended_s), "args": arguments} | lanes.of(f"{DRIVER}:")


def _moments(job: Finished) -> Iterator[str]:
    """What is seen even where no worker lived to tell of its time."""
    if job.attempts > 1:
        yield "tried again"
    if job.state is State.FAILED:
        yield "failed"


def _span(name: str, begun_us: float, seconds: float, lane: Event) -> Event:
    return {"name": on_one_line(name), "cat": "job", "ph": "X", "ts": begun_us, "dur": round(seconds * 1e6, 1)} | lane


def _names(lanes: _Lanes) -> Iterator[Event]:
    for host, pid in lanes.hosts.items():
        yield {"name": "process_name", "ph": "M", "pid": pid, "tid": 0, "args": {"name": host or "worker"}}
    for worker, tid in lanes.workers.items():
        host, _, process = worker.rpartition(":")
        yield {
            "name": "thread_name",
            "ph": "M",
            "pid": lanes.hosts[host],
            "tid": tid,
            "args": {"name": f"worker {process}" if process else DRIVER},
        }
