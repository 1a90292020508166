"""A project as a clinic has one, made of the same seed each time: leaflets, pictures and clinics.

Leaflets have 300 to 3,000 words and a picture for about every 900 of them, in turn a photograph of 3.8 megapixels, as a
telephone sends it, and a diagram. Unless fewer are asked for, no two leaflets share a picture.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from bench.phrases import LANGUAGES, Phrases
from PIL import Image, ImageDraw

SEED = 2026
WORDS = 300, 3000
PHOTOGRAPH_PX, GRAIN_PX, QUALITY = (2400, 1600), (300, 200), 80
"""Noise of `GRAIN_PX`, drawn larger, packs as a photograph does: about half a megabyte."""
DIAGRAM_PX = 1500, 900
WORDS_A_PICTURE = 900
CONFIGURATION = """\
[editions.brochure]
layout = "brochure"
formats = ["screen", "press"]

[editions.ebook]
layout = "ebook"
formats = ["epub"]
pages_from = "brochure"
"""
CLINIC = """\
name = "Example Clinic {number}"
tagline = "Care close to home"
logo = {{ image = "../images/logo-{number}.{suffix}", alt = "Example Clinic {number}" }}
phone = "+1 212 555 {line}"
email = "clinic-{number}@example.org"
address = ["{number} Example Street", "New York, NY 10001"]
hours = ["Monday to Friday, 8 am to 6 pm"]
url = "https://example.org/{number}"
short_url = "https://example.org/{number}"

[colours]
primary = "#{colour}"
"""
LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="120" height="120">
  <circle cx="60" cy="60" r="56" fill="#{colour}"/>
  <path d="M50 25h20v25h25v20H70v25H50V70H25V50h25z" fill="#fff"/>
</svg>
"""
COLOURS = "17606e", "5b2a86", "8a3324", "1f4e8c", "2e6b34"


def write_project(  # noqa: PLR0913 - each has its usual value
    folder: Path,
    *,
    articles: int,
    clinics: int,
    words: tuple[int, int] = WORDS,
    pictures: int | None = None,
    languages: Sequence[str] = ("en",),
    configuration: str = CONFIGURATION,
) -> Path:
    """Write a project, of two editions unless another `configuration` is given, and give its folder.

    Leaflets have between the least and the most `words`; `pictures` is how many there are altogether, 0 for none, and
    `languages` those that the leaflets take turns in.
    """
    for name in ("articles", "clinics", "images"):
        (folder / "source" / name).mkdir(parents=True, exist_ok=True)
    (folder / "exporter.toml").write_text(configuration, encoding="utf-8")
    for number in range(1, clinics + 1):
        _clinic(folder / "source", number)
    least, most = words
    used = 0
    for number in range(1, articles + 1):
        length = least + (most - least) * ((number * 7) % 10) // 9  # short and long ones side by side
        count = 1 + length // WORDS_A_PICTURE
        places = (
            [(used + each) % pictures if pictures else used + each for each in range(count)] if pictures != 0 else []
        )
        used += count
        names = [_picture(folder / "source" / "images", place) for place in places]
        text = article(number, length, names, languages[number % len(languages)])
        (folder / "source" / "articles" / f"leaflet-{number:04}.md").write_text(text, encoding="utf-8")
    return folder


def article(number: int, words: int, pictures: Sequence[str] = (), language: str = "en") -> str:
    """A leaflet of at least so many words, with these pictures from `../images`."""
    chance = _chance("article", number)
    phrases = LANGUAGES[language]
    headings = [each.format(topic=topic) for each in phrases.headings for topic in phrases.topics]
    chance.shuffle(headings)
    title = f"{headings.pop()} ({number})"
    lines = [
        f'---\ntitle: "{title}"\ndescription: "{_filled(phrases.sentences[0], phrases, chance)}"\nlang: {language}'
    ]
    lines.append('date: 2026-01-02\nversion: "1.0"\n---\n')
    waiting, counted = list(pictures), 0
    for place, heading in enumerate(headings):
        section = list(_section(place, heading, phrases, chance))
        counted += sum(len(block.split()) for block in section)
        lines += section
        if waiting and counted >= words * (len(pictures) - len(waiting)) // len(pictures):
            lines.append(_figure(waiting.pop(0), phrases, chance))
        if counted >= words:
            break
    lines += [_figure(name, phrases, chance) for name in waiting]
    return "\n".join(lines)


