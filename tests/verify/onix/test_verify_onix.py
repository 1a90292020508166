"""Messages for shops that cannot be taken up."""

from __future__ import annotations

import pytest

from exporter.verify import content_kind, verify

SOUND = b"""<?xml version="1.0"?>
<ONIXMessage xmlns="http://ns.editeur.org/onix/3.0/reference" release="3.0"><Product>
<RecordReference>a</RecordReference><ProductIdentifier/>
<DescriptiveDetail><TitleDetail/></DescriptiveDetail><PublishingDetail><Publisher/></PublishingDetail>
</Product></ONIXMessage>"""


def test_a_message_is_known_and_a_sound_one_left_alone() -> None:
    assert content_kind(SOUND) == "onix"
    assert verify(SOUND, path="a.xml") == ()
    assert content_kind(b'<?xml version="1.0"?><html/>') == "html"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"<TitleDetail/>", b"", "the product has no DescriptiveDetail/TitleDetail"),
        (b"<ProductIdentifier/>", b"", "the product has no ProductIdentifier"),
        (b"<Publisher/>", b"<Imprint/>", "the product has no PublishingDetail/Publisher"),
        (b"Product>", b"Produkt>", "the message tells of no product"),
    ],
)
def test_what_every_product_has_is_missing(old: bytes, new: bytes, message: str) -> None:
    (found,) = verify(SOUND.replace(old, new), path="a.xml")
    assert (found.rule, found.message, found.path) == ("missing-metadata", message, "a.xml")


def test_a_message_is_no_xml() -> None:
    (found,) = verify(SOUND[:-4], path="a.xml")
    assert (found.rule, found.line) == ("malformed-markup", 5)
