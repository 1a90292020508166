from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from exporter.backends import web
from exporter.errors import ExporterError
from exporter.model import Document, Medium, Metadata, Person, Resource

Compose = Callable[..., Document]
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><text fill="#123456">it\'s 100% "done" &amp; \xc3\xa4</text></svg>'
OTHER_PROCESS = """
import pickle, sys
from exporter.backends import web
sys.stdout.buffer.write(web.write(pickle.load(sys.stdin.buffer)).data)
"""


def page(document: Document) -> str:
    return web.write(document).data.decode()


def body(small: Compose, html: str, **fields: object) -> str:
    """The page's body for one part."""
    text = page(small(("body", "", html), medium=Medium.WEB, **fields))
    return text.partition("<body>\n")[2].partition("\n</body>")[0]


class Elements(HTMLParser):
    """Every start tag as a browser's HTML parser would meet it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(text)
    return parser.found


def test_the_frame_of_a_page(small: Compose) -> None:
    metadata = Metadata("A & B", description='Say "yes"', authors=(Person("Example Clinic"),), keywords=("a", "b"))
    artifact = web.write(
        small(("body", "", "<main>x</main>"), medium=Medium.WEB, metadata=metadata, language="ar", direction="rtl")
    )
    assert (artifact.format, artifact.media_type, artifact.claims) == ("html", "text/html", frozenset())
    assert artifact.data.decode() == (
        "<!DOCTYPE html>\n"
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="ar" xml:lang="ar" dir="rtl">\n'
        '<head>\n<meta charset="utf-8"/>\n<title>A &amp; B</title>\n'
        '<meta name="author" content="Example Clinic"/>\n'
        '<meta name="description" content="Say &quot;yes&quot;"/>\n<meta name="keywords" content="a, b"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; style-src '
        "'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'\"/>\n"
        '<meta name="color-scheme" content="light dark"/>\n<meta name="format-detection" content="telephone=no"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n<link rel="icon" href="data:,"/>\n'
        "<style>/*<![CDATA[*/\np { color: red }\n/*]]>*/</style>\n"
        "</head>\n<body>\n<main>x</main>\n</body>\n</html>\n"
    )


def test_pictures_are_in_the_page(small: Compose) -> None:
    document = small(
        ("body", "", '<main><img class="a" src="images/leaf.png" alt="A leaf"/></main>'), medium=Medium.WEB
    )
    address = re.search(r'<img class="a" src="data:image/png;base64,([^"]*)" alt="A leaf"/>', page(document))
    assert address
    assert b64decode(address[1]) == document.resources["images/leaf.png"].data


@pytest.mark.parametrize(
    ("html", "style"),
    [
        ('<main><img alt="" src="images/a.svg"/></main>', ""),
        ('<main style="background: url(images/a.svg)">x</main>', ""),
        ("<main>x</main>", "p { background: url( 'images/a.svg' ) }"),
        ("<main>x</main>", 'p { background: url("images/a.svg") }'),
    ],
)
def test_drawings_are_in_the_page_as_text(small: Compose, html: str, style: str) -> None:
    resources = {"images/a.svg": Resource(DRAWING, "image/svg+xml")}
    text = page(small(("body", "", html), medium=Medium.WEB, stylesheet=style, resources=resources))
    address = re.search(r"data:image/svg\+xml,([^\"']*)", text)
    assert address
    assert unquote(address[1]).encode() == DRAWING
    assert "images/a.svg" not in text
    etree.fromstring(text)


def test_what_only_looks_like_a_file_stays_text(small: Compose) -> None:
    html = '<main><p>src="images/leaf.png" url(images/leaf.png)</p><a href="images/other.pdf">x</a></main>'
    assert body(small, html) == html


def test_missing_files_are_told(small: Compose) -> None:
    document = small(("body", "", '<main><img alt="" src="images/b.png"/></main>'), medium=Medium.WEB)
    with pytest.raises(ExporterError, match=r"refers to 'images/b\.png'.*\[missing-resource\]"):
        web.write(document)


def test_a_stylesheet_cannot_leave_its_element(small: Compose) -> None:
    style = (
        'p::before { content: "</style><script>run()</script>" } i::after { content: "]]>" }\n'
        "q[a]>b { & > i { color: red } }"
    )
    text = page(small(("body", "", "<main>x</main>"), medium=Medium.WEB, stylesheet=style))
    assert [tag for tag, _ in elements(text)].count("script") == 0
    assert "q[a]>b { & > i { color: red } }" in text
    etree.fromstring(text)


def test_a_table_scrolls_in_a_box_named_by_its_caption(small: Compose) -> None:
    table = "<table>\n<caption>Doses</caption><tr><td>x</td></tr></table>"
    assert body(small, f"<main>{table}{table}</main>") == (
        '<main><div class="table-scroll" role="group" aria-labelledby="_caption-1" tabindex="0"><table>\n'
        '<caption id="_caption-1">Doses</caption><tr><td>x</td></tr></table></div>'
        '<div class="table-scroll" role="group" aria-labelledby="_caption-2" tabindex="0"><table>\n'
        '<caption id="_caption-2">Doses</caption><tr><td>x</td></tr></table></div></main>'
    )


def test_a_caption_keeps_its_id_and_its_class(small: Compose) -> None:
    html = body(small, '<main><table class="a"><caption class="b" id="c">x</caption></table></main>')
    assert 'aria-labelledby="c" tabindex="0"><table class="a"><caption class="b" id="c">x' in html


def test_a_table_without_caption_is_named_by_the_heading_above(small: Compose) -> None:
    table = "<table><tr><td>x</td></tr></table>"
    assert body(small, f'<main>{table}<h2 class="a" id="b">y</h2>{table}</main>') == (
        f'<main><div class="table-scroll" role="group" tabindex="0">{table}</div><h2 class="a" id="b">y</h2>'
        f'<div class="table-scroll" role="group" aria-labelledby="b" tabindex="0">{table}</div></main>'
    )


def test_a_table_within_a_table_scrolls_with_it(small: Compose) -> None:
    html = body(small, "<main><table><tr><td><table><tr><td>x</td></tr></table></td></tr></table></main>")
    assert html.count("table-scroll") == html.count("</div>") == 1
    assert html.endswith("</table></td></tr></table></div></main>")


def test_the_shipped_page_needs_nothing_from_outside(compose: Compose) -> None:
    text = page(compose(Medium.WEB, fonts=True))
    tags = elements(text)
    assert not {tag for tag, _ in tags} & {"script", "iframe", "object", "form", "base", "video", "audio"}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    loaded = [attributes.get("src") or "" for _, attributes in tags if "src" in attributes]
    loaded += [str(attributes["href"]) for tag, attributes in tags if tag == "link"]
    style = text.partition("<style>")[2].partition("</style>")[0]
    loaded += re.findall(r"url\(['\"]?([^'\")]*)", style)
    assert loaded
    assert {address.partition(":")[0] for address in loaded} == {"data"}
    assert "@import" not in style
    assert "url('data:font/woff2;base64," in style


def test_the_shipped_page_is_xhtml_with_landmarks_and_a_way_past_them(compose: Compose) -> None:
    tree = etree.fromstring(page(compose(Medium.WEB)))
    html = {"h": "http://www.w3.org/1999/xhtml"}
    content = tree.find("h:body", html)
    assert content is not None
    assert [etree.QName(element).localname for element in content] == ["header", "nav", "main", "footer"]
    skip = content.find("h:header/h:a", html)
    assert skip is not None
    assert skip.get("href") == f"#{content.find('h:main', html).get('id')}"  # type: ignore[union-attr]
    ids = [str(each) for each in tree.xpath("//@id")]
    assert len(ids) == len(set(ids))
    targets = [str(each)[1:] for each in tree.xpath("//@href") if str(each).startswith("#")]
    assert targets
    assert set(targets) <= set(ids)


def test_the_shipped_page_is_made_for_the_dark_and_for_paper(compose: Compose) -> None:
    style = compose(Medium.WEB).stylesheet
    assert style.count("@media screen and (prefers-color-scheme: dark)") == 1
    assert style.count("@media print") == 1


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes_in_any_process(compose: Compose, tmp_path: Path) -> None:
    import pickle

    document = compose(Medium.WEB)
    theirs = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS],
        input=pickle.dumps(document),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert theirs.stdout == web.write(document).data
