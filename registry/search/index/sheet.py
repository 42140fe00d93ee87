"""What is known of one tool when it is put into the index, and one value that it has for a filter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from registry.evidence.queries import finding_of
from registry.rules.grading import Finding
from registry.rules.questions import Content, answered, schema
from registry.rules.words import Visibility, label
from registry.search.index.tiers import Tier

Row = Any
ALWAYS = 0  # a day that is not set
_SIGNS = re.compile(r"[\W_]+")


class Value(NamedTuple):
    """A value of a filter: its code and name, who may know that the tool has it, and the days on which it holds."""

    code: str
    label: str
    tier: Tier = Tier.ALL
    organisation: int = 0  # one that knows it besides
    since: int = ALWAYS  # ordinal of the first day
    until: int = ALWAYS  # ordinal of the last day

    def kept(self) -> list[str | int]:
        """As it is stored: without what says nothing."""
        values: list[str | int] = list(self)
        while values[-1] in (0, Tier.ALL):
            values.pop()
        return values


def named(name: str) -> Value:
    """A value that has no code of its own: its name makes one."""
    return Value(_SIGNS.sub("-", name.lower()).strip("-")[:80] or "-", name)


@dataclass
class Sheet:
    """A tool with all that other slices say of it, as rows."""

    tool: Row
    terms: list[Row] = field(default_factory=list)
    origins: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    adoptions: list[Row] = field(default_factory=list)
    standards: list[Row] = field(default_factory=list)
    category: str | None = None  # as people read it

    def terms_of(self, vocabulary: str) -> list[Value]:
        """The terms of one vocabulary."""
        found = (one for one in self.terms if one.vocabulary == vocabulary)
        return [Value(one.code, one.label or label(one.code)) for one in found]

    @property
    def stated(self) -> list[Row]:
        """The claims; evidence may make none."""
        return [one for one in self.claims if one.outcome is not None]

    @property
    def findings(self) -> list[Finding]:
        """The claims as they are graded."""
        return [finding_of(one) for one in self.stated]

    def answer(self, code: str) -> tuple[Any, Tier] | None:
        """An answer of the record and who may know it, if it was given."""
        content: Content = self.tool.content
        question = schema(self.tool.schema_number).question(code)
        if question is None or not answered(content.get(code)):
            return None
        return content[code], TIER_OF[question.visibility]

    def option(self, code: str, answer: str) -> str:
        """An answer of a choice as people read it."""
        question = schema(self.tool.schema_number).question(code)
        return dict(question.options).get(answer, label(answer)) if question else label(answer)


TIER_OF = {Visibility.PUBLIC: Tier.ALL, Visibility.POLICING: Tier.POLICING, Visibility.NAMED: Tier.NAMED}


def lines(texts: Iterable[str | None]) -> str:
    """Texts one to a line, without those that are empty."""
    return "\n".join(text for text in texts if text)
