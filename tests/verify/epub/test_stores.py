"""Each rule of each shop is found in a book that breaks it, and our own books break none."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from verify.epub.hostile import png

from exporter import pipeline
from exporter.cli.verify import STORES as OFFERED
from exporter.model import Diagnostic, Severity
from exporter.verify import epub, epub_facts, verify
from exporter.verify.stores import STORES

if TYPE_CHECKING:
    from verify.conftest import Pack

ROOT = Path(__file__).resolve().parents[3]
Files = dict[str, bytes]
Change = Callable[[Files], Files]
PACKAGE = "EPUB/package.opf"
MANIFEST_END = b"</manifest>"
COVER = (600, 900)


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (2, 3), frames: int = 1) -> bytes:
    stream = BytesIO()
    images = [Image.new(mode, size, number * 200) for number in range(frames)]
    images[0].save(stream, kind, save_all=frames > 1, append_images=images[1:])
    return stream.getvalue()


def listed(name: str, media_type: str, data: bytes, properties: str = "") -> Change:
    """Add a file to a book."""
    item = f'<item id="{name}" href="{name}" media-type="{media_type}" properties="{properties}"/>'.encode()
    return lambda book: {
        **book,
        PACKAGE: book[PACKAGE].replace(MANIFEST_END, item + MANIFEST_END),
        f"EPUB/{name}": data,
    }


def replaced(file: str, old: bytes, new: bytes) -> Change:
    return lambda book: {**book, file: book[file].replace(old, new, 1)}


covered = listed("cover.jpg", "image/jpeg", picture("JPEG", size=COVER), "cover-image")
numbered = replaced(PACKAGE, b"https://example.org/infusion<", b"urn:isbn:9780000000002<")
JPEG = picture("JPEG")
NOISE = random.Random(1).randbytes(6 * 10**6)  # noqa: S311 - what cannot be packed


def heavy(name: str, size_mb: int) -> Change:
    return listed(name, "image/jpeg", JPEG + NOISE[: size_mb * 10**6])


def page_of_twelve_mb(book: Files) -> Files:
    shown = b'<p><img alt="" src="x.jpg"/><img alt="" src="y.jpg"/><img alt="" src="z.jpg"/>'
    book = replaced("EPUB/second.xhtml", b"<p>", shown)(book)
    return heavy("x.jpg", 4)(heavy("y.jpg", 4)(heavy("z.jpg", 4)(book)))


CASES: list[tuple[str, Change, list[str]]] = [
    ("apple kdp google kobo", lambda book: book, []),
    ("apple", replaced(PACKAGE, b'version="3.0"', b'version="3.1"'), ["error store-version"]),
    ("apple", replaced(PACKAGE, b"<dc:title>", b"<dc:title> "), ["error store-metadata"]),
    ("apple", listed("x.png", "image/png", png(3000, 2000)), ["error store-picture-pixels"]),
    ("apple", listed("x.jpg", "image/jpeg", picture("JPEG", "CMYK")), ["error store-picture-colours"]),
    ("apple", listed("x.gif", "image/gif", picture("GIF")), ["warning store-picture-kind"]),
    ("kobo", listed("x.jpg", "image/jpeg", picture("JPEG", "CMYK")), ["warning store-picture-colours"]),
    ("kobo", listed("x.png", "image/png", picture("PNG", "RGBA")), ["warning store-picture-transparency"]),
    ("kobo", heavy("x.jpg", 6), ["warning store-picture-size"]),
    ("kobo", page_of_twelve_mb, ["warning store-document-size"]),
    ("kobo", replaced(PACKAGE, b"<spine>", b'<spine><itemref idref="drip"/>'), ["warning store-spine"]),
    ("kobo", listed("x.woff2", "font/woff2", b"wOF2"), ["warning store-font"]),
    ("kobo", listed("a b.jpg", "image/jpeg", JPEG), ["warning store-file-name"]),
    ("kobo", replaced(PACKAGE, b"urn:isbn:978", b"urn:isbn:123"), ["info store-isbn"]),
    ("kdp", listed("x.webp", "image/webp", picture("WEBP")), ["error store-picture-kind"]),
    ("kdp google", listed("x.gif", "image/gif", picture("GIF", "L", frames=2)), ["error store-picture-animation"]),
    ("kdp", listed("x.png", "image/png", picture("PNG", "LA")), ["warning store-picture-transparency"]),
    ("kdp", listed("x.jpg", "image/jpeg", picture("JPEG", "CMYK")), ["error store-picture-colours"]),
    ("kdp", replaced("EPUB/nav.xhtml", b'epub:type="toc"', b'epub:type="lot"'), ["error store-contents"]),
    ("google", listed("x.webp", "image/webp", picture("WEBP")), ["error store-picture-kind"]),
    ("google", replaced("EPUB/drip.svg", b"<svg ", b'<svg width="4000px" height="10%" '), ["error store-drawing-size"]),
]


def found(data: bytes, store: str) -> list[Diagnostic]:
    return [one for one in epub.check(data, "a.epub", [store]) if one.rule.startswith("store-")]


@pytest.mark.parametrize(("stores", "change", "expected"), CASES)
def test_each_rule_is_found(book: Files, pack: Pack, stores: str, change: Change, expected: list[str]) -> None:
    data = pack(change(numbered(covered(book))))
    for store in stores.split():
        told = found(data, store)
        assert [f"{one.severity} {one.rule}" for one in told] == expected
        assert all(one.message.startswith(f"{store}: ") and "; says " in one.hint for one in told)


@pytest.mark.parametrize(("store", "severity"), [("apple", "warning"), ("kobo", "warning"), ("kdp", "error")])
def test_a_shop_wants_a_cover(book: Files, pack: Pack, store: str, severity: str) -> None:
    assert [f"{one.severity} {one.rule}" for one in found(pack(numbered(book)), store)] == [f"{severity} store-cover"]


def test_covers_have_rules_of_their_own(book: Files, pack: Pack) -> None:
    gif = listed("cover.gif", "image/gif", picture("GIF", size=COVER), "cover-image")
    large = listed("cover.jpg", "image/jpeg", JPEG + NOISE[: 4 * 10**6], "cover-image")
    assert [one.message for one in found(pack(numbered(gif(book))), "kobo")] == ["kobo: the cover 'cover.gif' is a GIF"]
    (told,) = found(pack(numbered(large(book))), "kobo")
    assert told.message == "kobo: the cover 'cover.jpg' has more than 3 MB"
    (told,) = found(pack(large(book)), "google")
    assert told.message == "google: the cover has 2 by 3 pixels"


@pytest.mark.parametrize("store", STORES)
def test_no_book_may_be_too_large(book: Files, pack: Pack, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = pack(numbered(covered(book)))
    gather = epub_facts.gather
    monkeypatch.setattr("exporter.verify.epub_facts.gather", lambda data: _grown(gather(data)))
    assert [one.rule for one in found(data, store)] == ["store-book-size"]


def _grown(facts: epub_facts.Facts) -> epub_facts.Facts:
    return replace(facts, size_bytes=3 * 10**9)


def test_the_command_offers_all_shops() -> None:
    assert set(OFFERED) == set(STORES)


def test_all_rules_are_written_down_with_their_sources() -> None:
    page = (ROOT / "REFERENCE.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `store-")]
    for store, rules in STORES.items():
        for rule in rules:
            row = [line for line in rows if line.startswith(f"| `{rule.name}` | {rule.severity} | {store} |")]
            assert len([line for line in row if f" {rule.source} |" in line]) >= 1, (store, rule.name, rule.source)
    assert len(rows) == sum(len(rules) for rules in STORES.values())


def test_our_own_book_breaks_no_rule(tmp_path: Path) -> None:
    sample = ROOT / "source" / "articles" / "ketamine-migraine-treatment.md"
    path = tmp_path / "book.epub"
    list(
        pipeline.export_all(
            pipeline.one_off(pipeline.OneOff(sample, [path])), pipeline.Settings(today=date(2026, 1, 2))
        )
    )
    told = verify(path.read_bytes(), path="book.epub", stores=STORES)
    assert [str(one) for one in told if one.severity is not Severity.INFO] == []
