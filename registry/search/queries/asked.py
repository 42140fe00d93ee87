"""What somebody asks for: words, filters, order and page, in the bounds that a search can answer."""

from dataclasses import dataclass, field, replace

SORTS = ("relevance", "newest", "adopted")
LONGEST = 200  # characters
MOST_WORDS = 20


@dataclass(frozen=True)
class Asked:
    """A search. Values of one filter widen it; different filters narrow it."""

    text: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    exact: bool = False  # only the words that were typed: no related words

    def without(self, code: str, value: str | None = None) -> "Asked":
        """The same search without one value of a filter, or without the filter."""
        left = tuple(one for one in self.filters.get(code, ()) if value is not None and one != value)
        rest = {name: values for name, values in self.filters.items() if name != code}
        return replace(self, filters={**rest, **({code: left} if left else {})}, page=1)

    @property
    def values(self) -> list[tuple[str, str]]:
        """Every value that is filtered by, with its filter."""
        return [(code, value) for code, values in self.filters.items() for value in values]
