"""One door: inside the project, after resolving links, and nothing that is no plain file."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from exporter.errors import ExporterError
from exporter.model import Diagnostic, ImageReference
from exporter.resources import Door, Place, Policy

BLAME = Place("article.md", 7)


def pixel() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (1, 1), "red").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project with pictures, and a file beside it that is nobody's business."""
    root = tmp_path / "project"
    (root / "articles" / "images").mkdir(parents=True)
    for name in ("articles/images/hand.png", "articles/images/Ä b?c#d%20.png", "shared.png"):
        (root / name).write_bytes(pixel())
    (tmp_path / "secret.png").write_bytes(pixel())
    return root


def fault(door: Door, path: Path, limit_bytes: int = 1000) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        door.read(path, blame=BLAME, limit_bytes=limit_bytes)
    (finding,) = caught.value.diagnostics
    assert (finding.path, finding.line) == ("article.md", 7)
    assert finding.hint
    return finding


def image_fault(project: Path, url: str) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        Door(project).image(ImageReference(url, "a hand", line=7), base=project / "articles", blame_path="article.md")
    (finding,) = caught.value.diagnostics
    assert (finding.path, finding.line) == ("article.md", 7)
    assert finding.hint
    return finding


def test_a_file_is_read(project: Path) -> None:
    assert Door(project).read(project / "shared.png", blame=BLAME) == pixel()
    assert Door(project).read(project / "shared.png", blame=BLAME, limit_bytes=len(pixel())) == pixel()


def test_a_file_too_large_is_refused(project: Path) -> None:
    (project / "large.md").write_bytes(bytes(3 * 2**20 + 1))
    finding = fault(Door(project), project / "large.md", limit_bytes=2 * 2**20)
    assert finding.rule == "file-too-large"
    assert "is 3 MB, the limit is 2 MB" in finding.message


def test_a_picture_has_a_limit_of_its_own(project: Path) -> None:
    with (project / "articles" / "huge.png").open("wb") as stream:
        stream.truncate(51 * 2**20)
    assert "is 51 MB, the limit is 50 MB" in image_fault(project, "huge.png").message


@pytest.mark.parametrize(
    "name", ["../secret.png", "articles/../../secret.png", "/etc/passwd", "../project-other/a.png"]
)
def test_paths_out_of_the_project_are_refused(project: Path, name: str) -> None:
    assert fault(Door(project), project / name).rule == "outside-project"


def test_a_project_through_a_link_is_inside(project: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(project)
    assert Door(tmp_path / "alias").read(tmp_path / "alias" / "shared.png", blame=BLAME) == pixel()
    assert Door(tmp_path / "alias").read(project / "shared.png", blame=BLAME) == pixel()
    assert fault(Door(tmp_path / "alias"), tmp_path / "alias" / ".." / "secret.png").rule == "outside-project"


def test_links_inside_are_followed_and_links_outside_are_not(project: Path, tmp_path: Path) -> None:
    (project / "inside.png").symlink_to("shared.png")
    (project / "outside.png").symlink_to(tmp_path / "secret.png")
    (project / "folder").symlink_to(tmp_path)
    (project / "chain.png").symlink_to("outside.png")
    (project / "dangling.png").symlink_to(tmp_path / "nothing.png")
    assert Door(project).read(project / "inside.png", blame=BLAME) == pixel()
    for name in ("outside.png", "folder/secret.png", "chain.png", "dangling.png"):
        assert fault(Door(project), project / name).rule == "outside-project", name


def test_a_linked_folder_of_articles_outside_is_refused(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "article.md").write_text("# A\n")
    (project / "linked").symlink_to(elsewhere)
    assert fault(Door(project), project / "linked" / "article.md").rule == "outside-project"


def test_a_loop_of_links_is_told(project: Path) -> None:
    (project / "a.png").symlink_to("b.png")
    (project / "b.png").symlink_to("a.png")
    assert fault(Door(project), project / "a.png").rule == "unreadable-file"


def test_a_link_put_there_after_it_was_resolved_is_not_followed(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "shared.png"
    resolve = Path.resolve

    def raced(self: Path, *, strict: bool = False) -> Path:
        resolved = resolve(self, strict=strict)
        path.unlink()
        path.symlink_to(tmp_path / "secret.png")
        return resolved

    door = Door(project)
    monkeypatch.setattr(Path, "resolve", raced)
    assert fault(door, path).rule == "unreadable-file"


def test_what_is_no_file_is_told(project: Path) -> None:
    os.mkfifo(project / "pipe.png")
    assert "is no regular file" in fault(Door(project), project / "pipe.png").message
    assert "is a folder" in fault(Door(project), project / "articles").message
    assert "not a directory" in fault(Door(project), project / "shared.png" / "a.png").message
    assert "file name too long" in fault(Door(project), project / ("a" * 300)).message
    assert fault(Door(project), project / "a\0b").rule == "unreadable-file"


def test_a_device_is_no_file() -> None:
    assert "is no regular file" in fault(Door(Path("/dev")), Path("/dev/zero")).message


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("articles/images/hnad.png", "did you mean 'hand.png'?"),
        ("articles/images/Hand.PNG", "did you mean 'hand.png'? capital letters count"),
        ("articles/images/zebra.webp", "check the name, or put the file there"),
        ("articles/pictures/hand.png", "there is no folder 'pictures'"),
    ],
)
def test_the_nearest_name_is_told(project: Path, name: str, hint: str) -> None:
    finding = fault(Door(project), project / name)
    assert (finding.rule, finding.hint) == ("missing-file", hint)


