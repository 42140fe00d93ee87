"""How evidence is graded and summed up without averaging it: direction and strength stay apart."""

from registry.rules.grading.designs import QUESTIONS, DesignQuestion, answers_in_words, design_of, needed, path, wrong
from registry.rules.grading.directions import Figures, direction_of, direction_together
from registry.rules.grading.levels import (
    AGAINST,
    LEVELS,
    TESTED,
    Finding,
    Sites,
    is_proven,
    replication_level,
    sites_of,
    strongest,
)
from registry.rules.grading.provisional import REASONS, RULE, Rated, Stated, rated

__all__ = [
    "AGAINST",
    "LEVELS",
    "QUESTIONS",
    "REASONS",
    "RULE",
    "TESTED",
    "DesignQuestion",
    "Figures",
    "Finding",
    "Rated",
    "Sites",
    "Stated",
    "answers_in_words",
    "design_of",
    "direction_of",
    "direction_together",
    "is_proven",
    "needed",
    "path",
    "rated",
    "replication_level",
    "sites_of",
    "strongest",
    "wrong",
]
