"""EPUBCheck, the W3C's judge of EPUB, in the version of its jar."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from exporter.model import Diagnostic, Severity
from exporter.verify.judges import machine
from exporter.verify.judges.machine import Java

BOOK = "book.epub"
SEVERITIES = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
    "INFO": Severity.INFO,
    "USAGE": Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What EPUBCheck has to say."""

    code: str
    """Such as `RSC-005`; EPUBCheck's documentation lists them."""
    weight: str
    """A key of `SEVERITIES`."""
    text: str
    file: str
    """Path inside the book; empty where it is about the book."""
    line: int | None
    column: int | None

    def __str__(self) -> str:
        """Format as EPUBCheck does, without the book's own name."""
        place = f"{self.file}({self.line or -1},{self.column or -1})"
        return f"{self.weight}({self.code}): {place}: {self.text}"


def jar() -> Path:
    """The jar that the package `epubcheck` brings.

    Raises:
        MissingError: it is not installed.
    """
    return machine.package_folder("epubcheck") / "epubcheck.jar"


def messages(data: bytes, jar: Path) -> tuple[Message, ...]:
    """Ask one version of EPUBCheck about a book; everything it says, the gravest and the slightest.

    Raises:
        MissingError: there is no such jar, or no Java.
    """
    heard: list[Message] = []
    with machine.classes(jar) as java_class, TemporaryDirectory(prefix="exporter-epubcheck-") as folder:
        import jpype

        book = Path(folder) / BOOK
        book.write_bytes(data)
        report = _report(java_class, heard)
        with machine.signals_deferred():
            java_class("com.adobe.epubcheck.api.EpubCheck")(jpype.java.io.File(str(book)), report).doValidate()
    return tuple(dict.fromkeys(heard))


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Ask the installed EPUBCheck about a book.

    Raises:
        MissingError: it or Java is not installed.
    """
    return tuple(_finding(message, path) for message in messages(data, jar()))


def _finding(message: Message, path: str) -> Diagnostic:
    return Diagnostic(
        rule="epubcheck",
        severity=SEVERITIES[message.weight],
        message=f"EPUBCheck says {message.code}: {message.text.rstrip('.')}",
        hint=f"look for {message.code} in EPUBCheck's documentation",
        path=f"{path}/{message.file}" if message.file else path,
        line=message.line,
        column=message.column,
    )


def _report(java_class: Java, heard: list[Message]) -> Java:
    """A report that keeps what it is told; all else it leaves to a report of EPUBCheck's own that writes nowhere."""
    import jpype

    nowhere = jpype.java.io.PrintWriter(jpype.java.io.Writer.nullWriter())
    silent = java_class("com.adobe.epubcheck.util.WriterReportImpl")(nowhere)
    interface = java_class("com.adobe.epubcheck.api.Report")

    def message(subject: Java, location: Java, details: Java) -> None:
        is_code = isinstance(subject, java_class("com.adobe.epubcheck.messages.MessageId"))
        said = silent.getDictionary().getMessage(subject) if is_code else subject
        if str(said.getSeverity()) in SEVERITIES:  # and is not suppressed
            heard.append(_message(said, location, details))
        silent.message(said, location, details)

    methods = {str(method.getName()) for method in interface.class_.getMethods()}
    own = {"message": message, "info": lambda *_: None}  # the other report prints what it is informed of
    return jpype.JProxy([interface], dict={name: getattr(silent, name) for name in methods} | own)


def _message(said: Java, location: Java, details: Java) -> Message:
    file, line, column = str(location.getPath() or ""), int(location.getLine()), int(location.getColumn())
    return Message(
        code=str(said.getID()),
        weight=str(said.getSeverity()),
        text=" ".join(str(said.getMessage(details)).split()),
        file="" if file.endswith(BOOK) else file,
        line=line if line > 0 else None,
        column=column if column > 0 else None,
    )
