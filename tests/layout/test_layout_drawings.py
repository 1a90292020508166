"""Drawn covers, QR codes and telephone addresses."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from exporter.layout import art, context, qr

TOKENS = {"primary": "#17606e", "accent": "#c8742a"}


def test_a_drawing_follows_from_its_seed_and_colours() -> None:
    first = art.cover("flu", TOKENS, (148, 210))
    assert first == art.cover("flu", TOKENS, (148, 210))
    assert first.data != art.cover("cough", TOKENS, (148, 210)).data
    assert first.data != art.cover("flu", {**TOKENS, "primary": "#702040"}, (148, 210)).data
    assert (first.width_px, first.height_px) == (148, 210)


@pytest.mark.parametrize("seed", ["", "flu", "Ärzte", "x" * 500])
def test_drawings_are_well_formed_and_small(seed: str) -> None:
    for drawing in (art.cover(seed, TOKENS, (210, 297)), art.hills(seed, TOKENS, (210, 60))):
        root = ET.fromstring(drawing.data)  # noqa: S314 - drawn here
        assert root.get("viewBox")
        assert len(drawing.data) < 4000


def test_a_qr_code_has_its_quiet_zone_and_its_modules() -> None:
    import segno

    text = "https://example.org/flu"
    drawing = qr.draw(text)
    code = segno.make_qr(text, error="m", boost_error=True)
    side = code.symbol_size(border=0)[0]
    assert drawing.width_px == drawing.height_px == side + 8
    root = ET.fromstring(drawing.data)  # noqa: S314 - drawn here
    path = root.findall("{http://www.w3.org/2000/svg}path")[1].get("d") or ""
    drawn = set()
    for run in path.strip("Mz").split("zM"):
        start, _, rest = run.partition("h")
        x, y = map(int, start.split())
        drawn |= {(y - 4, x - 4 + offset) for offset in range(int(rest.partition("v")[0]))}
    assert drawn == {(y, x) for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark}


@pytest.mark.parametrize(
    ("phone", "expected"),
    [("+44 (0)20 7946 0000", "tel:+442079460000"), ("(201) 555-0123", "tel:2015550123"), ("999", "tel:999")],
)
def test_telephone_addresses(phone: str, expected: str) -> None:
    assert context.tel(phone) == expected
