"""Which jobs a project or a command line asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from exporter import config
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Project
from exporter.pipeline import Choice, Job, OneOff, one_off, plan


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Make a project with two articles, one clinic and the usual editions."""
    write(tmp_path, "exporter.toml", "source/articles/flu.md", "source/articles/winter/cold.v2.md")
    write(tmp_path, "source/clinics/north.toml")
    return config.load(tmp_path)[0]


def places(project: Project, jobs: Iterable[Job]) -> list[str]:
    return [str(path.relative_to(project.build)) for job in jobs for path in job.outputs.values()]


def faults(project: Project, choice: Choice) -> list[Diagnostic]:
    with pytest.raises(ExporterError) as caught:
        plan(project, choice)
    assert all(finding.severity == "error" and finding.hint for finding in caught.value.diagnostics)
    return list(caught.value.diagnostics)


def test_every_article_in_every_edition(project: Project) -> None:
    jobs = plan(project, Choice())
    assert [job.name for job in jobs] == [
        "flu brochure",
        "flu ebook",
        "winter/cold.v2 brochure",
        "winter/cold.v2 ebook",
    ]
    assert places(project, jobs) == [
        "flu-brochure.screen.pdf",
        "flu-brochure.html",
        "flu-ebook.epub",
        "winter/cold.v2-brochure.screen.pdf",
        "winter/cold.v2-brochure.html",
        "winter/cold.v2-ebook.epub",
    ]
    job = jobs[0]
    assert job.root == project.root
    assert job.article == project.articles / "flu.md"
    assert job.clinic == project.clinics / "north.toml"
    assert job.layouts == (project.layouts,)
    assert job.names == {"brochure", "ebook"}
    assert job.pages_from is None
    assert job.shown(job.article) == "source/articles/flu.md"
    assert job.shown(Path("/elsewhere/a.md")) == "/elsewhere/a.md"


def test_pages_come_from_the_same_article_and_clinic(project: Project) -> None:
    brochure, ebook, *_ = plan(project, Choice())
    assert ebook.pages_from is not None
    assert ebook.pages_from.name == brochure.name
    assert (ebook.pages_from.article, ebook.pages_from.clinic) == (ebook.article, ebook.clinic)
    assert ebook.pages_from.edition.formats == ("screen",)
    assert set(ebook.pages_from.outputs) == {"screen"}
    assert ebook.pages_from.pages_from is None


def test_an_ebook_alone_still_knows_its_print_edition(project: Project) -> None:
    jobs = plan(project, Choice(editions=["ebook"]))
    assert {job.edition.name for job in jobs} == {"ebook"}
    assert all(job.pages_from is not None for job in jobs)


def test_print_editions_come_first(project: Project) -> None:
    changed = replace(project, editions=tuple(reversed(project.editions)))
    assert [job.edition.name for job in plan(changed, Choice())][:2] == ["brochure", "ebook"]
    jobs = plan(changed, Choice(editions=["ebook", "brochure", "ebook"]))
    assert [job.edition.name for job in jobs][:2] == ["brochure", "ebook"]
    assert len(jobs) == 4


def test_several_clinics_have_folders(project: Project) -> None:
    write(project.root, "source/clinics/south.toml")
    jobs = plan(project, Choice(editions=["ebook"]))
    assert places(project, jobs) == [
        "north/flu-ebook.epub",
        "south/flu-ebook.epub",
        "north/winter/cold.v2-ebook.epub",
        "south/winter/cold.v2-ebook.epub",
    ]
    assert jobs[0].name == "north/flu ebook"
    chosen = plan(project, Choice(editions=["ebook"], clinics=["south"]))
    assert places(project, chosen) == ["south/flu-ebook.epub", "south/winter/cold.v2-ebook.epub"]


