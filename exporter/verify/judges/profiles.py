"""veraPDF's validation profiles: the rules of each standard, read from its jar."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZipFile

from exporter.verify.judges import machine
from exporter.verify.judges.machine import Java

Element: TypeAlias = Any
"""An element of a profile, whose schema veraPDF keeps."""
FOLDER = "org/verapdf/pdfa/validation"
"""Where the profiles are in the jar."""
NAMES = {"PDF/UA-2": "PDFUA-2-ISO32005"}
"""Profiles that are not named as the claims are."""
NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


class UncheckedError(Exception):
    """veraPDF gives no answer; the text says why."""


@cache
def profile(jar: Path, claim: str) -> Java:
    """The profile of a standard, such as `PDF/UA-1`, as veraPDF wants it.

    veraPDF itself would read it with JAXB, which is neither in the jar nor in Java any more (JEP 320).

    Raises:
        UncheckedError: there is none.
        MissingError: there is no such jar, or no Java.
    """
    import jpype

    with machine.classes(jar) as java_class:
        root = _read(jar, claim)
        java_class("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        profiles = java_class("org.verapdf.pdfa.validation.profiles.Profiles")
        rules = [_rule(rule, java_class) for rule in root.iter(f"{NAMESPACE}rule")]
        variables = [_variable(variable, profiles) for variable in root.iter(f"{NAMESPACE}variable")]
        return profiles.profileFromValues(
            java_class("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour")),
            profiles.profileDetailsFromValues(claim, claim, "veraPDF Consortium", jpype.java.util.Date()),
            "",
            jpype.java.util.HashSet(rules),
            jpype.java.util.HashSet(variables),
        )


def _read(jar: Path, claim: str) -> Element:
    from lxml import etree

    name = NAMES.get(claim) or claim.replace("/", "").upper()
    with ZipFile(jar) as archive:
        try:
            markup = archive.read(f"{FOLDER}/{name}.xml")
        except KeyError as error:
            raise UncheckedError("it has no profile for it") from error
    return etree.fromstring(markup, etree.XMLParser(resolve_entities=False, no_network=True))


def _variable(variable: Element, profiles: Java) -> Java:
    return profiles.variableFromValues(
        variable.get("name"), variable.get("object"), _text(variable, "defaultValue"), _text(variable, "value")
    )


def _rule(rule: Element, java_class: Java) -> Java:
    import jpype

    profiles = java_class("org.verapdf.pdfa.validation.profiles.Profiles")
    argument_class = java_class("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    specification = java_class("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    number = rule.find(f"{NAMESPACE}id").attrib
    arguments = [argument_class.fromValues(one.text, None, None) for one in rule.iter(f"{NAMESPACE}argument")]
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification.valueOf(number["specification"]), number["clause"], int(number["testNumber"])
        ),
        rule.get("object"),
        jpype.java.lang.Boolean(rule.get("deferred") == "true"),
        rule.get("tags"),
        _text(rule, "description"),
        _text(rule, "test"),
        profiles.errorFromValues(_text(rule, "error/message"), jpype.java.util.ArrayList(arguments)),
        jpype.java.util.ArrayList(),
    )


def _text(element: Element, path: str) -> str:
    return element.findtext("/".join(NAMESPACE + name for name in path.split("/"))) or ""
