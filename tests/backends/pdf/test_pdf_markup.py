from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from exporter.backends import markup
from exporter.model import Document, Metadata, Part

Make = Callable[..., Document]
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_parts_stand_in_reading_order_in_one_well_formed_page(make: Make) -> None:
    document = replace(
        make(""), parts=(Part("cover", "cover", "", "<section>1</section>"), Part("body", "body", "", "<main>2</main>"))
    )
    root = etree.fromstring(markup.join(document))
    body = root.find(f"{XHTML}body")
    assert body is not None
    assert [element.text for element in body] == ["1", "2"]


def test_language_and_direction_are_on_the_root(make: Make) -> None:
    root = etree.fromstring(markup.join(make("", language="ar-EG", direction="rtl")))
    assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar-EG"
    assert root.get("dir") == "rtl"


def test_metadata_is_escaped(make: Make) -> None:
    metadata = Metadata('Salt & <pepper> "fresh"', description='"A" & B')
    page = markup.join(replace(make(""), metadata=metadata))
    root = etree.fromstring(page)
    assert root.findtext(f".//{XHTML}title") == metadata.title
    named = {meta.get("name"): meta.get("content") for meta in root.iter(f"{XHTML}meta")}
    assert named["description"] == metadata.description
    assert "author" not in named
    assert "keywords" not in named


def test_authors_and_keywords_are_named(make: Make) -> None:
    page = markup.join(make(""))
    assert page.count('<meta name="author"') == 2
    assert '<meta name="keywords" content="leaf, root"/>' in page


def test_head_is_added_last(make: Make) -> None:
    page = markup.join(make(""), head="<style>p { color: red }</style>")
    assert "<style>p { color: red }</style></head>" in page