def test_a_project_may_have_no_clinic(project: Project) -> None:
    (project.clinics / "north.toml").unlink()
    assert {job.clinic for job in plan(project, Choice())} == {None}
    project.clinics.rmdir()
    assert {job.clinic for job in plan(project, Choice())} == {None}
    (finding,) = faults(project, Choice(clinics=["north"]))
    assert (finding.rule, finding.hint) == (
        "unknown-clinic",
        "put clinics' files ending in .toml into 'source/clinics'",
    )


def test_hidden_files_and_folders_are_none_of_ours(project: Project) -> None:
    write(project.articles, ".draft.md", "._flu.md", ".obsidian/note.md", "folder.md/real.md")
    write(project.clinics, ".south.toml", "...toml", "south.txt")
    names = [job.name for job in plan(project, Choice(editions=["ebook"]))]
    assert names == ["flu ebook", "folder.md/real ebook", "winter/cold.v2 ebook"]


@pytest.mark.parametrize(
    ("choice", "rule", "words", "hint"),
    [
        (Choice(editions=["brochur"]), "unknown-edition", "'brochur'", "did you mean 'brochure'?"),
        (Choice(editions=["zzz"]), "unknown-edition", "'zzz'", "use one of brochure, ebook"),
        (Choice(clinics=["nort"]), "unknown-clinic", "'nort'", "did you mean 'north'?"),
    ],
)
def test_unknown_names_are_told_with_the_nearest(
    project: Project, choice: Choice, rule: str, words: str, hint: str
) -> None:
    (finding,) = faults(project, choice)
    assert (finding.rule, finding.hint) == (rule, hint)
    assert words in finding.message


def test_all_unknown_names_are_told(project: Project) -> None:
    assert len(faults(project, Choice(editions=["x", "brochure", "y"]))) == 2


def test_a_project_without_articles_is_told(project: Project) -> None:
    (finding,) = faults(replace(project, articles=project.root / "texts"), Choice())
    assert finding.rule == "no-articles"
    assert "'texts'" in finding.message
    (finding,) = faults(replace(project, articles=Path("/nowhere/at/all")), Choice())
    assert "'/nowhere/at/all'" in finding.message


def test_articles_are_named_in_any_way(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.articles / "winter")
    choice = Choice(articles=[Path("../flu.md"), project.articles / "flu.md", Path("cold.v2.md")], editions=["ebook"])
    assert [job.name for job in plan(project, choice)] == ["flu ebook", "winter/cold.v2 ebook"]
    assert plan(project, choice)[0].article == project.articles / "flu.md"


def test_an_article_elsewhere_in_the_project_goes_by_its_name(project: Project) -> None:
    write(project.root, "drafts/new.md")
    (job,) = plan(project, Choice(articles=[project.root / "drafts" / "new.md"], editions=["ebook"]))
    assert places(project, (job,)) == ["new-ebook.epub"]


def test_an_article_outside_is_refused(project: Project, tmp_path: Path) -> None:
    (project.articles / "link.md").symlink_to("/etc/hostname")
    outside = [tmp_path.parent / "other.md", project.articles / "link.md"]
    found = faults(project, Choice(articles=[*outside, project.articles / "flu.md"]))
    assert [finding.rule for finding in found] == ["outside-project", "outside-project"]
    assert repr(str(outside[0])) in found[0].message


def test_a_linked_article_has_the_same_outputs_named_or_found(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.articles / "influenza.md").symlink_to("flu.md")
    (project.root.parent / "alias").symlink_to(project.root)
    found = plan(project, Choice(editions=["ebook"]))
    named = plan(project, Choice(articles=[project.articles / "influenza.md"], editions=["ebook"]))
    assert "influenza-ebook.epub" in places(project, found)
    assert places(project, named) == ["influenza-ebook.epub"]
    monkeypatch.chdir(project.root.parent / "alias")
    through = plan(project, Choice(articles=[Path("source/articles/flu.md").absolute()], editions=["ebook"]))
    assert places(project, through) == ["flu-ebook.epub"]


