"""Whole pages of the shipped layouts before axe-core, narrow and wide, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from exporter.backends import web
from exporter.model import Article, Document, Medium

Axe = Callable[[bytes], list[str]]
Compose = Callable[..., Document]
pytestmark = [pytest.mark.tools, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_axe_finds_nothing(axe: Axe, compose: Compose, language: str) -> None:
    assert axe(web.write(compose(Medium.WEB, language=language)).data) == []


def test_axe_finds_nothing_in_a_page_without_headings_notes_and_cover(
    axe: Axe, compose: Compose, everything: Article
) -> None:
    bare = replace(everything, blocks=everything.blocks[1:2], outline=(), footnotes=())
    assert axe(web.write(compose(Medium.WEB, article=bare, cover=None, subtitle="")).data) == []


def test_axe_is_asked_indeed(axe: Axe, small: Compose) -> None:
    faults = '<main><img src="images/leaf.png"/><p style="color: #eee; width: 400px">pale</p></main>'
    found = "\n".join(axe(web.write(small(("body", "", faults), medium=Medium.WEB, stylesheet="")).data))
    assert "image-alt" in found
    assert "color-contrast" in found
    assert "at 320 px the page is" in found


def test_nothing_is_asked_of_the_network(axe: Axe) -> None:
    page = (
        b'<!DOCTYPE html><html lang="en"><title>x</title><main><h1>x</h1><img src="//example.org/a.png" alt="x"></main>'
    )
    assert "request: https://example.org/a.png" in axe(page)
