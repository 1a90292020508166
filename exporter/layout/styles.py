"""From a layout's tokens, a clinic's colours and a request to custom properties and one stylesheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from exporter import validation
from exporter.errors import ExporterError
from exporter.layout import colours, limits, panels
from exporter.layout.values import Derivation, Layout, OptionValue, Paper, Request, Token
from exporter.model import Clinic, Diagnostic, FontFace, Medium, Severity
from exporter.sheets.folds import Fold

LENGTH = re.compile(r"0|-?\d*\.?\d+(mm|cm|in|pt|pc|px|q|em|rem|ex|ch|%)|calc\([^;{}]*\)", re.IGNORECASE)
NUMBER = re.compile(r"-?\d*\.?\d+")
FAMILY = re.compile(r"[\w][\w .\-]*")
DARK = 0.18
"""Relative luminance of a ground below which white reads better than black."""
SYSTEM_FAMILIES = {
    "sans-serif": ("Source Sans Pro", "Segoe UI", "Roboto", "Helvetica Neue", "Arial"),
    "serif": ("Source Serif Pro", "Charter", "Georgia"),
    "monospace": ("Menlo", "Consolas"),
}
"""What screens have that comes nearest, where the layout's fonts are not embedded."""
READERS_FAMILIES = {"sans-serif": ("inherit",), "serif": ("inherit",), "monospace": ("monospace",)}
"""Those of a reading system, which knows what its reader has chosen."""
TEXT_RATIO = 4.5
"""What text needs: WCAG 2.2, 1.4.3."""
EXAMPLES = {
    "colour": "write it as #rrggbb, such as #17606e",
    "length": "write a number and its unit, such as 12pt",
    "number": "write a number, such as 1.5",
    "font": "write the name of one family, such as Source Sans 3",
    "boolean": "write true or false",
    "choice": "write one of its choices as a text",
    "text": "write a text",
}
"""How values of each kind of token and option are written."""
TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


@dataclass(frozen=True, slots=True)
class Choices:
    """What holds for one document: its paper, how that is folded, and the values of all tokens and options."""

    paper: Paper | None
    tokens: Mapping[str, str]
    options: Mapping[str, OptionValue]
    fold: Fold | None = None
    """How the paper is folded; None for a layout without panels."""


def choose(layout: Layout, clinic: Clinic, request: Request) -> tuple[Choices, tuple[Diagnostic, ...]]:
    """Settle paper, tokens and options; the request outweighs the clinic's colours, these the paper, this the layout.

    Raises:
        ExporterError: the request names what the layout does not have, or a value is of the wrong kind.
    """
    faults: list[Diagnostic] = []
    paper = _paper(layout, request, faults)
    given = _given(layout, clinic, request, paper)
    for name, value in given.items():
        if name not in layout.tokens:
            faults.append(_unknown(name, tuple(layout.tokens), rule="unknown-token"))
        elif not _fits(layout.tokens[name], value):
            kind = layout.tokens[name].kind
            faults.append(_invalid(f"token {name!r} is a {kind}, not {value!r}", hint=EXAMPLES[kind]))
        elif not limits.hold(layout.tokens[name], value):
            faults.append(_invalid(f"token {name!r} cannot be {value!r}", hint=limits.advice(layout.tokens[name])))
    options = {name: _option(layout, name, request, faults) for name in layout.options}
    faults += [
        _unknown(name, tuple(layout.options), rule="unknown-option")
        for name in request.options
        if name not in layout.options
    ]
    if faults:
        raise ExporterError(faults)
    warnings: dict[str, Diagnostic] = {}
    values = {name: _value(name, layout, given) for name in layout.tokens}
    for name, token in layout.tokens.items():
        if token.derivation and token.derivation.rule == "legible" and name not in given:
            _note_change(token.derivation, values[name], values, clinic, warnings)
    return Choices(paper, values, options), tuple(warnings.values())


def _paper(layout: Layout, request: Request, faults: list[Diagnostic]) -> Paper | None:
    name = request.paper or layout.paper
    if request.paper and name not in layout.papers:
        faults.append(_unknown(name, tuple(layout.papers), rule="unknown-paper"))
    return layout.papers.get(name)


def _given(layout: Layout, clinic: Clinic, request: Request, paper: Paper | None) -> dict[str, str]:
    """Values that outweigh the layout's own; a clinic's colour counts where the layout has a token of its name."""
    branded = {name: colour.srgb for name, colour in clinic.colours.items() if name in layout.tokens}
    return {**(paper.tokens if paper else {}), **branded, **request.tokens}


def _fits(token: Token, value: str) -> bool:
    if token.kind == "colour":
        return colours.is_colour(value)
    pattern = {"length": LENGTH, "number": NUMBER, "font": FAMILY}[token.kind]
    return pattern.fullmatch(value) is not None


def _option(layout: Layout, name: str, request: Request, faults: list[Diagnostic]) -> OptionValue:
    option = layout.options[name]
    value = request.options.get(name, option.default)
    if option.kind == "boolean" and isinstance(value, str) and value.lower() in TRUE + FALSE:
        return value.lower() in TRUE
    if option.kind == "number" and isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value)
    kinds: dict[str, type | tuple[type, ...]] = {"choice": str, "text": str, "boolean": bool, "number": (int, float)}
    if not isinstance(value, kinds[option.kind]):
        faults.append(_invalid(f"option {name!r} is a {option.kind}, not {value!r}", hint=EXAMPLES[option.kind]))
    elif option.kind == "choice" and value not in option.choices:
        hint = validation.nearest(str(value), option.choices)
        faults.append(_invalid(f"option {name!r} cannot be {value!r}", hint=hint))
    return value


