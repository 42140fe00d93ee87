"""Reading evidence: studies and their outcomes, what differs between two moments, and who may change them."""

from registry.evidence.queries.studies import (
    At,
    EvidenceChange,
    changeable_item,
    evidence_between,
    evidence_item,
    evidence_of,
    finding,
    findings,
    may_change,
    may_describe,
    parent_of,
    readable_tool,
    sites,
)

__all__ = [
    "At",
    "EvidenceChange",
    "changeable_item",
    "evidence_between",
    "evidence_item",
    "evidence_of",
    "finding",
    "findings",
    "may_change",
    "may_describe",
    "parent_of",
    "readable_tool",
    "sites",
]