def test_two_jobs_never_write_the_same_file(project: Project) -> None:
    write(project.root, "drafts/flu.md")
    choice = Choice(articles=[project.articles / "flu.md", project.root / "drafts" / "flu.md"], editions=["ebook"])
    (finding,) = faults(project, choice)
    assert finding.rule == "output-collision"
    assert "'build/flu-ebook.epub'" in finding.message
    write(project.root, "source/clinics/south.toml")
    found = faults(replace(project, output="{article}-{edition}.{suffix}"), Choice())
    assert len(found) == 6


def test_what_another_run_would_write_is_not_written_over(project: Project) -> None:
    write(project.root, "drafts/flu.md")
    (finding,) = faults(project, Choice(articles=[project.root / "drafts/flu.md"], editions=["ebook"]))
    assert finding.rule == "output-collision"
    write(project.root, "source/clinics/south.toml")
    shared = replace(project, output="{article}-{edition}.{suffix}")
    assert len(faults(shared, Choice(editions=["ebook"], clinics=["north"]))) == 2


@pytest.mark.parametrize("folder", ["source/articles", "source/articles/winter"])
def test_a_folder_is_no_article(project: Project, folder: str) -> None:
    (finding,) = faults(project, Choice(articles=[project.root / folder]))
    assert finding.rule == "unreadable-file"
    assert "is a folder" in finding.message


def test_no_name_leads_out_of_the_build_folder(project: Project) -> None:
    write(project.articles, "...md")
    shifty = replace(project, output="{article}/{edition}.{suffix}")
    (finding,) = faults(shifty, Choice(articles=[project.articles / "...md"]))
    assert finding.rule == "outside-project"
    assert "outside the build folder" in finding.message


def test_one_article_without_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outputs = [Path("out/a.PDF"), Path("a.epub"), Path("b.htm")]
    wanted = OneOff(Path("texts/flu.md"), outputs, clinic=Path("north.toml"), paper="a4", settings={"dose": "5"})
    brochure, ebook = one_off(wanted)
    assert brochure.outputs == {"screen": tmp_path / "out/a.PDF", "html": tmp_path / "b.htm"}
    assert ebook.outputs == {"epub": tmp_path / "a.epub"}
    assert (brochure.edition.layout, brochure.edition.paper) == ("brochure", "a4")
    assert (ebook.edition.layout, ebook.edition.paper) == ("ebook", "")
    for job in (brochure, ebook):
        assert job.root == tmp_path / "texts"
        assert job.article == tmp_path / "texts" / "flu.md"
        assert job.layouts == (tmp_path / "texts" / "layouts",)
        assert job.clinic == tmp_path / "north.toml"
        assert job.variables == {"dose": "5"}
        assert job.hosts == frozenset()


def test_files_of_a_one_off_are_known_by_where_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "north/clinic.toml", "south/flu.md", "north/deep/say.toml", "north/words.toml")
    (tmp_path / "south" / "ours").symlink_to(tmp_path / "north" / "deep")
    monkeypatch.chdir(tmp_path / "south")

    def planned(article: str, clinic: str, words: str) -> Job:
        wanted = OneOff(Path(article), [Path("a.epub")], clinic=Path(clinic), pronunciations=Path(words))
        return one_off(wanted)[0]

    job = planned("../south/flu.md", "../north/clinic.toml", "ours/say.toml")
    assert (job.root, job.article) == (tmp_path / "south", tmp_path / "south" / "flu.md")
    assert (job.clinic, job.pronunciations) == (tmp_path / "north" / "clinic.toml", tmp_path / "south/ours/say.toml")
    assert (
        planned("flu.md", "../north/clinic.toml", "ours/../words.toml").pronunciations == tmp_path / "north/words.toml"
    )


@pytest.mark.parametrize("name", ["title", "clinic.phone", "a-b"])
def test_what_is_the_articles_own_cannot_be_set(tmp_path: Path, name: str) -> None:
    settings = {"day": "5", name: "x", "tokens.primary": "#000"}
    wanted = OneOff(tmp_path / "flu.md", [tmp_path / "a.pdf"], settings=settings)
    with pytest.raises(ExporterError) as caught:
        one_off(wanted)
    (finding,) = caught.value.diagnostics
    assert finding.rule == "reserved-name"
    assert finding.hint
    assert f"{name!r} is " in finding.message


