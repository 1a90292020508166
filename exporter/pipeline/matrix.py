"""Articles, clinics and editions of a project with the rules that say which of them go together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from exporter import language_tags, validation
from exporter.model import Diagnostic, Edition, Project, Rule, Severity
from exporter.pipeline.facts import ArticleFacts, Kept


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the plan knows it."""

    path: str
    """Absolute."""
    shown: str
    """Path as people write it in the project."""
    name: str
    """Path below the articles' folder, without suffix and language."""
    language: str
    """BCP 47."""
    is_translation: bool
    """Whether its file's name says its language."""
    facts: ArticleFacts
    """With what a translation takes over from its original."""

    @property
    def label(self) -> str:
        """The name, with the language of a translation."""
        return f"{self.name}.{self.language}" if self.is_translation else self.name


@dataclass(frozen=True, slots=True)
class Axes:
    """All that there is, chosen or not."""

    texts: tuple[Text, ...]
    clinics: tuple[str, ...]
    """Names; one empty name where the project has none."""
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One job's place in the axes."""

    text: int
    clinic: int
    edition: int


@dataclass(frozen=True, slots=True)
class _Reach:
    """Where a rule holds, along each axis."""

    texts: frozenset[int]
    clinics: frozenset[int]
    editions: frozenset[int]
    label: str


UNKNOWN = {
    "article": Diagnostic("unknown-article", Severity.ERROR, "there is no article"),
    "clinic": Diagnostic("unknown-clinic", Severity.ERROR, "there is no clinic"),
    "edition": Diagnostic("unknown-edition", Severity.ERROR, "there is no edition"),
    "language": Diagnostic("unknown-language", Severity.ERROR, "there is no article in the language"),
}
"""What is told of a name that nothing has, by the axis."""


def is_pattern(text: str) -> bool:
    """Whether a text has wildcards, and so need not be a name."""
    return any(sign in text for sign in "*?[")


def matches(pattern: str, name: str) -> bool:
    """Whether a name or pattern means a name; `*` is any number of characters, slashes too."""
    return fnmatchcase(name, pattern) if is_pattern(pattern) else name == pattern


def matches_language(pattern: str, tag: str) -> bool:
    """Whether a tag or pattern means a language: `pt` also is `pt-BR`."""
    if is_pattern(pattern):
        return fnmatchcase(tag.lower(), pattern.lower())
    wanted = language_tags.subtags(pattern)
    return language_tags.subtags(tag)[: len(wanted)] == wanted


def cells(project: Project, axes: Axes) -> Iterator[tuple[Cell, str]]:
    """Every place of the axes, an article at a time, and why it is left out; an empty reason makes it a job."""
    include = [_reach(rule, axes, "include") for rule in project.include]
    exclude = [_reach(rule, axes, "exclude") for rule in project.exclude]
    kept = [_reach(rule, axes, f"edition {rule.editions[0]!r}") for rule in project.kept]
    clinics = _Memory(axes.clinics)
    editions = _Memory([edition.name for edition in axes.editions])
    for number, text in enumerate(axes.texts):
        included = [one for one in include if number in one.texts]
        excluded = [one for one in exclude if number in one.texts]
        its_clinics, its_editions = clinics.of(text.facts.clinics), editions.of(text.facts.editions)
        for clinic in range(len(axes.clinics)):
            for edition in range(len(axes.editions)):
                reason = ""
                if clinic not in its_clinics or edition not in its_editions:
                    reason = "front matter"
                elif include and not any(clinic in one.clinics and edition in one.editions for one in included):
                    reason = "no rule of 'include'"
                else:
                    hit = (one for one in excluded if clinic in one.clinics and edition in one.editions)
                    lost = (
                        one
                        for one in kept
                        if edition in one.editions and not (number in one.texts and clinic in one.clinics)
                    )
                    reason = next((one.label for one in (*hit, *lost)), "")
                yield Cell(number, clinic, edition), reason


class _Memory:
    """Which names an article is kept to, worked out once for all that say the same."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._known: dict[tuple[str, ...], frozenset[int]] = {}

    def of(self, kept: Sequence[Kept]) -> frozenset[int]:
        patterns = tuple(one.pattern for one in kept)
        if patterns not in self._known:
            self._known[patterns] = _along(patterns, self._names)
        return self._known[patterns]


def _along(patterns: Sequence[str], names: Sequence[str]) -> frozenset[int]:
    return frozenset(
        number for number, name in enumerate(names) if not patterns or any(matches(one, name) for one in patterns)
    )


def _reach(rule: Rule, axes: Axes, what: str) -> _Reach:
    texts = frozenset(
        number
        for number in _along(rule.articles, [text.name for text in axes.texts])
        if not rule.languages or any(matches_language(one, axes.texts[number].language) for one in rule.languages)
    )
    line = f", line {rule.line}" if rule.line else ""
    editions = _along(rule.editions, [edition.name for edition in axes.editions])
    return _Reach(texts, _along(rule.clinics, axes.clinics), editions, f"{what}{line}")


def faults(project: Project, axes: Axes, chosen: Iterable[Text]) -> Iterator[Diagnostic]:
    """Names in rules and front matter that nothing has: an error, and a warning where it is a pattern."""
    clinics = [name for name in axes.clinics if name]
    editions = [edition.name for edition in axes.editions]
    articles = sorted({text.name for text in axes.texts})
    languages = sorted({text.language for text in axes.texts})
    for rule in (*project.include, *project.exclude, *project.kept):
        place = rule.path, rule.line
        yield from _unknown("article", rule.articles, articles, place)
        yield from _unknown("clinic", rule.clinics, clinics, place)
        yield from _unknown("edition", rule.editions, editions, place)
        yield from _unknown("language", rule.languages, languages, place)
    for text in chosen:
        for one in text.facts.clinics:
            yield from _unknown("clinic", [one.pattern], clinics, (text.shown, one.line))
        for one in text.facts.editions:
            yield from _unknown("edition", [one.pattern], editions, (text.shown, one.line))


def _unknown(
    what: str, patterns: Iterable[str], names: Sequence[str], place: tuple[str, int | None]
) -> Iterator[Diagnostic]:
    match = matches_language if what == "language" else matches
    for pattern in patterns:
        if any(match(pattern, name) for name in names):
            continue
        if is_pattern(pattern):
            message = f"no {what} matches {pattern!r}"
            yield Diagnostic("unused-pattern", Severity.WARNING, message, "correct it, or take it out", *place)
        else:
            told, (path, line) = UNKNOWN[what], place
            hint = validation.nearest(pattern, names) or "take it out"
            yield replace(told, message=f"{told.message} {pattern!r}", hint=hint, path=path, line=line)


def tally(reasons: Counter[str]) -> list[str]:
    """What was left out, the most first: `12 left out by exclude, line 7`."""
    return [f"{count} left out by {reason}" for reason, count in reasons.most_common()]
