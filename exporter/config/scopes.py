"""Which jobs of a project are made: patterns of articles, clinics, languages and editions."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from exporter.model import Rule


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Patterns = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_as_list)]


class ScopeTable(BaseModel):
    """What an edition or a rule is kept to."""

    model_config = ConfigDict(extra="forbid")

    articles: Patterns = Field(default_factory=list, description="patterns of articles, such as `winter/*`")
    clinics: Patterns = Field(default_factory=list, description="names or patterns of clinics")
    languages: Patterns = Field(default_factory=list, description="language tags or patterns of them")


class RuleTable(ScopeTable):
    """Jobs that are made, or not made: those that match every key that is written."""

    editions: Patterns = Field(default_factory=list, description="names or patterns of editions")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.articles or self.clinics or self.languages or self.editions):
            raise ValueError("the rule says nothing", "name articles, clinics, languages or editions")
        return self


def _rule(value: object) -> object:
    return {"articles": value} if isinstance(value, str) else value


Rules = list[Annotated[RuleTable, BeforeValidator(_rule)]]


def scope(table: ScopeTable, path: str, line: int | None) -> Rule:
    """A table as a value, with its place."""
    editions = table.editions if isinstance(table, RuleTable) else ()
    return Rule(tuple(table.articles), tuple(table.clinics), tuple(table.languages), tuple(editions), path, line)
