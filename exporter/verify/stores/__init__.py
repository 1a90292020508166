"""What bookshops ask of an ebook beyond the standard: each rule with the shop's own page that it is from.

Only what such a page says is a rule. What it forbids is an error, what it advises against is a warning, and what only
somebody who knows the shop's other data can tell is information. All shops ask for what EPUBCheck asks for, too. How
style sheets look on each shop's devices is not judged here: their pages speak of effects, which a rule cannot see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exporter.model import Diagnostic
from exporter.verify.epub_facts import Facts
from exporter.verify.stores import apple, google, kdp, kobo
from exporter.verify.stores.rule import Rule

STORES: Mapping[str, tuple[Rule, ...]] = {
    "apple": apple.RULES,
    "google": google.RULES,
    "kdp": kdp.RULES,
    "kobo": kobo.RULES,
}


def check(facts: Facts, store: str) -> Iterator[Diagnostic]:
    """Hold a book to what a shop asks for; places are within the book.

    Args:
        facts: The book.
        store: A key of `STORES`.
    """
    for rule in STORES[store]:
        for fault in rule.faults(facts):
            message, hint = f"{store}: {fault.message}", f"{fault.hint}; says {rule.source}"
            yield Diagnostic(rule.name, rule.severity, message, hint, fault.place.file, fault.place.line)
