"""Jinja2, sandboxed, and its faults as findings in the template's own file and line."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import TracebackType

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exporter import direction, validation
from exporter.errors import ExporterError
from exporter.layout.values import Layout
from exporter.model import Diagnostic, Severity

ENVIRONMENTS_KEPT = 8
FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What a template's own expressions can raise; anything else is a mistake of the program and is let through."""

_environments: OrderedDict[str, Environment] = OrderedDict()


def environment(layout: Layout) -> Environment:
    """The layout's environment; compiled templates are kept for its next documents."""
    known = _environments.pop(layout.digest, None) or _environment(layout)
    _environments[layout.digest] = known
    if len(_environments) > ENVIRONMENTS_KEPT:
        _environments.popitem(last=False)
    return known


def _environment(layout: Layout) -> Environment:
    def source(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        template = layout.templates.get(name)
        return None if template is None else (template.source, template.path, lambda: True)

    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["direction"] = direction.of_text
    return made


def render(layout: Layout, name: str, context: Mapping[str, object]) -> str:
    """Render a template, without white space around it.

    Raises:
        ExporterError: the template has a fault; the diagnostic names its file and line.
    """
    try:
        return environment(layout).get_template(name).render(context).strip()
    except FAULTS as error:
        raise ExporterError([_fault(layout, name, error)]) from error


def _fault(layout: Layout, name: str, error: Exception) -> Diagnostic:
    path, line = _place(layout, name, error.__traceback__)
    message, hint = str(error) or type(error).__name__, "correct the template; REFERENCE.md lists what it can use"
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or path, error.lineno
        message = error.message or message
    elif isinstance(error, TemplateNotFound):
        message = f"there is no template {error.name!r}"
        hint = validation.nearest(str(error.name), [known for known in layout.templates if "/" not in known])
    elif isinstance(error, RecursionError):
        message = "templates include one another without end"
    return Diagnostic(
        rule="template-error",
        severity=Severity.ERROR,
        message=message[:1].lower() + message[1:],
        hint=hint,
        path=path,
        line=line,
    )


def _place(layout: Layout, name: str, traceback: TracebackType | None) -> tuple[str, int | None]:
    """The innermost line of a template that the error passed through; Jinja2 puts them into the traceback."""
    paths = {template.path for template in layout.templates.values()}
    place: tuple[str, int | None] = (layout.templates[name].path, None)
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if path in paths:
            place = (path, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place
