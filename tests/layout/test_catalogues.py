"""The words of layouts: which a language has, what takes the place of those it lacks, and faults in catalogues."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from exporter import layout
from exporter.errors import ExporterError
from exporter.layout import catalogues, words
from exporter.layout.catalogues import Catalogue
from exporter.model import Article, Clinic, Diagnostic, Medium

Write = Callable[[dict[str, str]], Path]
MANIFEST = 'name = "own"\ndescription = "A test."\nextends = "brochure"\n'
ORIGINALS = """
msgctxt "contents"
msgid "Contents"
msgstr ""

msgctxt "scale"
msgid "From {low} to {high}"
msgstr ""
"""
SPANISH = """
msgctxt "contents"
msgid "Contents"
msgstr "Índice"

msgctxt "scale"
msgid "From {low} to {high}"
msgstr "De {low} a {high}"
"""


def catalogue(text: str | bytes, path: str = "words/es.po") -> Catalogue:
    data = text.encode() if isinstance(text, str) else text
    return Catalogue(path, "", data)


ENGLISH = (catalogue(ORIGINALS, "words/words.pot"),)


def read(text: str | bytes) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    found, findings = catalogues.translations(ENGLISH, (catalogue(text),))
    return dict(found), findings


def fault(text: str | bytes) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        read(text)
    [finding] = caught.value.diagnostics
    assert finding.path == "words/es.po"
    assert finding.hint
    return finding


def test_every_language_has_every_word() -> None:
    base, _ = layout.load("brochure", [])
    keys = set(words.own(base.words, "en")[0])
    whole = {language for language in base.words if language and "-" not in language}
    assert whole == {"ar", "da", "de", "es", "fr", "it", "nl", "pl", "pt", "sv"}
    assert len(keys) > 50
    for language in base.words:
        found, findings = words.own(base.words, language or "en")
        assert (keys ^ set(found), findings) == (set(), ())


def test_a_region_says_only_what_differs() -> None:
    base, _ = layout.load("brochure", [])
    european, brazilian = (words.table(base.words, tag)[0] for tag in ("pt", "pt-BR"))
    assert (european["contact"], brazilian["contact"]) == ("Contacto", "Contato")
    assert european["notes"] == brazilian["notes"]
    assert words.table(base.words, "pt-PT")[0] == european
    assert words.table(base.words, "fi")[0] == words.table(base.words, "en")[0]


@pytest.mark.parametrize("language", ["da", "de", "es", "fr", "it", "nl", "pl", "pt", "pt_BR", "sv", "ar"])
def test_a_catalogue_names_its_language(language: str) -> None:
    text = (layout.shipped() / f"base/words/{language}.po").read_text(encoding="utf-8")
    assert f"Language: {language}\\n" in text


def test_only_the_languages_that_are_asked_for_are_read(article: Article, clinic: Clinic, write: Write) -> None:
    folder = write({"own/layout.toml": MANIFEST, "own/words/fr.po": "no catalogue", "own/words/es.po": SPANISH[:60]})
    own, _ = layout.load("own", [folder])
    request = layout.Request(Medium.WEB, date(2026, 1, 2), embed_fonts=False)
    layout.compose(article, clinic, own, request)
    french = replace(article, metadata=replace(article.metadata, language="fr"))
    with pytest.raises(ExporterError) as caught:
        layout.compose(french, clinic, own, request)
    assert [(one.rule, one.path, one.line) for one in caught.value.diagnostics] == [
        ("invalid-catalogue", str(folder / "own/words/fr.po"), 1)
    ]


def test_a_layout_may_change_words_and_add_its_own(write: Write) -> None:
    files = {
        "own/layout.toml": MANIFEST,
        "own/words/words.pot": 'msgctxt "ward"\nmsgid "Ward"\nmsgstr ""\n',
        "own/words/en.po": 'msgctxt "contents"\nmsgid "Contents"\nmsgstr "In this leaflet"\n',
        "own/words/de.po": 'msgctxt "ward"\nmsgid "Ward"\nmsgstr "Station"\n',
    }
    own, _ = layout.load("own", [write(files)])
    english, german, french = (words.table(own.words, tag)[0] for tag in ("en-GB", "de", "fr"))
    assert (english["contents"], english["ward"], english["notes"]) == ("In this leaflet", "Ward", "Notes")
    assert (german["ward"], german["contents"]) == ("Station", "Inhalt")
    assert french["ward"] == "Ward"


def test_words_in_toml_are_refused_with_what_to_do(write: Write) -> None:
    folder = write({"own/layout.toml": MANIFEST, "own/words/es.toml": 'contents = "Índice"\n'})
    with pytest.raises(ExporterError) as caught:
        layout.load("own", [folder])
    [finding] = caught.value.diagnostics
    assert (finding.rule, finding.path) == ("unsupported-words", str(folder / "own/words/es.toml"))
    assert "es.po" in finding.hint


def test_what_is_not_translated_or_not_checked_stays_english() -> None:
    assert read(SPANISH)[0] == {"contents": "Índice", "scale": "De {low} a {high}"}
    fuzzy = SPANISH.replace('msgctxt "scale"', '#, fuzzy\nmsgctxt "scale"')
    assert read(fuzzy)[0] == {"contents": "Índice"}
    assert read(SPANISH.replace("Índice", ""))[0] == {"scale": "De {low} a {high}"}
    assert read(
        SPANISH.replace('\nmsgctxt "contents"', '\n#~ msgctxt "contents"', 1).replace(
            'msgid "Contents"\nmsgstr "Índice"', '#~ msgid "Contents"\n#~ msgstr "Índice"'
        )
    )[0] == {"scale": "De {low} a {high}"}


def test_a_catalogue_is_read_as_editors_write_it() -> None:
    text = SPANISH.replace('"De {low} a {high}"', '""\n"De {low} "\n"a {high}"').replace("\n", "\r\n")
    text = 'msgid ""\r\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\r\n' + text
    expected = {"contents": "Índice", "scale": "De {low} a {high}"}
    assert read(b"\xef\xbb\xbf" + text.encode()) == (expected, ())


@pytest.mark.parametrize(
    ("text", "rule", "line", "told"),
    [
        ("contents = 1\n", "invalid-catalogue", 1, "'contents = 1' is no keyword and text in quotes"),
        (SPANISH.replace('"Índice"', '"Índice'), "invalid-catalogue", 4, "in quotes"),
        (SPANISH.replace('msgstr "Índice"\n', ""), "invalid-catalogue", 3, "missing msgstr"),
        (SPANISH.replace("msgstr", "mgsstr", 1), "invalid-catalogue", 4, "unknown or misformatted keyword"),
        (SPANISH.replace('msgctxt "contents"\n', ""), "invalid-catalogue", 2, "'Contents' has no key"),
        (SPANISH.replace('msgstr "Índice"', 'msgid_plural "C"\nmsgstr[0] "x"'), "invalid-catalogue", 3, "plural"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=x; plural=(;\\n"\n', "invalid-catalogue", None, "'x'"),
        (SPANISH.encode("latin-1"), "not-utf-8", 4, "no UTF-8"),
        (SPANISH.replace('"contents"', '"content"'), "unknown-word", 3, "no layout has a word 'content'"),
        (SPANISH.replace("a {high}", "a {hihg}"), "wrong-placeholder", 7, "{high}, {low}"),
        (SPANISH.replace("a {high}", "a {high"), "wrong-placeholder", 7, "{high}, {low}"),
        (SPANISH.replace("Índice", "Índice {low}"), "wrong-placeholder", 3, "none"),
    ],
)
def test_faults_are_told_with_their_line(text: str | bytes, rule: str, line: int | None, told: str) -> None:
    finding = fault(text)
    assert (finding.rule, finding.line) == (rule, line)
    assert told in finding.message


def test_a_translation_of_an_older_original_is_told() -> None:
    found, [finding] = read(SPANISH.replace('msgid "Contents"', 'msgid "Table of contents"'))
    assert found["contents"] == "Índice"
    assert (finding.rule, finding.severity.value, finding.line) == ("outdated-word", "warning", 3)


def test_a_date_stands_in_the_language_of_the_words_around_it(article: Article, clinic: Clinic) -> None:
    base, _ = layout.load("brochure", [])
    metadata = replace(article.metadata, language="fi", reviewed=date(2026, 2, 1))
    request = layout.Request(Medium.WEB, date(2026, 1, 2), embed_fonts=False)
    document, _ = layout.compose(replace(article, metadata=metadata), clinic, base, request)
    html = "".join(part.html for part in document.parts)
    assert re.search(r'lang="en"[^>]*>Reviewed 1 February 2026<', html)


def test_the_catalogue_that_the_reference_shows_is_one(write: Write) -> None:
    reference = (Path(__file__).resolve().parents[2] / "REFERENCE.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```po\n(.*?)```", reference, re.DOTALL)
    own, _ = layout.load("own", [write({"own/layout.toml": MANIFEST, "own/words/es.po": shown})])
    found, findings = words.table(own.words, "es-MX")
    assert (found["reviewed_by"], found["contents"], findings) == ("Comprobado por", "Contenido", ())
