"""Translations: the language that a file's name gives, and originals that have been changed since."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from exporter import config, pipeline
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Metadata
from exporter.pipeline import gather, translations
from exporter.pipeline.job import Job
from exporter.pipeline.one_off import OneOff
from exporter.pipeline.plan import Choice

OLD, NEW = date(2026, 1, 2), date(2026, 3, 4)


@pytest.mark.parametrize(
    ("original", "translation", "told"),
    [
        (Metadata(""), Metadata(""), ""),
        (Metadata("", modified=NEW), Metadata("", modified=OLD), "2026-01-02, and 'knee.md' was changed on 2026-03-04"),
        (Metadata("", published=OLD, modified=NEW), Metadata("", published=OLD), "changed on 2026-03-04"),
        (Metadata("", modified=NEW), Metadata("", reviewed=OLD), "changed on 2026-03-04"),
        (Metadata("", modified=OLD), Metadata("", modified=NEW), ""),
        (Metadata("", modified=OLD), Metadata("", modified=OLD), ""),
        (Metadata("", modified=NEW), Metadata(""), ""),
        (Metadata("", version="2"), Metadata("", version="1"), "it is version 1, and 'knee.md' is version 2"),
        (Metadata("", version="2"), Metadata("", version="2"), ""),
        (Metadata("", version="2"), Metadata(""), ""),
        (Metadata("", modified=OLD, version="2"), Metadata("", modified=OLD, version="1"), "is version 2"),
        (Metadata("", modified=OLD, version="2"), Metadata("", modified=NEW, version="1"), ""),
        (Metadata("", version="3"), Metadata("", original_version="2"), "it is of version 2, and 'knee.md' is version"),
        (Metadata("", modified=NEW, version="3"), Metadata("", modified=OLD, original_version="3"), ""),
        (Metadata("", modified=OLD, version="3"), Metadata("", modified=NEW, original_version="2"), "is version 3"),
        (Metadata("", modified=NEW), Metadata("", modified=OLD, original_version="2"), "changed on 2026-03-04"),
    ],
)
def test_what_both_say_decides_whether_a_translation_is_outdated(
    original: Metadata, translation: Metadata, told: str
) -> None:
    finding = translations.outdated(original, translation, path="knee.es.md", original_path="knee.md")
    if not told:
        assert finding is None
    else:
        assert finding is not None
        assert (finding.rule, finding.severity.value, finding.path) == (
            "outdated-translation",
            "warning",
            "knee.es.md",
        )
        assert told in finding.message


def article(front: str = "") -> str:
    return f"---\ntitle: Knee\n{front}---\n\nText.\n"


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "source/articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def job_of(folder: Path, name: str) -> Job:
    project = config.default_project(folder)
    [job, *_] = pipeline.plan(project, Choice([folder / "source/articles" / name], ["ebook"]))
    return job


def read(folder: Path, name: str) -> tuple[str, tuple[Diagnostic, ...]]:
    materials, findings = gather.gather(job_of(folder, name))
    return materials.articles["epub"].metadata.language, findings


def test_an_outdated_translation_beside_its_original_is_told(tmp_path: Path) -> None:
    files = {
        "knee.md": article("modified: 2026-03-04\n"),
        "knee.es.md": article("lang: es\nmodified: 2026-01-02\n"),
        "knee.fr.md": article("lang: fr\nmodified: 2026-03-05\n"),
        "hip.es.md": article("modified: 2026-01-02\n"),
        "back.md": "---\ntitle: [\n---\n",
        "back.es.md": article("modified: 2026-01-02\n"),
    }
    written(tmp_path, files)
    language, [finding] = read(tmp_path, "knee.es.md")
    assert (language, finding.rule, finding.path) == ("es", "outdated-translation", "source/articles/knee.es.md")
    assert "'source/articles/knee.md'" in finding.message
    assert read(tmp_path, "knee.fr.md") == ("fr", ())
    assert read(tmp_path, "hip.es.md") == ("es", ())
    assert read(tmp_path, "back.es.md") == ("es", ())
    assert read(tmp_path, "knee.md") == ("en", ())


@pytest.mark.parametrize(
    ("name", "front", "language"),
    [
        ("knee.es.md", "", "es"),
        ("knee.pt_br.md", "", "pt-BR"),
        ("knee.es.md", "lang: es\n", "es"),
        ("knee.es.md", "lang: es-MX\n", "es-MX"),
        ("knee.pt-BR.md", "lang: pt\n", "pt-BR"),
        ("knee.v2.md", "", "en"),
        ("knee.md", "lang: fr\n", "fr"),
    ],
)
def test_the_name_of_a_file_gives_its_language(tmp_path: Path, name: str, front: str, language: str) -> None:
    written(tmp_path, {name: article(front)})
    assert read(tmp_path, name) == (language, ())


def test_the_name_gives_the_language_without_front_matter_too(tmp_path: Path) -> None:
    written(tmp_path, {"knee.es.md": "# Rodilla\n\nTexto.\n"})
    assert read(tmp_path, "knee.es.md") == ("es", ())


@pytest.mark.parametrize(("name", "lang"), [("knee.es.md", "en"), ("knee.pt-PT.md", "pt-BR")])
def test_a_name_and_a_front_matter_that_differ_are_an_error(tmp_path: Path, name: str, lang: str) -> None:
    written(tmp_path, {name: article(f"lang: {lang}\n")})
    with pytest.raises(ExporterError) as caught:
        read(tmp_path, name)
    [finding] = caught.value.diagnostics
    assert (finding.rule, finding.path, finding.line) == ("language-mismatch", f"source/articles/{name}", 3)
    assert repr(lang) in finding.message


def test_an_original_outside_is_not_read(tmp_path: Path) -> None:
    """Only the folder of a one-off export is read: a link out of it is no original."""
    written(tmp_path, {"knee.md": article("modified: 2026-03-04\n")})
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "knee.md").symlink_to(tmp_path / "source/articles/knee.md")
    (folder / "knee.es.md").write_text(article("modified: 2026-01-02\n"))
    [job] = pipeline.one_off(OneOff(folder / "knee.es.md", [folder / "knee.epub"]))
    assert gather.gather(job)[1] == ()
