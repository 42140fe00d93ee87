"""Reading tools, each reader only what they may."""

from registry.catalogue.queries.drafts import (
    Draft,
    draft,
    drafts,
    lacking,
    locked_tool,
    open_comments,
    revision,
    steps,
    working_copy,
)
from registry.catalogue.queries.scope import readable_by, tiers, visible_to
from registry.catalogue.queries.terms import in_words, options_of, terms
from registry.catalogue.queries.tools import (
    known_tool,
    sources,
    tool,
    tool_content,
    unnamed_claims,
    version,
    version_content,
    versions,
)

__all__ = [
    "Draft",
    "draft",
    "drafts",
    "in_words",
    "known_tool",
    "lacking",
    "locked_tool",
    "open_comments",
    "options_of",
    "readable_by",
    "revision",
    "sources",
    "steps",
    "terms",
    "tiers",
    "tool",
    "tool_content",
    "unnamed_claims",
    "version",
    "version_content",
    "versions",
    "visible_to",
    "working_copy",
]
