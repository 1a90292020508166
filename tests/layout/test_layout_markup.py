"""Rewriting an article's markup, and checking what templates made of it."""

from __future__ import annotations

import pytest

from exporter.layout import markup
from exporter.model import Resource

PNG = Resource(b"picture", "image/png", 30, 20)
NAME = markup.image_name(PNG)


def test_an_image_is_named_by_its_bytes_and_gets_its_size() -> None:
    html, missing = markup.rewrite(
        '<p data-line="3"><img data-line="3" src="a%20b.png?x&amp;y" alt="1 > 0"/></p>', {"a%20b.png?x&y": PNG}
    )
    assert html == f'<p><img src="{NAME}" alt="1 > 0" width="30" height="20"/></p>'
    assert missing == ()
    assert NAME.startswith("images/")
    assert NAME.endswith(".png")


def test_a_drawing_without_a_size_gets_none() -> None:
    html, _ = markup.rewrite("<img src='a.svg' alt='say \"a\"'/>", {"a.svg": Resource(b"<svg/>", "image/svg+xml")})
    assert "width" not in html
    assert 'alt="say &quot;a&quot;"' in html


def test_an_image_without_bytes_becomes_its_alternative() -> None:
    html, missing = markup.rewrite('<img src="no.png" alt="A &amp; B"/>', {})
    assert html == '<span class="missing-image">A &amp; B</span>'
    assert missing == ("no.png",)


def test_what_looks_like_a_source_line_in_the_text_stays() -> None:
    html = '<code>&lt;p data-line="3"&gt; and data-line="4"</code>'
    assert markup.rewrite(html, {}) == (html, ())


@pytest.mark.parametrize("html", ["<p>a", "<p>&nbsp;</p>", "<p></p><p></p>", "", "text", "<p a=b></p>"])
def test_markup_that_is_no_part(html: str) -> None:
    with pytest.raises(markup.Malformed):
        markup.check(html)


@pytest.mark.parametrize("html", ["<p>a</p>", '<p epub:type="x">\n<b>y</b></p>'])
def test_markup_that_is_a_part(html: str) -> None:
    markup.check(html)
