from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
import pytest

from exporter.backends import pdf
from exporter.model import Document

Make = Callable[..., Document]
EVERYTHING = """
<h1>Title</h1><p>Text with a <a href="https://example.org/" title="Example Clinic">link</a> and <a href="#t">another</a>
<img src="images/leaf.png" alt="leaf"/> <img src="images/leaf.png" alt=""/></p>
<div style="opacity: 0.5"><p>Faded <a href="https://example.org/2">link</a></p></div>
<p aria-hidden="true">Hidden <a href="https://example.org/3">link</a></p>
<table id="t"><tr><th colspan="2">H</th></tr><tr><td>1</td><td>2</td></tr></table>
<p class="break">Second page<span class="note">A note</span></p>
"""


@pytest.fixture
def file(make: Make) -> Iterator[pikepdf.Pdf]:
    master, diagnostics = pdf.typeset(make(EVERYTHING))
    assert diagnostics == ()
    with pikepdf.open(BytesIO(master.pdf)) as opened:
        yield opened


def elements(file: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    waiting = [file.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting += [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def kinds(file: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [element for element in elements(file) if f"/{kind}" == element.S]


def marked(stream: bytes) -> tuple[set[int], int]:
    """The numbers of the marked content of a stream, and how many artifacts it has."""
    numbers = {int(number) for number in re.findall(rb"/MCID (\d+)", stream)}
    return numbers, stream.count(b"/Artifact")


def test_each_piece_of_content_is_in_the_tree_or_an_artifact(file: pikepdf.Pdf) -> None:
    tree = file.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(tree[index]): tree[index + 1] for index in range(0, len(tree), 2)}
    streams = [(page.StructParents, page.Contents.read_bytes()) for page in file.pages]
    groups = [item for item in file.objects if isinstance(item, pikepdf.Stream) and "/StructParents" in item]
    assert len(groups) == 1
    streams += [(group.StructParents, group.read_bytes()) for group in groups]
    for key, stream in streams:
        numbers, _ = marked(stream)
        assert numbers
        for number in numbers:
            assert parents[int(key)][number].S in {
                "/P",
                "/H1",
                "/Link",
                "/Figure",
                "/TH",
                "/TD",
                "/Note",
                "/Lbl",
                "/Reference",
            }


def test_parents_and_kids_agree(file: pikepdf.Pdf) -> None:
    for element in elements(file):
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                assert kid.P.objgen == element.objgen


def test_running_heads_are_pagination_artifacts(file: pikepdf.Pdf) -> None:
    for number, page in enumerate(file.pages):
        stream = page.Contents.read_bytes()
        assert stream.count(b"/Subtype /Header") == 1
        assert stream.count(b"/Subtype /Footer") == (number > 0)


def test_links_say_where_they_lead(file: pikepdf.Pdf) -> None:
    annotations = [annotation for page in file.pages for annotation in page.get("/Annots", ())]
    assert [str(annotation.Contents) for annotation in annotations] == ["Example Clinic", "another", "link"]
    tree = file.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(tree[index]): tree[index + 1] for index in range(0, len(tree), 2)}
    for annotation in annotations:
        assert parents[int(annotation.StructParent)].S == "/Link"
        assert int(annotation.F) == 4


def test_pictures_have_an_alternative_and_a_place_on_their_page(file: pikepdf.Pdf) -> None:
    (figure,) = kinds(file, "Figure")
    assert figure.Alt == "leaf"
    left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
    assert 0 < left < right < 120 / 25.4 * 72
    assert 0 < bottom < top < 160 / 25.4 * 72
    assert right - left == pytest.approx(30 * 0.75, abs=0.01)


def test_headers_and_notes_are_found_by_identifier(file: pikepdf.Pdf) -> None:
    names = file.Root.StructTreeRoot.IDTree.Names
    found = {str(names[index]): names[index + 1] for index in range(0, len(names), 2)}
    assert list(found) == sorted(found)
    assert found["note-1"].S == "/Note"
    for cell in kinds(file, "TD"):
        assert [found[str(header)].S for header in cell.A.Headers] == ["/TH"]


def test_content_on_a_later_page_says_so(make: Make) -> None:
    text = "one two three four five " * 200
    master, _ = pdf.typeset(make(f"<p>{text}</p>"))
    with pikepdf.open(BytesIO(master.pdf)) as file:
        (paragraph,) = kinds(file, "P")
        pages = {kid.Pg.objgen for kid in paragraph.K if isinstance(kid, pikepdf.Dictionary)}
        assert pages == {page.objgen for page in file.pages[1:]}
        assert paragraph.Pg.objgen == file.pages[0].objgen


def test_broken_words_are_read_whole(make: Make) -> None:
    words = "characteristically internationalisation " * 8
    master, _ = pdf.typeset(make(f"<p>{words}</p>", style="p { hyphens: auto; width: 40mm }"))
    with pikepdf.open(BytesIO(master.pdf)) as file:
        stream = file.pages[0].Contents.read_bytes()
    assert stream.count(b"/ActualText") >= 4
    assert b"00ad" in stream.lower() or "\N{SOFT HYPHEN}".encode("utf-16-be") in stream
