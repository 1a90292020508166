"""Content streams (ISO 32000-1, 7.8.2) read operator by operator, at the speed of regular expressions.

`pikepdf.parse_content_stream` makes an object of every operand, where a handful of operators matter here: it takes six
to eight times as long on pages of text (2 against 16 ms for 11 pages).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

SPACE = rb"\x00\t\n\f\r "
_STRING = rb"\((?:[^()\\]++|\\[\s\S])*+\)"
for _ in range(8):  # parentheses may stand in a string as long as they pair
    _STRING = rb"\((?:[^()\\]++|\\[\s\S]|" + _STRING + rb")*+\)"
OPERATION = re.compile(
    rb"((?:[" + SPACE + rb"0-9+\-.\[\]]++"  # numbers and arrays
    rb"|<<|>>|<[^<>]*+>"  # dictionaries, hexadecimal strings
    rb"|/[^" + SPACE + rb"()<>\[\]{}/%]*+"  # names
    rb"|" + _STRING + rb"|%[^\r\n]*+)*+)"
    rb"([A-Za-z][A-Za-z0-9*]*+|['\"])"
)
END = re.compile(rb"(?:[" + SPACE + rb"]++|%[^\r\n]*+)*+\Z")
INLINE = re.compile(rb"(?:\A|[" + SPACE + rb"])BI[" + SPACE + rb"/]")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def operations(data: bytes) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Give each operator with the text of its operands, and where the two begin and end.

    Raises:
        ValueError: the stream breaks off, or is no content stream.
    """
    position = 0
    for match in OPERATION.finditer(data):
        if match.start() != position:
            break
        position = match.end()
        yield match[2], match[1], match.start(), position
    if not END.match(data, position):
        raise ValueError(f"a content stream cannot be read beyond {data[position : position + 20]!r}")


def name(operands: bytes) -> str:
    """The last operand, a name, with its slash, as resources are looked up by it; empty where it is none."""
    last = operands.split()[-1] if operands.strip() else b""
    if not last.startswith(b"/"):
        return ""
    return ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), last).decode("utf-8", "surrogateescape")


def numbers(operands: bytes) -> list[float]:
    """The numbers among the operands.

    Raises:
        ValueError: there is something else among them, other than a name.
    """
    return [float(word) for word in operands.split() if not word.startswith(b"/")]


def tidy(pdf: pikepdf.Pdf, data: bytes) -> tuple[bytes, dict[str, pikepdf.Stream]]:
    """Take inline images out of a stream: the content draws them as image XObjects, which come along by name."""
    import pikepdf

    if not INLINE.search(data):
        return data, {}
    images: dict[str, pikepdf.Stream] = {}
    instructions: list[pikepdf.ContentStreamInstruction] = []
    for item in pikepdf.parse_content_stream(pikepdf.Stream(pdf, data)):
        if isinstance(item, pikepdf.ContentStreamInlineImage):
            own = f"/_Inline{len(images)}"
            images[own] = _image(pdf, item.iimage.unparse())
            instructions.append(pikepdf.ContentStreamInstruction([pikepdf.Name(own)], pikepdf.Operator("Do")))
        else:
            instructions.append(item)
    return pikepdf.unparse_content_stream(instructions), images


def _image(pdf: pikepdf.Pdf, text: bytes) -> pikepdf.Stream:
    """An inline image, `BI … ID … EI`, as an image XObject; its space may still be a name of the page's."""
    from pikepdf import Name, Object, Stream

    first = text.index(b"BI") + 2
    end = next((match.end() for match in OPERATION.finditer(text, first) if match[2] == b"ID"), None)
    if end is None:
        raise ValueError("an inline image has no data")
    fields = Object.parse(b"<<" + text[first : end - 2] + b">>")
    data = text[end + 1 : text.rindex(b"EI")]
    stream = Stream(pdf, data.removesuffix(b"\n"))
    for key, value in fields.items():
        stream[KEYS.get(key, key)] = value
    stream["/Type"], stream["/Subtype"] = Name.XObject, Name.Image
    if "/Filter" in stream:
        one = isinstance(stream.Filter, Name)
        names = [Name(FILTERS.get(str(each), str(each))) for each in ([stream.Filter] if one else stream.Filter)]
        stream.Filter = names[0] if one else names
    return stream


KEYS = {
    "/BPC": "/BitsPerComponent",
    "/CS": "/ColorSpace",
    "/D": "/Decode",
    "/DP": "/DecodeParms",
    "/F": "/Filter",
    "/H": "/Height",
    "/IM": "/ImageMask",
    "/I": "/Interpolate",
    "/W": "/Width",
}
FILTERS = {
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
}
