"""TOML with positions: `tomllib` gives the values, a walk over the text finds the line and column of a key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity
from exporter.toml_document import places
from exporter.validation import Key, Places, locate

SYNTAX_PLACE = re.compile(r"\s*\((?:at line (\d+), column (\d+)|at end of document)\)\Z")


@dataclass(frozen=True, slots=True)
class Toml:
    """A parsed file and where its keys stand."""

    data: Mapping[str, object]
    places: Places

    def locate(self, path: Sequence[Key]) -> tuple[int | None, int | None]:
        """The place of a key, or of the nearest key above it that is written down."""
        return locate(self.places, path)


def parse(data: bytes, path: str) -> Toml:
    """Parse a TOML file.

    Raises:
        ExporterError: it is not UTF-8, or no TOML.
    """
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        hint, column = "save the file as UTF-8", len(before.decode("utf-8").removeprefix("\ufeff")) + 1
        raise ExporterError([Diagnostic("not-utf-8", Severity.ERROR, message, hint, path, line, column)]) from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExporterError([_syntax(str(error), text, path)]) from error
    except (ValueError, RecursionError) as error:  # a number of 5000 digits, brackets in brackets in brackets
        message, hint = "no valid TOML: a number too large or nested too deeply", "write simpler values"
        raise ExporterError([Diagnostic("invalid-toml", Severity.ERROR, message, hint, path)]) from error
    return Toml(values, places.Walk(text).document())


def _syntax(message: str, text: str, path: str) -> Diagnostic:
    place = SYNTAX_PLACE.search(message)
    end = text.count("\n") + 1, len(text) - text.rfind("\n")
    line, column = (int(place[1]), int(place[2])) if place and place[1] else end
    reason = SYNTAX_PLACE.sub("", message)
    return Diagnostic(
        "invalid-toml",
        Severity.ERROR,
        f"no valid TOML: {reason[:1].lower()}{reason[1:]}",
        hint="texts stand in quotation marks, a table's name in square brackets",
        path=path,
        line=line,
        column=column,
    )
