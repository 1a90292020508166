"""Results that are kept for the next job of a worker: purely to save time, never more than some bytes of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by all that they were made from; those not asked for longest make room for new ones."""

    __slots__ = ("_values", "most_bytes", "size_bytes")

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size_bytes = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable) -> Value | None:
        """Give what is kept; None where there is nothing."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Value, size_bytes: int) -> Value:
        """Keep a value that takes so many bytes, key included, and give it back."""
        if size_bytes > self.most_bytes:
            return value
        before = self._values.pop(key, None)
        self.size_bytes += size_bytes - (before[1] if before else 0)
        self._values[key] = value, size_bytes
        while self.size_bytes > self.most_bytes:
            self.size_bytes -= self._values.popitem(last=False)[1][1]
        return value
