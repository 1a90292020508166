"""Untrue claims that neither EPUBCheck nor Ace notices: each in a book that makes it, and one of which it is true."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from exporter.model import Diagnostic
from exporter.verify import epub
from exporter.verify.epub_hazards import contradictions

if TYPE_CHECKING:
    from verify.conftest import Pack

Files = dict[str, bytes]
PACKAGE, FIRST, SECOND = "EPUB/package.opf", "EPUB/first.xhtml", "EPUB/second.xhtml"
NONE = b'<meta property="schema:accessibilityHazard">none</meta>'
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"{}><mi>x</mi></math>'
SOUND = b'<item id="talk" href="talk.mp3" media-type="audio/mpeg"/>'
OVERLAID = (
    b'<item id="talk" href="talk.mp3" media-type="audio/mpeg"/>'
    b'<item id="smil" href="first.smil" media-type="application/smil+xml"/>'
)


def claiming(book: Files, name: str, value: str) -> Files:
    """The book with one more value of an accessibility property."""
    entry = f'<meta property="schema:{name}">{value}</meta></metadata>'.encode()
    return {**book, PACKAGE: book[PACKAGE].replace(b"</metadata>", entry)}


def with_text(book: Files, markup: str) -> Files:
    return {**book, SECOND: book[SECOND].replace(b"</body>", f"{markup}</body>".encode())}


def with_item(book: Files, item: bytes, **files: bytes) -> Files:
    """The book with one more item of the manifest, and files by their names with `_` for a full stop."""
    added = {f"EPUB/{name.replace('_', '.')}": data for name, data in files.items()}
    return {**book, PACKAGE: book[PACKAGE].replace(b"</manifest>", item + b"</manifest>"), **added}


def of_hazards(book: Files, *hazards: str) -> Files:
    entries = "".join(f'<meta property="schema:accessibilityHazard">{hazard}</meta>' for hazard in hazards)
    return {**book, PACKAGE: book[PACKAGE].replace(NONE, entries.encode())}


def overlaid(book: Files) -> Files:
    """The book with a document that is read aloud."""
    spoken = with_item(book, OVERLAID, talk_mp3=b"ID3", first_smil=b"<smil/>")
    spoken[PACKAGE] = spoken[PACKAGE].replace(b'<item id="first"', b'<item media-overlay="smil" id="first"')
    return spoken


def animation(*levels: int, duration_ms: int = 100) -> bytes:
    frames = [Image.new("L", (8, 8), level) for level in levels]
    stream = BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], duration=duration_ms, loop=0)
    return stream.getvalue()


def with_animation(book: Files, data: bytes) -> Files:
    item = b'<item id="moving" href="moving.gif" media-type="image/gif"/>'
    return with_text(with_item(book, item, moving_gif=data), '<p><img src="moving.gif" alt="A lamp"/></p>')


def about_claims(pack: Pack, book: Files) -> list[str]:
    rules = {"broken-claim", "unchecked-claim", "missing-metadata", "flashing-image", "meaningless-alternative"}
    return [found.message for found in epub.check(pack(book), "a.epub") if found.rule in rules]


@pytest.mark.parametrize(
    ("feature", "untrue", "markup"),
    [
        ("MathML", "but there is no formula in MathML", MATH.format("")),
        ("describedMath", "but 1 of its formulas has no description", MATH.format(' alttext="x"')),
        ("longDescription", "and nothing is marked as a longer description", '<p aria-details="after">x</p>'),
        (
            "longDescription",
            "",
            '<figure><img src="drip.svg" alt="A drip"/><table><tr><td>1</td></tr></table></figure>',
        ),
        ("index", "and nothing in it is marked as an index", '<section role="doc-index">x</section>'),
        ("transcript", "but it has neither sound nor film", '<audio src="https://example.org/talk.mp3"></audio>'),
        ("closedCaptions", "but it has neither sound nor film", "<video></video>"),
        ("synchronizedAudioText", "but nothing in it is read aloud in step", ""),
    ],
)
def test_a_feature_is_claimed(book: Files, pack: Pack, feature: str, untrue: str, markup: str) -> None:
    claimed = claiming(book, "accessibilityFeature", feature)
    if feature == "describedMath":
        assert about_claims(pack, with_text(claimed, MATH.format(""))) == [
            f"the book claims the feature {feature!r}, {untrue}"
        ]
    elif untrue:
        assert about_claims(pack, claimed) == [f"the book claims the feature {feature!r}, {untrue}"]
    if markup:
        assert about_claims(pack, with_text(claimed, markup)) == []


def test_a_feature_of_another_vocabulary(book: Files, pack: Pack) -> None:
    claimed = claiming(book, "accessibilityFeature", "alternativetext")
    assert about_claims(pack, claimed) == [
        "the book claims the feature 'alternativetext', which the vocabulary does not have"
    ]
    assert about_claims(pack, claiming(book, "accessibilityFeature", "displayTransformability/font-size")) == []
    assert about_claims(pack, claiming(book, "accessibilityFeature", "unlocked")) == []


def test_formulas_may_be_pictures_but_there_must_be_some(book: Files, pack: Pack) -> None:
    claimed = claiming(book, "accessibilityFeature", "describedMath")
    assert about_claims(pack, claimed) == []
    claimed[FIRST] = book[FIRST].replace(b'<p><img src="drip.svg" alt="A drip next to a bed"/></p>', b"")
    assert "the book claims the feature 'describedMath', but there is no formula in it" in about_claims(pack, claimed)


@pytest.mark.parametrize("text", ["drip.svg", "Image 1", "—"])
def test_an_alternative_says_nothing(book: Files, pack: Pack, text: str) -> None:
    book[FIRST] = book[FIRST].replace(b"A drip next to a bed", text.encode())
    assert about_claims(pack, book) == [
        f"the alternative text {text!r} says nothing of the picture",
        "the book claims the feature 'alternativeText', but the alternative text of 1 says nothing",
        "the book claims that its text is enough to read it, but the alternative text of 1 says nothing",
        (
            "the book claims to conform to 'EPUB Accessibility 1.1 - WCAG 2.2 Level AA', "
            "but the alternative text of 1 says nothing"
        ),
    ]


def test_alternatives_are_claimed_and_there_is_no_picture(book: Files, pack: Pack) -> None:
    book[FIRST] = book[FIRST].replace(b'<p><img src="drip.svg" alt="A drip next to a bed"/></p>', b"")
    assert about_claims(pack, book) == [
        "the book claims the feature 'alternativeText', but it has no picture that needs any",
        "the book claims the mode 'visual', but it has no picture",
    ]


def test_roles_that_organise_nothing_are_no_aria(book: Files, pack: Pack) -> None:
    for name in (FIRST, "EPUB/nav.xhtml"):
        book[name] = book[name].replace(b'role="doc', b'class="doc')
    assert about_claims(pack, with_text(book, '<p role="presentation">x</p>')) == [
        "the book claims the feature 'ARIA', but no element has a role"
    ]


VISUAL = b'<meta property="schema:accessMode">visual</meta>'


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FIRST, b"<p><img", b'<p epub:type="cover"><img'),
        (FIRST, b"<p><img", b'<p role="doc-colophon"><img'),
        ("EPUB/nav.xhtml", b'epub:type="bodymatter"', b'epub:type="titlepage"'),
    ],
)
def test_covers_and_logos_need_no_mode(book: Files, pack: Pack, file: str, old: bytes, new: bytes) -> None:
    book[PACKAGE] = book[PACKAGE].replace(VISUAL, b"")
    assert about_claims(pack, book) == ["the book claims the modes 'textual' alone, but it has pictures"]
    book[file] = book[file].replace(old, new)
    assert about_claims(pack, book) == []


def test_sound_is_claimed(book: Files, pack: Pack) -> None:
    claimed = claiming(claiming(book, "accessMode", "auditory"), "accessModeSufficient", "auditory")
    assert about_claims(pack, claimed) == [
        "the book claims the mode 'auditory', but there is no sound in it",
        "the book claims that its sound is enough to follow it, but there is no sound in it",
    ]
    assert about_claims(pack, with_item(claimed, SOUND, talk_mp3=b"ID3")) == []


def test_what_is_read_aloud_is_claimed_and_told(book: Files, pack: Pack) -> None:
    spoken = overlaid(book)
    assert about_claims(pack, spoken) == [
        "the book is read aloud in step, and does not say so",
        "the book claims the modes 'textual, visual' alone, but it is read aloud",
    ]
    spoken = claiming(claiming(spoken, "accessibilityFeature", "synchronizedAudioText"), "accessMode", "auditory")
    assert about_claims(pack, spoken) == []


def test_a_source_of_page_numbers_is_named_and_there_are_none(book: Files, pack: Pack) -> None:
    bare = {name: data.replace(b'epub:type="page-list"', b'epub:type="lot"') for name, data in book.items()}
    bare[FIRST] = bare[FIRST].replace(b'epub:type="pagebreak" role="doc-pagebreak"', b'role="doc-tip"')
    for feature in (b"pageBreakMarkers", b"pageNavigation"):
        bare[PACKAGE] = bare[PACKAGE].replace(b'<meta property="schema:accessibilityFeature">%s</meta>' % feature, b"")
    untrue = [
        "the book claims to have the page numbers of another edition, but it has no list of pages",
        "the book claims to have the page numbers of another edition, but no page break is marked in it",
    ]
    assert about_claims(pack, bare) == untrue
    source = b'<meta refines="#print" property="source-of">pagination</meta>'
    newer = {**bare, PACKAGE: bare[PACKAGE].replace(source, b'<meta property="pageBreakSource">urn:isbn:1</meta>')}
    assert about_claims(pack, newer) == untrue
    none = {**bare, PACKAGE: bare[PACKAGE].replace(source, b'<meta property="pageBreakSource">none</meta>')}
    assert about_claims(pack, none) == []


def test_a_certificate_wants_a_certifier(book: Files, pack: Pack) -> None:
    conformance = (
        b'<meta property="dcterms:conformsTo" id="conformance">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>'
    )
    book[PACKAGE] = book[PACKAGE].replace(conformance, b'<dc:type id="conformance">x</dc:type>')
    book[PACKAGE] = book[PACKAGE].replace(b"a11y:certifiedBy", b"a11y:certifierCredential")
    assert about_claims(pack, book) == ["the book has a11y:certifierCredential, and does not say who has evaluated it"]


@pytest.mark.parametrize(("one", "other"), sorted(contradictions()))
def test_hazards_contradict_one_another(book: Files, pack: Pack, one: str, other: str) -> None:
    told = about_claims(pack, of_hazards(book, other, one))
    assert f"the book claims the hazard {one!r}, but it says {other!r} too" in told


def test_a_picture_flashes(book: Files, pack: Pack) -> None:
    flashing = with_animation(book, animation(0, 255))
    picture = "the picture flashes more than three times in a second, which can cause seizures"
    conforming = (
        "the book claims to conform to 'EPUB Accessibility 1.1 - WCAG 2.2 Level AA', but 'EPUB/moving.gif' flashes"
    )
    assert about_claims(pack, flashing) == [
        conforming,
        picture,
        "the book claims the hazard 'none', but 'EPUB/moving.gif' flashes",
    ]
    assert about_claims(pack, of_hazards(flashing, "noFlashingHazard"))[2:] == [
        "the book claims the hazard 'noFlashingHazard', but 'EPUB/moving.gif' flashes"
    ]
    assert about_claims(pack, of_hazards(flashing, "flashing")) == [conforming, picture]
    assert about_claims(pack, with_animation(book, animation(0, 255, duration_ms=500))) == []
    assert about_claims(pack, with_animation(book, animation(0))) == []


@pytest.mark.parametrize(
    ("what", "markup"),
    [
        ("'EPUB/second.xhtml'", '<svg xmlns="http://www.w3.org/2000/svg"><title>A lamp</title><animate/></svg>'),
        ("'EPUB/second.xhtml'", "<style>@keyframes a { to { opacity: 0 } }</style>"),
        ("what scripts do in 'EPUB/second.xhtml'", "<script>go()</script>"),
    ],
)
def test_what_cannot_be_measured_is_not_taken_for_safe(book: Files, pack: Pack, what: str, markup: str) -> None:
    moving = with_text(book, markup)
    assert about_claims(pack, moving) == [
        f"the book claims the hazard 'none', and whether {what} flashes cannot be measured here"
    ]
    unknown = "unknownFlashingHazard", "noMotionSimulationHazard", "noSoundHazard"
    assert about_claims(pack, of_hazards(moving, *unknown)) == []


def test_films_and_style_sheets_cannot_be_measured_either(book: Files, pack: Pack) -> None:
    film = b'<item id="film" href="film.mp4" media-type="video/mp4"/>'
    told = "the book claims the hazard 'none', and whether {} flashes cannot be measured here"
    assert about_claims(pack, with_item(book, film, film_mp4=b"\0\0\0\x10ftypisom")) == [told.format("'film.mp4'")]
    book["EPUB/style.css"] += b"\n@keyframes a { to { opacity: 0 } }"
    assert about_claims(pack, book) == [told.format("'EPUB/style.css'")]


def test_readers_are_warned_of_what_there_is_not(book: Files, pack: Pack) -> None:
    assert about_claims(pack, of_hazards(book, "flashing", "sound")) == [
        "the book claims the hazard 'flashing', but nothing in it moves",
        "the book claims the hazard 'sound', but there is no sound in it",
    ]
    warned = of_hazards(with_animation(book, animation(0, 255, duration_ms=500)), "flashing", "sound")
    assert about_claims(pack, with_item(warned, SOUND, talk_mp3=b"ID3")) == []


def test_each_finding_says_what_to_do(book: Files, pack: Pack) -> None:
    found: tuple[Diagnostic, ...] = epub.check(pack(with_animation(overlaid(book), animation(0, 255))), "a.epub")
    assert found
    assert all(one.hint for one in found)
