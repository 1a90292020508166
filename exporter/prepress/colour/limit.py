"""The most ink that paper takes in one place: more would not dry, and smear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

FULL = 255
"""One ink, all of it, in a picture's samples."""
ROUNDED_OFF = 3
"""What three halvings of whole numbers lose of a sum at most."""


def limited(picture: Image.Image, percent: float) -> Image.Image:
    """Take back cyan, magenta and yellow, each by the same share, where all four inks together are too much.

    The hue stays, and so does black, which carries what is dark.

    Args:
        picture: CMYK.
        percent: The most ink, all four added: 300 for coated paper.
    """
    from PIL import Image, ImageChops, ImageMath

    most = int(percent * FULL / 100)
    cyan, magenta, yellow, black = picture.split()
    quarter = ImageChops.add(ImageChops.add(cyan, magenta, 2), ImageChops.add(yellow, black, 2), 2)
    box = quarter.point([FULL * (4 * value + ROUNDED_OFF > most) for value in range(FULL + 1)]).getbbox()
    if box is None:
        return picture
    bands = dict(zip("cmyk", picture.crop(box).split(), strict=True))
    share = ImageMath.lambda_eval(lambda given: _share(given, most), **bands)
    less = [
        ImageMath.lambda_eval(
            lambda given: given["convert"](given["band"] * given["share"], "L"), band=band, share=share
        )
        for band in (bands["c"], bands["m"], bands["y"])
    ]
    made = picture.copy()
    made.paste(Image.merge("CMYK", (*less, bands["k"])), box)
    return made


def _share(given: dict[str, Any], most: int) -> Any:  # noqa: ANN401 - Pillow's operands have no public type
    """How much of cyan, magenta and yellow may stay in each place: what black leaves room for."""
    coloured = given["float"](given["c"]) + given["m"] + given["y"]
    return given["min"](given["float"](most - given["k"]) / given["max"](coloured, 1), 1)
