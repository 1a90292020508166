"""The ledger of those who want everything done."""

from __future__ import annotations

from exporter.batch.values import Known, Outcome
from exporter.model import Diagnostic
from exporter.pipeline.job import Job, Settings


class Forgetful:
    """Knows nothing, and remembers nothing."""

    def known(self, job: Job, settings: Settings) -> Known | None:
        """Nothing."""

    def record(self, job: Job, settings: Settings, outcome: Outcome) -> None:
        """Forget what came of a job."""

    def failed(self, job: Job, findings: tuple[Diagnostic, ...]) -> None:
        """Forget that a job failed."""
