"""A clinic's file."""

from __future__ import annotations

import pytest

from exporter import config
from exporter.errors import ExporterError
from exporter.model import Certification, Clinic, Colour, Diagnostic, ImageReference


def parse(text: str) -> tuple[Clinic, tuple[Diagnostic, ...]]:
    return config.clinic(text.encode(), "clinics/example.toml")


def fault(text: str) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        parse(text)
    (finding,) = caught.value.diagnostics
    assert finding.path == "clinics/example.toml"
    assert finding.hint
    return finding


def test_every_key_is_read() -> None:
    clinic, findings = parse(
        '''
name = " Example Clinic "
tagline = "Near you"
phone = "+44 20 7946 0000"
email = "hello@example.org"
address = """
1 Example Street
Example Town"""
hours = ["Mon 8 to 12", "Tue 8 to 12"]
url = "https://example.org/"
short_url = "https://example.org/x?a=b#c"
emergency = "Call 999"
certifier = "Example Certifier"
certifier_credential = "Example Scheme"
certifier_report = "https://example.org/report"
[logo]
image = "../images/logo.svg"
alt = "A drop"
[colours]
primary = "#17606E"
accent = { srgb = "#fa0", cmyk = [0, 35.5, 100, 0] }
'''
    )
    assert not findings
    assert clinic == Clinic(
        name="Example Clinic",
        path="clinics/example.toml",
        tagline="Near you",
        logo=ImageReference("../images/logo.svg", "A drop", line=16),
        colours={"primary": Colour("#17606e"), "accent": Colour("#ffaa00", (0.0, 35.5, 100.0, 0.0))},
        phone="+44 20 7946 0000",
        email="hello@example.org",
        address=("1 Example Street", "Example Town"),
        hours=("Mon 8 to 12", "Tue 8 to 12"),
        url="https://example.org/",
        short_url="https://example.org/x?a=b#c",
        emergency="Call 999",
        certification=Certification("Example Certifier", "Example Scheme", "https://example.org/report"),
    )


def test_only_a_name_is_needed() -> None:
    assert parse('name = "Example Clinic"') == (Clinic(name="Example Clinic", path="clinics/example.toml"), ())


def test_a_logo_may_be_a_path_and_is_called_like_the_clinic() -> None:
    clinic, _ = parse('name = "Example Clinic"\nlogo = "logo.png"\n')
    assert clinic.logo == ImageReference("logo.png", "Example Clinic", line=2)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('colours.primary = "teal"', "colours.primary"),
        ('colours.primary = "#12345"', "colours.primary"),
        ('colours.primary = "#17606e;}"', "colours.primary"),
        ('colours.a = { srgb = "#fff", cmyk = [0, 0, 0] }', "colours.a.cmyk"),
        ('colours.a = { srgb = "#fff", cmyk = [0, 0, 0, 101] }', "colours.a.cmyk"),
        ('colours.a = { srgb = "#fff", cmyk = [0, 0, 0, nan] }', "colours.a.cmyk"),
        ("colours.a = { cmyk = [0, 0, 0, 0] }", "colours.a.srgb: is missing"),
        ('email = "hello"', "email"),
        ('email = "hello@example"', "email"),
        ('email = "a@example.org\\nBcc: b@example.org"', "email"),
        ('email = "a@example.org?subject=<x>"', "email"),
        ('url = "example.org"', "url"),
        ('url = "javascript:alert(1)"', "url"),
        ('url = "https://user@example.org/"', "url"),
        ('url = "https://example.org/a b"', "url"),
        ('short_url = "https://example.org/\\"><script>"', "short_url"),
        ("logo = 5", "logo: expected keys and values"),
        ('logo = ""', "logo.image"),
        ("logo = { alt = 'x' }", "logo.image: is missing"),
        ("address = 5", "address: expected a list"),
        ("hours = [5]", "hours.0: expected a text"),
        ("phone = 999", "phone: expected a text"),
        ('certifier_report = "report.pdf"', "certifier_report: an address on the web begins with"),
        ('certifier_credential = "Example Scheme"', "certifier_credential: there is no 'certifier' whose it could be"),
    ],
)
def test_wrong_values_are_told_with_their_line(line: str, words: str) -> None:
    finding = fault(f'name = "Example Clinic"\n{line}\n')
    assert (finding.rule, finding.line) == ("invalid-value", 2)
    assert words in finding.message


def test_a_name_is_needed() -> None:
    assert "name: is missing" in fault("tagline = 'x'").message
    assert fault("name = ' '").line == 1


def test_unknown_keys_are_warned_of() -> None:
    clinic, findings = parse("name = 'A'\nfone = '1'\n[logo]\nimage = 'a.png'\nalte = 'x'\n")
    assert clinic.name == "A"
    assert [(finding.line, finding.column, finding.hint) for finding in findings] == [
        (2, 1, "did you mean 'phone'?"),
        (5, 1, "did you mean 'alt'?"),
    ]


def test_a_broken_file_is_told() -> None:
    assert fault("name = A").rule == "invalid-toml"
