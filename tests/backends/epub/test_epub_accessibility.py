from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from exporter import layout
from exporter.backends import epub
from exporter.backends.epub import accessibility, parts, summary
from exporter.backends.epub.accessibility import Facts
from exporter.backends.epub.words import ENGLISH, NAVIGATION, SUMMARY
from exporter.layout import words as layout_words
from exporter.model import Document, Medium, Metadata, Resource
from exporter.motion import Motion

DOCUMENT = Document(
    Medium.BOOK, Metadata("A title"), "", (), "", {}, (), (), (), "en", "ltr", date(2026, 1, 2), "a.md", b""
)

Small = Callable[..., Document]
ALWAYS = ("displayTransformability", "readingOrder", "tableOfContents", "unlocked")
DESCRIBED = '<img src="images/leaf.png" alt="A leaf"/>'
DECORATION = '<img src="images/leaf.png" alt="" role="presentation"/>'
UNDESCRIBED = '<img src="images/leaf.png" alt=" "/>'
SVG = 'xmlns="http://www.w3.org/2000/svg"'
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"{}><mi>x</mi></math>'
SPOKEN = MATH.format(' alttext="x"')


def surveyed(
    small: Small, html: str, *, kind: str = "chapter", has_page_list: bool = False, is_narrated: bool = False
) -> Facts:
    bodies = parts.split(small((kind, "", f"<section>{html}</section>")))
    return accessibility.survey(bodies, has_page_list=has_page_list, is_narrated=is_narrated)


def test_text_alone(small: Small) -> None:
    facts = surveyed(small, "<p>x</p>")
    assert facts == Facts()
    assert (facts.modes, facts.sufficient, facts.features, facts.hazards) == (
        ("textual",),
        ("textual",),
        ALWAYS,
        ("none",),
    )


@pytest.mark.parametrize(
    ("html", "modes", "sufficient", "alternatives"),
    [
        (DESCRIBED, ("textual", "visual"), ("textual", "textual,visual"), True),
        (DECORATION, ("textual",), ("textual",), False),
        (DESCRIBED + DECORATION, ("textual", "visual"), ("textual", "textual,visual"), True),
        (UNDESCRIBED, ("textual", "visual"), ("textual,visual",), False),
        (DESCRIBED + UNDESCRIBED, ("textual", "visual"), ("textual,visual",), False),
        ('<img src="images/leaf.png"/>', ("textual", "visual"), ("textual,visual",), False),
        ('<img src="images/leaf.png" alt="IMG_0042.jpg"/>', ("textual", "visual"), ("textual,visual",), False),
        (f"<svg {SVG}><title>A leaf</title><svg/></svg>", ("textual", "visual"), ("textual", "textual,visual"), True),
        (f'<svg {SVG} aria-label="A leaf"/>', ("textual", "visual"), ("textual", "textual,visual"), True),
        (f"<svg {SVG}/>", ("textual", "visual"), ("textual,visual",), False),
        (f'<p aria-hidden="true"><svg {SVG}/></p>', ("textual",), ("textual",), False),
    ],
)
def test_only_what_is_true_of_the_pictures_is_said(
    small: Small, html: str, modes: tuple[str, ...], sufficient: tuple[str, ...], *, alternatives: bool
) -> None:
    facts = surveyed(small, html)
    assert (facts.modes, facts.sufficient) == (modes, sufficient)
    assert facts.all_images_described is ("textual" in sufficient)
    assert ("alternativeText" in facts.features) is alternatives


def test_covers_and_logos_are_no_information_but_need_alternatives(small: Small) -> None:
    facts = surveyed(small, DESCRIBED, kind="cover")
    assert (facts.modes, facts.sufficient) == (("textual",), ("textual",))
    assert "alternativeText" in facts.features
    assert surveyed(small, UNDESCRIBED, kind="colophon").sufficient == ()


@pytest.mark.parametrize(
    ("html", "features"),
    [
        ("<p>x</p>", set()),
        ("<h3>x</h3>", {"structuralNavigation"}),
        ('<p role="note">x</p>', {"ARIA"}),
        ('<span role="img" aria-label="x">x</span>', set()),
        (SPOKEN, {"MathML", "describedMath"}),
        (SPOKEN + MATH.format(""), {"MathML"}),
        ('<section role="doc-index">x</section>', {"ARIA", "index"}),
        (f'{DESCRIBED[:-2]} aria-details="a"/><p id="a">Long.</p>', {"alternativeText", "longDescription"}),
        (f'{DESCRIBED[:-2]} aria-describedby="b a"/><p id="a">Long.</p>', {"alternativeText", "longDescription"}),
        (f'{DESCRIBED[:-2]} aria-details="a"/><p id="a"> </p>', {"alternativeText"}),
    ],
)
def test_features_follow_from_the_markup(small: Small, html: str, features: set[str]) -> None:
    assert set(surveyed(small, html).features) - set(ALWAYS) == features


def test_page_numbers_are_told_of_where_the_book_has_them(small: Small) -> None:
    assert {"pageBreakMarkers", "pageNavigation"} <= set(surveyed(small, "<p>x</p>", has_page_list=True).features)


def test_what_is_read_aloud_is_told_of(small: Small) -> None:
    facts = surveyed(small, DESCRIBED, is_narrated=True)
    assert facts.modes == ("textual", "visual", "auditory")
    assert facts.sufficient == ("textual", "auditory", "textual,visual")
    assert "synchronizedAudioText" in facts.features
    assert facts.hazards == ("none",)  # speech that readers start themselves
    assert "auditory" not in surveyed(small, UNDESCRIBED, is_narrated=True).sufficient


