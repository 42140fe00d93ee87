"""What an invented tool's record, evidence and adoptions are, before they are stored: a pure function of the seed.

Each tool has random numbers of its own, made of seed and place, so that it comes out the same whether or not a
run was stopped and went on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from registry.rules.gates import asked_for
from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.words import Compliance, Design, Direction, Phase, Precision, Standing, Visibility
from registry.seeding.files import Row
from registry.seeding.synthetic.words import lists, pick, result, texts

FIRST_DAY = date(2018, 1, 1)
MAILBOX = "innovation@registry.example"

DESIGNS = (Design.BEFORE_AFTER, Design.ESTIMATE, Design.COMPARED_ADJUSTED, Design.COMPARISON_GROUP,
           Design.RANDOMISED_TRIAL, Design.NATURAL_EXPERIMENT)  # fmt: skip
DIRECTIONS = (Direction.BETTER, None, Direction.MIXED, Direction.NO_CLEAR_CHANGE, Direction.TOO_EARLY,
              Direction.WORSE, Direction.INCONCLUSIVE)  # fmt: skip
COMPLIANCES = (Compliance.MET, Compliance.PARTIAL, Compliance.NOT_MET, Compliance.NOT_APPLICABLE, Compliance.EXEMPT)
STANDINGS = (Standing.CONFIRMED,) * 7 + (Standing.REPORTED,) * 2 + (Standing.DISPUTED,)
# How far adoptions come: where they were first recorded, then where they went. About two steps each.
WAYS: tuple[tuple[Stage, ...], ...] = (
    (Stage.PILOTING, Stage.LIVE),
    (Stage.INTERESTED, Stage.ASSESSING),
    (Stage.LIVE,),
    (Stage.ASSESSING, Stage.PILOTING, Stage.LIVE),
    (Stage.LIVE, Stage.BUSINESS_AS_USUAL),
    (Stage.INTERESTED,),
    (Stage.ASSESSING, Stage.DECLINED),
    (Stage.PILOTING, Stage.STOPPED),
    (Stage.APPROVED, Stage.PILOTING),
    (Stage.PILOTING, Stage.PAUSED),
    (Stage.INTERESTED, Stage.ASSESSING, Stage.APPROVED, Stage.PILOTING, Stage.LIVE),
)
VERBS = {Stage.DECLINED: "decline", Stage.STOPPED: "stop", Stage.PAUSED: "pause", Stage.SUPERSEDED: "supersede"}


@dataclass(frozen=True)
class Codes:
    """The codes that records choose from."""

    problems: Sequence[str]
    categories: Sequence[str]
    techniques: Sequence[str]
    users: Sequence[str]
    barriers: Sequence[str]


def tool(seed: int, number: int, codes: Codes, owners: int) -> tuple[int, Row]:
    """The owner's place among the organisations, and the content of the record."""
    rng = _rng(seed, number, "tool")
    bought = rng.random() < 0.5
    content = {
        **texts(rng),
        "phase": rng.choice(list(Phase)[:3]).value,
        "problems": _some(rng, codes.problems, 3),
        "category": pick(rng, codes.categories)[0],
        "users": _some(rng, codes.users, 2),
        "techniques": _some(rng, [code for code in codes.techniques if code != "none"], 3),
        "personal_data": rng.choice(("yes", "no", "not-sure")),
        "decider": rng.choice(("person", "person", "no-decision", "tool")),
        "supply": "supplier" if bought else "in-house",
        "contact_role": "Innovation lead",
        "contact_mailbox": MAILBOX,
        "visibility": _visibility(rng),
    }
    if bought:
        content["supplier"] = f"{content['name'].partition(':')[0]} Limited (example)"
    return rng.randrange(owners), content


def evidence(seed: int, number: int, measures: int) -> Iterator[Row]:
    """Studies of a tool, each with one or two claims; many tools have none."""
    rng = _rng(seed, number, "evidence")
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        design = _weighted(rng, DESIGNS)
        yield {
            "design": design,
            "year": rng.randint(2018, 2026),
            "claims": [_claim(rng, measures) for _ in range(rng.choice((1, 1, 2)))],
        }


