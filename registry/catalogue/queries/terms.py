"""The words of the controlled vocabularies, and the options of a question."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Term
from registry.core.db import db
from registry.organisations.models import REGISTRY, Organisation
from registry.organisations.queries import valid_on
from registry.rules.questions import Question
from registry.rules.wording import said

Labels = dict[str, str]
Options = dict[str, Labels]

ORGANISATION = "organisation"  # the one list that is not made of terms


def vocabulary_of(question: Question) -> str:
    """The vocabulary's code in the database."""
    return question.vocabulary.replace("_", "-")


def terms() -> dict[str, Labels]:
    """Every vocabulary, its codes with their labels in the order of the page: one statement."""
    found: dict[str, Labels] = {}
    for term in db.session.scalars(select(Term).order_by(Term.vocabulary, Term.position)):
        found.setdefault(term.vocabulary, {})[term.code] = term.label
    return found


def options_of(questions: Iterable[Question]) -> Options:
    """For each question that offers a choice: its codes with their labels. At most two statements."""
    asked = list(questions)
    lists: dict[str, Labels] = terms() if any(question.vocabulary for question in asked) else {}
    if any(question.vocabulary == ORGANISATION for question in asked):
        lists[ORGANISATION] = _organisations()
    return {
        question.code: lists.get(vocabulary_of(question), {}) if question.vocabulary else dict(question.options)
        for question in asked
        if question.vocabulary or question.options
    }


def in_words(question: Question, value: Any, options: Mapping[str, Labels]) -> str:
    """An answer as people read it."""
    return said(question, value, options.get(question.code, {}))


def _organisations() -> Labels:
    rows = db.session.execute(
        select(Organisation.slug, Organisation.name)
        .where(valid_on(), Organisation.slug != REGISTRY)
        .order_by(Organisation.name)
    )
    return {row.slug: row.name for row in rows}