def test_a_layout_holds_for_all_outputs(tmp_path: Path) -> None:
    wanted = OneOff(tmp_path / "flu.md", [tmp_path / "a.pdf", tmp_path / "a.epub"], layout="ours", text=b"# Flu")
    (job,) = one_off(wanted)
    assert (job.edition.layout, job.edition.formats, job.text, job.clinic) == (
        "ours",
        ("screen", "epub"),
        b"# Flu",
        None,
    )


def test_a_format_may_be_given(tmp_path: Path) -> None:
    (job,) = one_off(OneOff(tmp_path / "flu.md", [tmp_path / "out"], format="epub"))
    assert job.outputs == {"epub": tmp_path / "out"}


@pytest.mark.parametrize(
    ("outputs", "name", "rule", "hint"),
    [
        (
            ["a.docx"],
            "",
            "unknown-format",
            "end the name in .pdf, .epub, .xml, .jpg, .m4b, .mp3, .html, .htm, .jpeg, or give --format",
        ),
        (["a"], "", "unknown-format", "end the name in"),
        ([".pdf"], "", "unknown-format", "end the name in"),
        (["a.pdf"], "scren", "unknown-format", "did you mean 'screen'?"),
        (["a.pdf", "b.pdf"], "", "output-collision", "ask for one file of each format"),
        (["a.html", "a.htm"], "", "output-collision", "ask for"),
        (["a.pdf", "a.epub"], "html", "output-collision", "ask for"),
    ],
)
def test_outputs_that_cannot_be_told_apart_are_refused(outputs: list[str], name: str, rule: str, hint: str) -> None:
    with pytest.raises(ExporterError) as caught:
        one_off(OneOff(Path("flu.md"), [Path(output) for output in outputs], format=name))
    (finding,) = caught.value.diagnostics
    assert finding.rule == rule
    assert finding.hint.startswith(hint)


def test_what_the_user_wrote_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "flu.md", "north.toml")
    (tmp_path / "alias").symlink_to(tmp_path)
    outputs = [Path("alias/flu.md"), Path("north.toml"), Path("flu.html")]
    for output in outputs[:2]:
        wanted = OneOff(Path("flu.md"), [output], format="html", clinic=tmp_path / "north.toml")
        with pytest.raises(ExporterError) as caught:
            one_off(wanted)
        (finding,) = caught.value.diagnostics
        assert finding.rule == "output-collision"
        assert repr(str(output)) in finding.message
    assert one_off(OneOff(Path("flu.md"), outputs[2:], clinic=Path("north.toml")))
    assert one_off(OneOff(Path("-"), [tmp_path / "-"], format="html", text=b"# Flu"))


def test_a_one_off_reads_below_its_own_folder_or_the_root_that_is_given(tmp_path: Path) -> None:
    article = tmp_path / "source" / "articles" / "note.md"
    (own,) = one_off(OneOff(article, [tmp_path / "note.pdf"]))
    assert (own.root, own.layouts) == (article.parent, (article.parent / "layouts",))
    (wide,) = one_off(OneOff(article, [tmp_path / "note.pdf"], root=tmp_path))
    assert (wide.root, wide.layouts) == (tmp_path, (article.parent / "layouts", tmp_path / "layouts"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.pdf", "screen"),
        ("a.press.pdf", "press"),
        ("a.OFFICE.PDF", "office"),
        ("a.epub.pdf", "screen"),
        ("b.htm", "html"),
    ],
)
def test_the_end_of_a_name_says_its_format(tmp_path: Path, name: str, expected: str) -> None:
    (job,) = one_off(OneOff(tmp_path / "note.md", [tmp_path / name]))
    assert list(job.outputs) == [expected]
