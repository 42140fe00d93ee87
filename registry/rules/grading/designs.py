"""The design questions, and the printed rule by which their answers give the strength of a design.

The steps follow the Maryland Scientific Methods Scale as What Works Local Growth words it, with 0 below it for what was
not measured. Where a trial lost people or reached those whom it was compared with, it counts one step lower for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.rules.words import Design

Answers = Mapping[str, str]


@dataclass(frozen=True)
class DesignQuestion:
    """One question about a study, with the answers that it takes."""

    code: str
    label: str
    options: tuple[tuple[str, str], ...]
    hint: str = ""

    def said(self, code: str | None) -> str:
        """An answer as people read it."""
        return dict(self.options).get(code or "", "not stated")


NOT_KNOWN = ("not-known", "Not known")

QUESTIONS: tuple[DesignQuestion, ...] = (
    DesignQuestion(
        "measured",
        "How is the result known?",
        (("measured", "It was measured in use"), ("told", "It was worked out, told or estimated")),
    ),
    DesignQuestion(
        "baseline",
        "Was the same thing measured before the start?",
        (("yes", "Yes"), ("no", "No, only afterwards")),
    ),
    DesignQuestion(
        "trend",
        "Was it changing in that direction already before the start?",
        (("no", "No, it was steady or moving the other way"), ("yes", "Yes"), NOT_KNOWN),
        "Before it went live at the site.",
    ),
    DesignQuestion(
        "comparison",
        "Was it compared with others who did not have it?",
        (
            ("none", "No"),
            ("after", "Yes, afterwards only"),
            ("both", "Yes, before and after"),
        ),
        "Other places, teams, shifts or cases.",
    ),
    DesignQuestion(
        "comparable",
        "How was the comparison made a fair one?",
        (
            ("nothing", "Nothing was done about differences"),
            ("adjusted", "Known differences were allowed for in the figures"),
            ("matched", "Those compared were matched, or shown to be alike beforehand"),
        ),
    ),
    DesignQuestion(
        "chosen",
        "What decided who got it?",
        (
            ("choice", "The force, its staff or volunteers"),
            ("outside", "Something outside, as if by chance, such as a cut-off or a timetable set by others"),
            ("chance", "Chance: it was drawn"),
        ),
    ),
    DesignQuestion(
        "attrition",
        "How many of those drawn were lost before the end?",
        (("low", "Few, and alike in both groups"), ("high", "Many, or more in one group"), NOT_KNOWN),
    ),
    DesignQuestion(
        "contamination",
        "Did those it was compared with get it as well?",
        (("no", "No, or hardly"), ("yes", "Yes, to a degree that matters"), NOT_KNOWN),
    ),
    DesignQuestion(
        "could_see",
        "Could the study have seen a change that matters?",
        (("yes", "Yes: it was large enough, and that was worked out"), ("no", "No"), NOT_KNOWN),
        "It decides between “no clear change” and “inconclusive”.",
    ),
)
CODES = {question.code: question for question in QUESTIONS}


def path(answers: Answers) -> tuple[str, ...]:
    """The questions that bear on the design, given what was answered so far, in their order."""
    if answers.get("measured") == "told":
        return ("measured",)
    asked = ["measured", "baseline"]
    if answers.get("baseline") == "yes":
        asked.append("trend")
    asked.append("comparison")
    if answers.get("comparison") in ("after", "both"):
        asked += ["comparable", "chosen"]
        if answers.get("chosen") == "chance":
            asked += ["attrition", "contamination"]
    return tuple(asked)


def needed(answers: Answers) -> tuple[str, ...]:
    """The questions that are still to be answered before a design follows."""
    return tuple(code for code in path(answers) if code not in answers)


def wrong(answers: Answers) -> dict[str, str]:
    """What cannot be kept, by question; nothing where no question was answered at all."""
    found = {
        code: "Choose one of the answers."
        for code, said in answers.items()
        if code not in CODES or said not in dict(CODES[code].options)
    }
    if answers:
        found |= dict.fromkeys(needed(answers), "Answer this too: the grade follows from it.")
    if answers.get("comparison") == "both" and answers.get("baseline") == "no":
        found["baseline"] = "You say below that both were measured before and after. Say which of the two is so."
    return found


def design_of(answers: Answers) -> tuple[Design, tuple[str, ...]]:
    """The design that follows from complete answers, and the questions whose answers led to it.

    Not measured, or with nothing to set it against: an estimate or account. Before and after alone: before and after
    only; so too a comparison that allows for nothing. Compared, with differences allowed for, or before and after in both
    without showing that the two are alike: compared, with adjustment. Before and after in both, made fair: a comparison
    group, one step lower where the change had begun before. As if by chance: a natural experiment. By chance: a randomised
    trial, one step lower for what was lost or not stated, and one for what was shared.
    """
    if answers.get("measured") != "measured":
        return Design.ESTIMATE, ("measured",)
    if answers.get("comparison") not in ("after", "both"):
        before = answers.get("baseline") == "yes"
        return (Design.BEFORE_AFTER if before else Design.ESTIMATE), ("measured", "baseline", "comparison")
    led = ("measured", "comparison", "chosen")
    if answers.get("chosen") == "chance":
        return _trial(answers), (*led, "attrition", "contamination")
    if answers.get("chosen") == "outside":
        return Design.NATURAL_EXPERIMENT, led
    return _compared(answers)


def answers_in_words(answers: Answers, codes: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Questions with what was answered, as a page prints them; of all that were answered, or of these alone."""
    wanted = codes or tuple(answers)
    return [(one.label, one.said(answers.get(one.code))) for one in QUESTIONS if one.code in wanted]


def _trial(answers: Answers) -> Design:
    lower = (answers.get("attrition") != "low") + (answers.get("contamination") != "no")
    return (Design.RANDOMISED_TRIAL, Design.NATURAL_EXPERIMENT, Design.COMPARISON_GROUP)[lower]


def _compared(answers: Answers) -> tuple[Design, tuple[str, ...]]:
    led = ("measured", "comparison", "comparable", "chosen")
    fair, both = answers.get("comparable") in ("adjusted", "matched"), answers.get("comparison") == "both"
    if both and fair:
        begun = answers.get("trend") == "yes"
        return (Design.COMPARED_ADJUSTED if begun else Design.COMPARISON_GROUP), (*led, "trend")
    return (Design.COMPARED_ADJUSTED if both or fair else Design.BEFORE_AFTER), led
