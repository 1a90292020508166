"""Pictures: from whatever they were into the target's space, no finer than a press can show."""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from exporter.kept import Kept
from exporter.prepress.colour import samples
from exporter.prepress.colour.placements import Drawing
from exporter.prepress.colour.samples import Encoded
from exporter.prepress.colour.spaces import Base, Indexed, Space, Tint
from exporter.prepress.colour.targets import Target

if TYPE_CHECKING:
    import pikepdf
    from PIL.Image import Image

NEEDED_PPI = 300
MOST_PPI = 1.5 * NEEDED_PPI
"""What is finer than half again what is needed is lost in a screen of 150 lines an inch, and only costs time."""
KEPT = ("/Type", "/Subtype", "/Interpolate", "/Intent", "/OC", "/ImageMask", "/Mask")
AT_ONCE = 4
"""Pictures in work: Pillow and zlib let other threads run, and more of them would only take memory."""
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

    def settle(self) -> bool:
        """Fill the new image without drawing it anew, where that will do; tell whether it did."""
        for key in KEPT:
            if key in self.old:
                self.made[key] = self.old[key]
        scale = self._scale()
        if self._stays(scale):
            self._copy(self._kept())
            return True
        is_masked = samples.has_colour_key(self.old) or samples.is_matted(self.old)
        if isinstance(self.space, Indexed) and scale == 1 and not is_masked:
            self._copy(self._palette(self.space))
            return True
        return False

    def work(self, jpeg_quality: int) -> Work:
        """What is needed to draw it anew.

        Raises:
            ValueError: it is transparent in a way that inks cannot be.
        """
        if int(self.old.get("/SMaskInData", 0)):
            raise ValueError("an image in JPEG 2000 has its transparency inside, which cannot be kept in inks")
        return Work(samples.fetch(self.old), self.space, self._size(), self.target, jpeg_quality)

    def key(self, jpeg_quality: int) -> Hashable | None:
        """All that its new samples depend on; None where that is more than can be told shortly."""
        space = self.space
        if not isinstance(space, Base) or space.calibration is not None:
            return None
        if samples.has_colour_key(self.old) or samples.is_matted(self.old):
            return None
        shape = tuple(repr(self.old.get(name)) for name in SHAPE)
        raw = sha256(self.old.read_raw_bytes()).digest()
        return raw, shape, space, self._size(), self.target.separation, jpeg_quality

    def fill(self, pdf: pikepdf.Pdf, drawn: Drawn) -> None:
        """Fill the new image with what was drawn."""
        from pikepdf import Array, Dictionary, Name

        made, count = self.made, len(drawn.mode)
        if not drawn.is_jpeg:
            layout = Dictionary(Predictor=2, Colors=count, BitsPerComponent=8, Columns=drawn.size[0])
            made.write(drawn.data, filter=Name.FlateDecode, decode_parms=layout)
        else:
            made.write(drawn.data, filter=Name.DCTDecode)
            if drawn.mode == "CMYK":  # by custom such a file tells how much of each ink is left out
                made.Decode = Array([1, 0] * 4)
        made.Width, made.Height = drawn.size
        made.BitsPerComponent = 8
        made.ColorSpace = Name(f"/{DEVICES[drawn.mode]}")
        if drawn.is_as_before and drawn.mode == "CMYK" and self.kept is not None:
            made.ColorSpace = self.kept
        if drawn.key is not None:
            made.Mask = _stencil(pdf, drawn.key)

    def _stays(self, scale: float) -> bool:
        """Stencils and lines in one bit a pixel stay, and what is in the target's space unless it is too fine."""
        space = self.space
        if self.old.get("/ImageMask", False) or isinstance(space, Tint):
            return space is None or self.target.keeps(space)
        if not isinstance(space, Base) or samples.is_matted(self.old):
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

    def _size(self) -> tuple[int, int]:
        """Pixels that it is to have."""
        scale = self._scale()
        return max(1, ceil(int(self.old.Width) * scale)), max(1, ceil(int(self.old.Height) * scale))

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


@dataclass(frozen=True, slots=True)
class Work:
    """A picture to be drawn anew."""

    image: Encoded
    space: Space | None
    size: tuple[int, int]
    target: Target
    jpeg_quality: int
    """Of one that came as JPEG; others stay without loss."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture's new data."""

    mode: str
    data: bytes
    """A JPEG, or samples packed by zlib after TIFF's predictor."""
    is_as_before: bool
    """Whether its colours had nothing to become."""
    key: Image | None
    """White where it is masked."""
    size: tuple[int, int]
    is_jpeg: bool


KEPT_BYTES = 48 * 2**20
"""Of drawn pictures: the next clinic's leaflet has the same."""
_drawn: Kept[Drawn] = Kept(KEPT_BYTES)


def convert(waiting: Sequence[Picture], pdf: pikepdf.Pdf, jpeg_quality: int) -> None:
    """Fill all new images, once it is known how large each is drawn.

    Raises:
        ValueError: the data of one cannot be read.
    """
    from concurrent.futures import ThreadPoolExecutor

    redrawn: list[tuple[Picture, Hashable]] = []
    for picture in (picture for picture in waiting if not picture.settle()):
        key = picture.key(jpeg_quality)
        if key is not None and (known := _drawn.get(key)) is not None:
            picture.fill(pdf, known)
        else:
            redrawn.append((picture, key))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, len(redrawn), AT_ONCE):
            some = redrawn[start : start + AT_ONCE]
            work = [picture.work(jpeg_quality) for picture, _ in some]
            for (picture, key), drawn in zip(some, pool.map(draw, work), strict=True):
                picture.fill(pdf, drawn)
                if key is not None:
                    _drawn.put(key, drawn, len(drawn.data))


def draw(work: Work) -> Drawn:
    """Draw a picture in its target's space."""
    from PIL import Image

    found = samples.read(work.image, work.space, work.size)
    picture = found.picture
    if picture.size != work.size:
        picture = picture.resize(work.size, Image.Resampling.LANCZOS)
    made = work.target.picture(picture, found.base, rings=work.image.is_jpeg)
    if work.image.is_jpeg:
        stream = BytesIO()
        made.save(stream, "JPEG", quality=work.jpeg_quality)
        data = stream.getvalue()
    else:
        data = zlib.compress(_differences(made).tobytes())
    return Drawn(made.mode, data, made is picture, found.key, work.size, work.image.is_jpeg)


def _differences(picture: Image) -> Image:
    """By how much each pixel differs from the one before it (TIFF's predictor): little, in most pictures."""
    from PIL import Image, ImageChops

    before = Image.new(picture.mode, picture.size)
    before.paste(picture.crop((0, 0, picture.width - 1, picture.height)), (1, 0))
    return ImageChops.subtract_modulo(picture, before)


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