def _section(place: int, heading: str, phrases: Phrases, chance: random.Random) -> Iterator[str]:
    """A chapter: two paragraphs or three, and then a list, a table, a call-out, a note or a definition."""
    yield f"## {heading[0].upper()}{heading[1:]}\n"
    for _ in range(chance.randint(2, 3)):
        chosen = chance.sample(phrases.sentences, 3)
        yield " ".join(_filled(each, phrases, chance) for each in chosen) + "\n"
    yield _extra(place, phrases, chance)


def _extra(place: int, phrases: Phrases, chance: random.Random) -> str:
    sentence = _filled(chance.choice(phrases.sentences), phrases, chance)
    match place % 5:
        case 0:
            items = chance.sample(phrases.items, 4)
            return "".join(f"- {_filled(each, phrases, chance)}\n" for each in items)
        case 1:
            rows = [
                f"| {name} | {chance.randint(1, 9) * 50} mg | {chance.choice(phrases.times)} |"
                for name in phrases.doses
            ]
            return "\n".join([f"| {' | '.join(phrases.columns)} |", "|---|---:|---|", *rows]) + "\n"
        case 2:
            return f"!!! warning\n    {_filled(phrases.call_out, phrases, chance)}\n"
        case 3:
            return f"{sentence}[^{place}]\n\n[^{place}]: {_filled(phrases.sentences[3], phrases, chance)}\n"
        case _:
            steps = chance.sample(phrases.sentences, 3)
            return "".join(f"{step}. {_filled(each, phrases, chance)}\n" for step, each in enumerate(steps, 1))


def _figure(name: str, phrases: Phrases, chance: random.Random) -> str:
    alternative, caption = (_filled(each, phrases, chance) for each in (phrases.alternative, phrases.caption))
    return f'![{alternative}](../images/{name} "{caption}")\n'


def _filled(text: str, phrases: Phrases, chance: random.Random) -> str:
    return text.format(topic=chance.choice(phrases.topics), time=chance.choice(phrases.times))


def _clinic(source: Path, number: int) -> None:
    colour = COLOURS[number % len(COLOURS)]
    suffix = "svg" if number % 2 else "png"
    text = CLINIC.format(number=number, suffix=suffix, line=f"{number % 10_000:04}", colour=colour)
    (source / "clinics" / f"clinic-{number:03}.toml").write_text(text, encoding="utf-8")
    logo = LOGO.format(colour=colour).encode() if suffix == "svg" else _png_logo(colour)
    (source / "images" / f"logo-{number}.{suffix}").write_bytes(logo)


def _png_logo(colour: str) -> bytes:
    picture = Image.new("RGBA", (900, 900))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 880, 880), fill=f"#{colour}")
    draw.rectangle((375, 190, 525, 710), fill="white")
    draw.rectangle((190, 375, 710, 525), fill="white")
    return _encoded(picture, "PNG")


def _picture(folder: Path, place: int) -> str:
    """The name of the picture in a place; it is drawn unless it is there."""
    name = f"picture-{place:04}.{'png' if place % 2 else 'jpg'}"
    if not (folder / name).exists():
        chance = _chance("picture", place)
        (folder / name).write_bytes(_diagram(chance) if place % 2 else _photograph(chance))
    return name


def _photograph(chance: random.Random) -> bytes:
    noise = Image.frombytes("RGB", GRAIN_PX, chance.randbytes(3 * GRAIN_PX[0] * GRAIN_PX[1]))
    scene = Image.frombytes("RGB", (6, 4), chance.randbytes(72))
    scene, noise = (each.resize(PHOTOGRAPH_PX, Image.Resampling.BICUBIC) for each in (scene, noise))
    return _encoded(Image.blend(scene, noise, alpha=0.3), "JPEG", quality=QUALITY)


def _diagram(chance: random.Random) -> bytes:
    picture = Image.new("RGB", DIAGRAM_PX, "white")
    draw = ImageDraw.Draw(picture)
    for step in range(5):
        left, height = 100 + step * 280, chance.randint(100, 700)
        draw.rectangle((left, 800 - height, left + 180, 800), fill="#17606e", outline="black", width=6)
        draw.line((left + 90, 800 - height, left + 370, 800 - chance.randint(100, 700)), fill="#c8742a", width=12)
    draw.line((60, 800, 1460, 800), fill="black", width=8)
    return _encoded(picture, "PNG")


def _encoded(picture: Image.Image, kind: str, **options: int) -> bytes:
    data = BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def _chance(kind: str, number: int) -> random.Random:
    return random.Random(f"{SEED} {kind} {number}")  # noqa: S311 - for texts and noise, not for secrets
