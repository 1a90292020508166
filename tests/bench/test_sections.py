"""That the measures of many jobs run to their end; what they find of so few says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import batches, peers
from bench.sizes import QUICK

pytestmark = pytest.mark.slow


@pytest.mark.tools
def test_peers(capsys: pytest.CaptureFixture[str]) -> None:
    peers.measure(QUICK)
    told = capsys.readouterr().out
    assert all(peer.what in told for peer in peers.PEERS)
    assert told.count("budget") == 3


def test_builds_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batches.small(tmp_path, QUICK)
    assert capsys.readouterr().out.count("(s)") == 3


def test_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batches.memory(tmp_path / "memory", QUICK.memory_jobs)
    batches.planned(tmp_path / "planned", QUICK.planned)
    assert capsys.readouterr().out.count("(MB)") == 5
