"""Quick checks of an ONIX message: whether it can be read, and names what it tells of."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model import Diagnostic
from exporter.verify import xml_document
from exporter.verify.findings import Place, error, within
from exporter.verify.xml_document import Element

NEEDED = ("RecordReference", "ProductIdentifier", "DescriptiveDetail/TitleDetail", "PublishingDetail/Publisher")
"""Of a product: without them no shop can take it up (ONIX for Books 3.0, "How to describe digital products")."""


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Check a message without anything but this process; its schema is for outside judges.

    Args:
        data: The whole file.
        path: Its name in the findings.
    """
    try:
        root = xml_document.parsed(data)
    except xml_document.FaultyError as reason:
        return within(path, [error(reason.rule, reason.told, "export it again", Place(line=reason.line))])
    return within(path, _faults(root))


def _faults(root: Element) -> Iterator[Diagnostic]:
    products = list(root.iterfind("{*}Product"))
    if not products:
        yield error("missing-metadata", "the message tells of no product", "export it again")
    for product in products:
        missing = [
            name for name in NEEDED if product.find("/".join(f"{{*}}{step}" for step in name.split("/"))) is None
        ]
        if missing:
            message = f"the product has no {', '.join(missing)}"
            yield error("missing-metadata", message, "export it again", Place(line=product.sourceline))
