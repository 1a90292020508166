"""Patterns of output paths."""

from __future__ import annotations

import pytest

from exporter.config import outputs
from exporter.config.outputs import Names


@pytest.mark.parametrize(
    ("pattern", "names", "path"),
    [
        (outputs.DEFAULT, Names("flu", "brochure", "screen"), "flu-brochure.screen.pdf"),
        (outputs.DEFAULT, Names("flu", "brochure", "screen", "north"), "north/flu-brochure.screen.pdf"),
        (outputs.DEFAULT, Names("flu", "ebook", "epub"), "flu-ebook.epub"),
        (outputs.DEFAULT, Names("flu", "brochure", "html"), "flu-brochure.html"),
        (outputs.DEFAULT, Names("winter/flu", "ebook", "epub", "n"), "n/winter/flu-ebook.epub"),
        ("{clinic}/{clinic}/{edition}/{article}.{suffix}", Names("flu", "b", "html"), "b/flu.html"),
        ("{{x}}/{article}{edition}{suffix}", Names("{format}", "b", "html"), "{x}/{format}bhtml"),
    ],
)
def test_a_pattern_is_filled(pattern: str, names: Names, path: str) -> None:
    outputs.check(pattern)
    assert str(outputs.path(pattern, names)) == path


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{article}-{edition}.{sufix}", "unknown placeholder 'sufix'"),
        ("{article}-{edition}.{}", "unknown placeholder ''"),
        ("{article.__class__}-{edition}.{suffix}", "unknown placeholder 'article.__class__'"),
        ("{article[0]}-{edition}.{suffix}", "unknown placeholder 'article[0]'"),
        ("{article:>999999999}-{edition}.{suffix}", "nothing else"),
        ("{article:{edition}}-{edition}.{suffix}", "nothing else"),
        ("{article!r}-{edition}.{suffix}", "nothing else"),
        ("{article}-{edition}", "needs {suffix}"),
        ("{article}.{suffix}", "needs {edition}"),
        ("{edition}.{suffix}", "needs {article}"),
        ("/srv/{article}-{edition}.{suffix}", "inside the build folder"),
        ("../{article}-{edition}.{suffix}", "inside the build folder"),
        ("a/../{article}-{edition}.{suffix}", "inside the build folder"),
        ("{article}-{edition}.{suffix", "'}'"),
        ("{article}-{edition}.{suffix}}", "'}'"),
        ("{article}-{edition}\0.{suffix}", "control characters"),
        ("{article}-{edition}\n.{suffix}", "control characters"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        outputs.check(pattern)
    assert words in str(caught.value)


def test_a_name_that_leads_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the build folder"):
        outputs.path("{clinic}/{article}-{edition}.{suffix}", Names("flu", "b", "html", ".."))
    with pytest.raises(ValueError, match="outside the build folder"):
        outputs.path("{article}/{edition}.{suffix}", Names("..", "b", "html"))
