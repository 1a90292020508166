"""Papers by name."""

from __future__ import annotations

from collections.abc import Mapping

from exporter.sheets import Size

PAPERS: Mapping[str, Size] = {
    "a3": Size(297, 420),
    "a4": Size(210, 297),
    "a5": Size(148, 210),
    "a6": Size(105, 148),
    "sra3": Size(320, 450),
    "letter": Size(215.9, 279.4),
    "legal": Size(215.9, 355.6),
    "tabloid": Size(279.4, 431.8),
}
"""Upright. A and SRA sizes of ISO 216 and ISO 217; Letter, Legal and Tabloid of the United States."""