def _claim(rng: Random, measures: int) -> Row:
    direction = _weighted(rng, DIRECTIONS)
    words, value = result(rng, direction)
    standard = rng.random() < 0.6
    outcome = pick(rng, lists()["outcomes"])[0]
    return {
        "outcome": outcome,
        "measure": rng.randrange(measures) if standard and measures else None,
        "local_measure": None if standard and measures else outcome,
        "result": words,
        "value": value,
        "direction": direction,
        "ungraded": None if direction else "count",
    }


def assessments(seed: int, number: int, standards: int) -> Iterator[Row]:
    """Where the tool stands with some standards."""
    rng = _rng(seed, number, "standards")
    for standard in rng.sample(range(standards), k=min(standards, rng.choice((0, 1, 2, 4)))):
        yield {
            "standard": standard,
            "compliance": _weighted(rng, COMPLIANCES),
            "happened_on": _day(rng, FIRST_DAY, date(2026, 1, 1)),
        }


def adoptions(seed: int, number: int, count: int, adopters: int, today: date) -> Iterator[Row]:
    """Who adopted the tool and how far each came; no organisation twice."""
    rng = _rng(seed, number, "adoptions")
    for adopter in rng.sample(range(adopters), k=count):
        way = _weighted(rng, WAYS)
        yield {
            "adopter": adopter,
            "standing": rng.choice(STANDINGS),
            "visibility": _visibility(rng),
            "steps": list(_steps(rng, way, today)),
        }


def _steps(rng: Random, way: Sequence[Stage], today: date) -> Iterator[Row]:
    last = today - timedelta(days=rng.randint(0, 300))
    days = sorted(_day(rng, FIRST_DAY, last) for _ in way[1:])
    for place, (stage, happened) in enumerate(zip(way, [*days, last], strict=True)):
        yield {
            "stage": stage,
            "verb": VERBS.get(stage, "advance") if place else "record",
            "happened_on": happened,
            "precision": rng.choice((Precision.DAY, Precision.DAY, Precision.MONTH)),
            "proof": _proof(rng, stage),
            "reason": pick(rng, lists()["reasons"])[0] if stage in EXITS else None,
            "barrier": rng.random() if stage in EXITS else None,
        }


def _proof(rng: Random, stage: Stage) -> Row:
    if stage is Stage.LIVE:
        eligible = rng.randint(4, 30)
        return {"units": "teams", "eligible": eligible, "using": rng.randint(1, eligible)}
    return {item.code: f"Example {item.code.replace('_', ' ')}" for item in asked_for(stage) if item.required}


def paused_from(way: Sequence[Row]) -> Stage | None:
    """The stage of the path that a paused adoption was at."""
    stages = [step["stage"] for step in way]
    on_path = [stage for stage in stages if stage in PATH]
    return on_path[-1] if stages[-1] is Stage.PAUSED else None


def shares(seed: int, tools: int, adoptions: int, most: int) -> list[int]:
    """How many adoptions each tool has: a few spread widely, most hardly at all; together exactly as many as wanted."""
    ranks = list(range(tools))
    Random(f"{seed}:spread").shuffle(ranks)  # noqa: S311
    weights = [1 / (rank + 3) ** 0.6 for rank in ranks]
    scale = adoptions / sum(weights)
    counts = [min(most, int(weight * scale)) for weight in weights]
    left = adoptions - sum(counts)
    order = sorted(range(tools), key=lambda tool: ranks[tool])
    while left > 0:
        for tool in order:
            if left and counts[tool] < most:
                counts[tool] += 1
                left -= 1
    return counts


def _rng(seed: int, number: int, what: str) -> Random:
    return Random(f"{seed}:{number}:{what}")  # noqa: S311  not for secrets


def _some(rng: Random, codes: Sequence[str], most: int) -> list[str]:
    return list(dict.fromkeys(pick(rng, codes, rng.randint(1, most))))


def _weighted(rng: Random, options: Sequence[Any]) -> Any:
    return rng.choices(options, weights=[1 / rank for rank in range(1, len(options) + 1)])[0]


def _day(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def _visibility(rng: Random) -> str:
    return (Visibility.POLICING if rng.random() < 0.15 else Visibility.PUBLIC).value