@pytest.mark.parametrize(
    ("moving", "hazard"),
    [
        (Motion.HARMLESS, "noFlashingHazard"),
        (Motion.UNKNOWN, "unknownFlashingHazard"),
        (Motion.FLASHING, "flashing"),
    ],
)
def test_what_moves_is_a_hazard_or_not_known_to_be_none(moving: Motion, hazard: str) -> None:
    facts = Facts(motion=moving)
    assert facts.hazards == (hazard, "unknownMotionSimulationHazard", "noSoundHazard")
    assert not facts.is_accessible


def test_a_layout_s_own_animation_costs_the_claim(small: Small) -> None:
    frames = [Image.new("L", (8, 8), level) for level in (0, 255)]
    stream = BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
    asset = Resource(stream.getvalue(), "image/gif", 8, 8)
    document = small(("chapter", "One", "<section><p>x</p></section>"), resources={"images/a.gif": asset})
    book = epub.bind(epub.assemble(document))
    assert book.claims == {"EPUB 3.3"}
    assert b">flashing<" in ZipFile(BytesIO(book.data)).read("EPUB/content.opf")


def told(facts: Facts, *, by_software: bool = False, **fields: object) -> tuple[str, str]:
    document = replace(DOCUMENT, **fields)  # type: ignore[arg-type]  # of names known only when called
    return summary.write(facts, document, by_software=by_software)


def test_the_summary_is_made_of_the_facts() -> None:
    assert told(Facts()) == (
        "The text can be read aloud, and its size, typeface and colours can be changed. It has a table of contents.",
        "en",
    )
    full = Facts(2, 3, 0, 1, 1, 0, True, True, True, True, True)  # noqa: FBT003 - all that a book may have
    assert told(full, by_software=True)[0].removeprefix(told(Facts())[0]) == (
        " Headings mark its sections. Page numbers are those of the printed edition."
        " It has an index that leads into the text. All pictures have alternative text."
        " Some pictures have longer descriptions too. Formulas are in MathML and described in words."
        " The whole text is also read aloud, in step with what is shown."
        " Its accessibility was checked by software, not by a person."
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(shown=1, undescribed=1), "Not all pictures have alternative text."),
        (Facts(formulas=2, undescribed_formulas=1), "Formulas are in MathML."),
        (Facts(motion=Motion.HARMLESS), "Some pictures move."),
        (Facts(motion=Motion.UNKNOWN), "Some pictures move, and it is not known whether they flash."),
        (Facts(motion=Motion.FLASHING), "Warning: some pictures flash, which can cause seizures."),
    ],
)
def test_the_summary_tells_of_what_is_wanting(facts: Facts, said: str) -> None:
    assert told(facts)[0].removeprefix(told(Facts())[0]).strip() == said


def test_the_summary_is_in_the_words_of_the_layout_if_it_has_all_of_them() -> None:
    words = dict.fromkeys(SUMMARY, "Satz.")
    assert told(Facts(), words=words, words_language="de") == ("Satz. Satz.", "de")
    assert told(Facts(), words={"summary_text": "Satz."}, words_language="de") == told(Facts())


def test_every_language_of_the_shipped_layouts_has_the_words_of_a_book() -> None:
    base, _ = layout.load("ebook", [])
    own = {tag: layout_words.own(base.words, tag)[0] for tag in ("en", *filter(None, base.words)) if "-" not in tag}
    assert len(own) == 11
    assert {key: own["en"][key] for key in ENGLISH} == ENGLISH
    for language, words in own.items():
        assert words.keys() >= ENGLISH.keys(), language
        assert all(words[key].endswith(".") for key in SUMMARY), language
        if language != "en":
            assert not {words[key] for key in SUMMARY} & set(ENGLISH.values()), language


def test_a_summary_in_another_language_says_so(small: Small) -> None:
    part = ("chapter", "One", "<section><p>x</p></section>")
    package = ZipFile(BytesIO(epub.bind(epub.assemble(small(part, language="cy"))).data)).read("EPUB/content.opf")
    assert b'<meta property="schema:accessibilitySummary" xml:lang="en">The text can' in package
    package = ZipFile(BytesIO(epub.bind(epub.assemble(small(part, language="en-GB"))).data)).read("EPUB/content.opf")
    assert b'<meta property="schema:accessibilitySummary">The text can' in package


def test_a_picture_without_alternative_costs_the_claim(small: Small) -> None:
    book = epub.bind(epub.assemble(small(("chapter", "One", f"<section>{UNDESCRIBED}</section>"))))
    assert book.claims == {"EPUB 3.3"}


@pytest.mark.parametrize(
    ("language", "spoken", "words", "claimed"),
    [
        ("en-US", "en", {}, True),
        ("pt-BR", "pt-BR", dict.fromkeys(NAVIGATION, "palavra"), True),
        ("pt-BR", "pt-BR", {"contents": "Índice"}, False),
        ("cy", "en", dict(ENGLISH), False),
        ("x-private", "en", dict(ENGLISH), False),
    ],
)
def test_words_in_another_language_cost_the_claim(
    small: Small, language: str, spoken: str, words: dict[str, str], *, claimed: bool
) -> None:
    part = ("chapter", "One", "<section><p>x</p></section>")
    book = epub.bind(epub.assemble(small(part, language=language, words=words, words_language=spoken)))
    assert ("EPUB Accessibility 1.1" in book.claims) is claimed


def test_what_was_not_earned_is_not_claimed(small: Small) -> None:
    document = small(("chapter", "One", "<section><p>x</p></section>"))
    assert epub.bind(epub.assemble(document)).claims == {"EPUB 3.3", "EPUB Accessibility 1.1"}
    assert epub.bind(epub.assemble(document), claims=frozenset()).claims == set()
