"""Pictures: from whatever they were into the target's space, no finer than a press can show."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from exporter.prepress.colour import samples
from exporter.prepress.colour.placements import Drawing
from exporter.prepress.colour.spaces import Base, Indexed, Space, Tint
from exporter.prepress.colour.targets import Target

if TYPE_CHECKING:
    import pikepdf
    from PIL.Image import Image

NEEDED_PPI = 300
MOST_PPI = 1.5 * NEEDED_PPI
"""What is finer than half again what is needed is lost in a screen of 150 lines an inch, and only costs time."""
KEPT = ("/Type", "/Subtype", "/Interpolate", "/Intent", "/OC", "/ImageMask", "/Mask")
DEVICES = {"CMYK": "DeviceCMYK", "L": "DeviceGray"}
SHAPE = ("/Filter", "/DecodeParms", "/Width", "/Height", "/BitsPerComponent", "/Decode", "/SMaskInData")


@dataclass(slots=True)
class Picture:
    """An image XObject and the one that takes its place."""

    old: pikepdf.Stream
    space: Space | None
    """None for a stencil, and where a JPEG 2000 says it itself."""
    target: Target
    made: pikepdf.Stream
    """Empty until it is converted, but what the pages refer to."""
    kept: pikepdf.Object | None = None
    """The space of samples that stay."""
    drawing: Drawing = field(default_factory=Drawing)

    def convert(self, pdf: pikepdf.Pdf, jpeg_quality: int) -> None:
        """Fill the new image, once it is known how large it is drawn.

        Raises:
            ValueError: its data cannot be read.
        """
        for key in KEPT:
            if key in self.old:
                self.made[key] = self.old[key]
        scale = self._scale()
        if self._stays(scale):
            self._copy(self._kept())
        elif isinstance(self.space, Indexed) and scale == 1 and not samples.has_colour_key(self.old):
            self._copy(self._palette(self.space))
        else:
            self._redraw(pdf, scale, jpeg_quality)

    def _stays(self, scale: float) -> bool:
        """Stencils and lines in one bit a pixel stay, and what is in the target's space unless it is too fine."""
        space = self.space
        if self.old.get("/ImageMask", False) or isinstance(space, Tint):
            return space is None or self.target.keeps(space)
        if not isinstance(space, Base):
            return False
        if space.mode == "L" and int(self.old.get("/BitsPerComponent", 8)) == 1:
            return True
        is_same = space.mode == "CMYK" if self.target.overprints else space == Base("L")
        return is_same and scale == 1

    def _scale(self) -> float:
        """By how much the picture is to be made smaller, at most 1."""
        wide, high = (length / 72 * MOST_PPI for length in (self.drawing.width_pt, self.drawing.height_pt))
        if not wide or not high:
            return 1.0
        return min(1.0, max(wide / int(self.old.Width), high / int(self.old.Height)))

    def _copy(self, space: pikepdf.Object | None) -> None:
        self.made.write(self.old.read_raw_bytes())
        for key in SHAPE:
            if key in self.old:
                self.made[key] = self.old[key]
        if space is not None:
            self.made.ColorSpace = space

    def _kept(self) -> pikepdf.Object | None:
        """The space of samples that stay: what is grey is a plate of its own."""
        from pikepdf import Name

        return Name.DeviceGray if isinstance(self.space, Base) and self.space.mode == "L" else self.kept

    def _palette(self, space: Indexed) -> pikepdf.Array:
        """The table of colours; the samples, which are places in it, stay."""
        from pikepdf import Array, Name, String
        from PIL import Image

        found = [space.base.resolve(entry) for entry in space.entries]
        base = found[0][0]
        strip = Image.frombytes(base.mode, (len(found), 1), b"".join(base.pixel(values) for _, values in found))
        made = self.target.picture(strip, base)
        return Array([Name.Indexed, Name(f"/{DEVICES[made.mode]}"), len(found) - 1, String(made.tobytes())])

    def _redraw(self, pdf: pikepdf.Pdf, scale: float, jpeg_quality: int) -> None:
        from PIL import Image

        full = (int(self.old.Width), int(self.old.Height))
        size = (max(1, ceil(full[0] * scale)), max(1, ceil(full[1] * scale)))
        found = samples.read(self.old, self.space, size)
        picture = found.picture
        if picture.size != size:
            picture = picture.resize(size, Image.Resampling.LANCZOS)
        drawn = self.target.picture(picture, found.base)
        if samples.is_jpeg(self.old):
            _write_jpeg(self.made, drawn, jpeg_quality)
        else:
            _write(self.made, drawn)
        if found.base.mode == "CMYK" and self.kept is not None and drawn.mode == "CMYK":
            self.made.ColorSpace = self.kept
        if found.key is not None:
            self.made.Mask = _stencil(pdf, found.key)


def _write(made: pikepdf.Stream, picture: Image) -> None:
    """Without loss; what differs little from pixel to pixel is written as the difference (TIFF's predictor)."""
    from pikepdf import Dictionary, Name
    from PIL import Image, ImageChops

    before = Image.new(picture.mode, picture.size)
    before.paste(picture.crop((0, 0, picture.width - 1, picture.height)), (1, 0))
    data = zlib.compress(ImageChops.subtract_modulo(picture, before).tobytes())
    count = len(picture.getbands())
    made.write(
        data,
        filter=Name.FlateDecode,
        decode_parms=Dictionary(Predictor=2, Colors=count, BitsPerComponent=8, Columns=picture.width),
    )
    _describe(made, picture)


def _write_jpeg(made: pikepdf.Stream, picture: Image, quality: int) -> None:
    from pikepdf import Array, Name

    stream = BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    made.write(stream.getvalue(), filter=Name.DCTDecode)
    _describe(made, picture)
    if picture.mode == "CMYK":  # by custom such a file tells how much of each ink is left out
        made.Decode = Array([1, 0] * 4)


def _describe(made: pikepdf.Stream, picture: Image) -> None:
    from pikepdf import Name

    made.Width, made.Height = picture.size
    made.BitsPerComponent = 8
    made.ColorSpace = Name(f"/{DEVICES[picture.mode]}")


def _stencil(pdf: pikepdf.Pdf, key: Image) -> pikepdf.Stream:
    """A mask that leaves out what is white in `key`."""
    from pikepdf import Name, Stream

    return Stream(
        pdf,
        key.convert("1").tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=key.width,
        Height=key.height,
        ImageMask=True,
        BitsPerComponent=1,
    )
