"""An article of 300 chapters, each with a photograph: 50 MB, as large as a book may become."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

CHAPTERS = 300
PARAGRAPHS, SENTENCES, WORDS = 5, 6, 12
PHOTOGRAPH_PX = 1200, 800
GRAIN_PX = 150, 100
"""Noise of this size, drawn larger, packs about as badly as a photograph does."""
QUALITY = 66
VOCABULARY = (
    "after",
    "before",
    "clinic",
    "doctor",
    "dose",
    "evening",
    "headache",
    "light",
    "medicine",
    "morning",
    "nurse",
    "often",
    "pain",
    "patient",
    "rest",
    "sleep",
    "slowly",
    "treatment",
    "water",
    "week",
)


def write(folder: Path) -> Path:
    """Write article and photographs into a folder, and give the article's path; it is the same each time."""
    chance = random.Random(300)  # noqa: S311 - for texts and noise, not for secrets
    (folder / "images").mkdir(exist_ok=True)
    chapters = ["---\ntitle: All rooms of Example Clinic\nlang: en\n---\n"]
    for number in range(1, CHAPTERS + 1):
        noise = Image.frombytes("RGB", GRAIN_PX, chance.randbytes(3 * GRAIN_PX[0] * GRAIN_PX[1]))
        photograph = noise.resize(PHOTOGRAPH_PX, Image.Resampling.BICUBIC)
        photograph.save(folder / "images" / f"room-{number}.jpg", quality=QUALITY)
        chapters += _chapter(number, chance)
    article = folder / "rooms.md"
    article.write_text("\n".join(chapters), encoding="utf-8")
    return article


def _chapter(number: int, chance: random.Random) -> Iterator[str]:
    yield f"## Room {number}\n"
    for _ in range(PARAGRAPHS):
        sentences = (" ".join(chance.choices(VOCABULARY, k=WORDS)).capitalize() for _ in range(SENTENCES))
        yield ". ".join(sentences) + ".\n"
    yield f"Ask before you enter.[^{number}]\n"
    yield f"![The door of room {number}](images/room-{number}.jpg)\n"
    yield "- Bring water.\n- Bring a *book*.\n"
    yield f"[^{number}]: Room {number} is on the left.\n"
