"""Parcels: what was packed comes out, and what many share has one name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from exporter import pipeline
from exporter.engines.cluster import parcel
from exporter.pipeline import Gathered, OneOff, Settings

SETTINGS = Settings(today=date(2026, 1, 2))


def gathered(folder: Path, name: str) -> Gathered:
    article = folder / f"{name}.md"
    article.write_text(f"---\ntitle: {name}\nlang: en\n---\n\nRest.\n")
    (job,) = pipeline.one_off(
        OneOff(article, [folder / f"{name}.screen.pdf", folder / f"{name}.html"], layout="handout")
    )
    found = pipeline.collect(job, SETTINGS)
    assert isinstance(found, Gathered)
    return found


def test_files_made_from_a_parcel_are_the_same(tmp_path: Path) -> None:
    value = gathered(tmp_path, "flu")
    parcel.pack(value, tmp_path / "parcel")
    assert parcel.is_whole(tmp_path / "parcel")
    again = parcel.unpack(tmp_path / "parcel")
    assert isinstance(again, Gathered)
    assert pipeline.complete(again, SETTINGS).files == pipeline.complete(value, SETTINGS).files


def test_what_jobs_share_has_one_name_and_is_not_in_the_body(tmp_path: Path) -> None:
    for name in ("flu", "migraine"):
        parcel.pack(gathered(tmp_path, name), tmp_path / name)
    shared = parcel.apart(tmp_path / "flu")
    assert shared == parcel.apart(tmp_path / "migraine")
    assert any(name.startswith("layout-") for name in shared)
    assert len(parcel.body(tmp_path / "flu")) < parcel.LARGE_BYTES


def test_large_bytes_go_apart_by_their_hash_and_small_ones_do_not(tmp_path: Path) -> None:
    large, small = b"x" * (parcel.LARGE_BYTES + 1), b"y" * parcel.LARGE_BYTES
    parcel.pack((large, small, large), tmp_path)
    (name,) = parcel.apart(tmp_path)
    assert (tmp_path / name).read_bytes() == large
    assert parcel.unpack(tmp_path) == (large, small, large)
