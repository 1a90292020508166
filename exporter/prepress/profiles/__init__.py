"""The profiles that come with the program."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

COATED = "FOGRA39L_coated.icc"
COATED_CONDITION = "FOGRA39"
"""Its name in the registry of the International Color Consortium."""


@cache
def coated() -> bytes:
    """The ICC profile of offset printing on coated paper, FOGRA39L."""
    return files(__name__).joinpath(COATED).read_bytes()