def _value(name: str, layout: Layout, given: Mapping[str, str]) -> str:
    """A token's value; what follows from another token follows from that one's value."""
    token = layout.tokens[name]
    if name in given:
        return colours.normal(given[name]) if token.kind == "colour" else given[name]
    rule = token.derivation
    if rule is None:
        return token.value
    source = _value(rule.source, layout, given)
    if rule.rule == "legible":
        return colours.legible(source, _value(rule.ground, layout, given), rule.ratio)
    if rule.rule == "tint":
        return colours.tint(source, rule.lightness, rule.chroma)
    return colours.readable_on(source)


def _note_change(
    rule: Derivation, value: str, values: Mapping[str, str], clinic: Clinic, warnings: dict[str, Diagnostic]
) -> None:
    """Warn once for each of the clinic's colours that had to be darkened to be read on a light ground.

    That a colour is lightened for the dark scheme of screens is no fault of the clinic's.
    """
    own = clinic.colours.get(rule.source)
    ground = values[rule.ground]
    if own is None or rule.source in warnings or rule.ratio < TEXT_RATIO:
        return
    if colours.luminance(ground) < DARK or colours.contrast(own.srgb, ground) >= TEXT_RATIO:
        return
    warnings[rule.source] = Diagnostic(
        rule="low-contrast",
        severity=Severity.WARNING,
        message=(
            f"the clinic's {rule.source} colour {own.srgb!r} has a contrast of "
            f"{_ratio(own.srgb, ground)} on {ground!r}; text is set in {value!r} ({_ratio(value, ground)})"
        ),
        hint=f"choose a colour of at least {TEXT_RATIO:g}:1, or take {value!r} itself",
        path=clinic.path,
    )


def _ratio(colour: str, ground: str) -> str:
    """Rounded down, so that no figure promises more than there is."""
    return f"{int(colours.contrast(colour, ground) * 10) / 10:g}:1"


def _unknown(name: str, known: tuple[str, ...], *, rule: str) -> Diagnostic:
    return Diagnostic(
        rule=rule,
        severity=Severity.ERROR,
        message=f"the layout has no {rule.removeprefix('unknown-')} {name!r}",
        hint=validation.nearest(name, known),
    )


def _invalid(message: str, *, hint: str = "") -> Diagnostic:
    return Diagnostic(rule="invalid-value", severity=Severity.ERROR, message=message, hint=hint)


def stylesheet(layout: Layout, choices: Choices, medium: Medium, faces: tuple[FontFace, ...]) -> str:
    """Join fonts, tokens, page size and the layout's CSS for a medium into one sheet.

    Faces of families that no token names stand in, in their order, for characters that the others lack. A book without
    fonts of its own names none: it is set in its reader's (Kobo EPUB specification, "Embedded Fonts").
    """
    system: Mapping[str, tuple[str, ...]] = {} if medium is Medium.PRINT else SYSTEM_FAMILIES
    if medium is Medium.BOOK and not faces:
        system = READERS_FAMILIES
    named = {value for name, value in choices.tokens.items() if layout.tokens[name].kind == "font"}
    fallback = tuple(dict.fromkeys(face.family for face in faces if face.family not in named))
    properties = [
        f"--{name}: {_css(layout.tokens[name], value, fallback, system)};" for name, value in choices.tokens.items()
    ]
    properties += [
        f"--icon-{icon.name}: {_data_url(icon.svg.replace('currentColor', choices.tokens[icon.colour]))};"
        for icon in layout.icons.values()
    ]
    rules = [font_face(face) for face in faces]
    if medium is Medium.PRINT and choices.fold:
        properties += panels.properties(choices.fold)
        rules += panels.rules(choices.fold)
    elif medium is Medium.PRINT and choices.paper:
        properties += [f"--page-width: {choices.paper.width_mm:g}mm;", f"--page-height: {choices.paper.height_mm:g}mm;"]
        rules.append(f"@page {{ size: {choices.paper.width_mm:g}mm {choices.paper.height_mm:g}mm; }}")
    rules.append(":root {\n  " + "\n  ".join(properties) + "\n}")
    rules += [sheet.css for sheet in layout.stylesheets if medium in sheet.mediums]
    return "\n".join(rules)


def _css(token: Token, value: str, fallback: tuple[str, ...], system: Mapping[str, tuple[str, ...]]) -> str:
    if token.kind != "font":
        return value
    generic = "monospace" if "Code" in value or "Mono" in value else "serif" if "Serif" in value else "sans-serif"
    if system is READERS_FAMILIES:
        return READERS_FAMILIES[generic][0]
    families = (value, *fallback, *system.get(generic, ()))
    return ", ".join([*(f'"{family}"' for family in families), generic])


def font_face(face: FontFace) -> str:
    """The rule that names a face's file."""
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("{face.resource}"); }}'
    )


def _data_url(svg: str) -> str:
    return f'url("data:image/svg+xml,{quote(" ".join(svg.split()), safe="=:/;,.()")}")'
