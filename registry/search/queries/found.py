"""What a search found, and what there is to offer beside it."""

from dataclasses import dataclass, field

from registry.search.index.words import spans
from registry.search.queries.asked import Asked
from registry.search.queries.counts import Group
from registry.search.queries.language import Node, Understood

A_SEARCH, AN_OPTION, A_TOOL = 5_000, 100, 400  # bytes, about


@dataclass(frozen=True)
class Nearest:
    """A problem or kind of tool that comes near to what was asked, with how many tools it has."""

    code: str
    value: str
    label: str
    count: int


@dataclass
class Found:
    """What a search found for its reader. `ids` are the tools of the page asked for, in order."""

    asked: Asked
    understood: Understood
    ids: list[int] = field(default_factory=list)
    number: int = 1
    total: int = 0
    registered: int = 0  # tools that the reader may see at all
    groups: list[Group] = field(default_factory=list)
    related: list[tuple[str, str]] = field(default_factory=list)  # (typed, also searched for)
    searched: list[Node] = field(default_factory=list)  # the clauses with related words
    swaps: dict[str, list[str]] = field(default_factory=dict)  # similar spellings of words that hardly stand anywhere
    near: list[int] = field(default_factory=list)  # tools found through them, or that hold some of the words
    near_searched: list[Node] = field(default_factory=list)  # the clauses that found those
    singles: list[tuple[str, int]] = field(default_factory=list)
    unfiltered: list[tuple[str, str, int]] = field(default_factory=list)  # (filter, value, found without it)
    nearest: list[Nearest] = field(default_factory=list)  # when nothing was found: what to look through instead
    labels: dict[int, list[str]] = field(default_factory=dict)  # what each tool shown is filed under
    plain: bool = False  # answered without the index: no filters

    @property
    def did_you_mean(self) -> str | None:
        """The search with the likeliest spelling of each unknown word, as it was typed but for those words."""
        text, parts, last = self.understood.text, [], 0
        for word, start, end in spans(text):
            if word in self.swaps:
                parts += [text[last:start], self.swaps[word][0]]
                last = end
        return "".join((*parts, text[last:])) if parts else None

    @property
    def nbytes(self) -> int:
        """About how much room it takes while it is kept."""
        options = sum(len(group.options) for group in self.groups)
        return A_SEARCH + AN_OPTION * options + A_TOOL * (len(self.ids) + len(self.near))