def test_a_folder_that_may_not_be_listed_gives_no_name(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", forbidden)
    finding = fault(Door(project), project / "articles" / "images" / "hnad.png")
    assert (finding.rule, finding.hint) == ("missing-file", "check the name, or put the file there")


@pytest.mark.parametrize(
    "url",
    [
        "images/hand.png",
        "./images/../images/hand.png",
        "images/hand.png?width=3#left",
        "images%2Fhand.png",
        "images/%C3%84%20b%3Fc%23d%2520.png",
        "../shared.png",
    ],
)
def test_a_picture_is_read_by_its_path(project: Path, url: str) -> None:
    resource, findings = Door(project).image(ImageReference(url, ""), base=project / "articles", blame_path="a.md")
    assert resource.data == pixel()
    assert not findings


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("../../secret.png", "outside-project"),
        ("images/..%2f..%2f..%2fsecret.png", "outside-project"),
        ("images/%2e%2e/%2e%2e/%2e%2e/secret.png", "outside-project"),
        ("/etc/passwd", "forbidden-address"),
        ("%2Fetc%2Fpasswd", "forbidden-address"),
        ("//example.org/a.png", "forbidden-address"),
        ("///etc/passwd", "forbidden-address"),
        ("file:///etc/passwd", "forbidden-address"),
        ("FILE:/etc/passwd", "forbidden-address"),
        ("fi\nle:///etc/passwd", "forbidden-address"),
        ("http://images.example.org/a.png", "forbidden-address"),
        ("ftp://images.example.org/a.png", "forbidden-address"),
        ("data:image/png;base64,AAAA", "forbidden-address"),
        ("javascript:alert(1)", "forbidden-address"),
        ("C:\\pictures\\hand.png", "forbidden-address"),
        ("c:/pictures/hand.png", "forbidden-address"),
        ("..\\..\\secret.png", "forbidden-address"),
        ("images%5Chand.png", "forbidden-address"),
        ("\\\\server\\share\\hand.png", "forbidden-address"),
        ("images/hand.png%00.jpg", "forbidden-address"),
        ("images/hand\0.png", "forbidden-address"),
        ("http://[::1/a.png", "invalid-address"),
        ("", "missing-file"),
        ("#left", "missing-file"),
        ("?width=3", "missing-file"),
        ("images", "unreadable-file"),
        (".", "unreadable-file"),
        ("~/hand.png", "missing-file"),
        ("https://images.example.org/a.png", "host-not-allowed"),
        ("https:images/hand.png", "forbidden-address"),
    ],
)
def test_a_picture_from_elsewhere_is_refused(project: Path, url: str, rule: str) -> None:
    finding = image_fault(project, url)
    assert finding.rule == rule
    assert finding.severity == "error"


def test_by_default_no_host_is_listed() -> None:
    assert Policy().hosts == frozenset()
    assert Door(Path()).policy == Policy()
