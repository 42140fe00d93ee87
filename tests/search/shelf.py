"""Invented documents of the index, by chance with a fixed seed, and the same shelf as one reader may know it."""

from random import Random
from typing import Any

from registry.rules.policy import Actor
from registry.rules.words import Design, Direction, Role
from registry.search.index.facets import AGES, COSTS, LEVELS
from registry.search.index.layout import Document
from registry.search.index.sheet import Value
from registry.search.index.tiers import Tier
from registry.search.queries.asked import Asked

WORDS = [
    "call",
    "calls",
    "calling",
    "wait",
    "waiting",
    "triage",
    "drone",
    "drones",
    "video",
    "redact",
    "redaction",
    "officer",
    "officers",
    "custody",
    "evidence",
    "domestic",
    "abuse",
    "da",
    "anpr",
    "rpa",
    "robotic",
    "process",
    "automation",
    "stolen",
    "vehicle",
    "victim",
    "victims",
    "vulnerability",
    "patrol",
]
HIDDEN = ("xylograph", "quagmire", "zephyrine", "custoady", "vulnerabilty")
VISIBILITIES = ("public", "policing", "named")
TIERS = (Tier.ALL, Tier.POLICING, Tier.NAMED)
ORGANISATIONS = (1, 2, 3)

PUBLIC = Actor()
POLICING = Actor(id=1, roles=frozenset({(1, Role.LEAD)}), policing=True)
TWO_FORCES = Actor(id=2, roles=frozenset({(1, Role.LEAD), (2, Role.READER)}), policing=True, given=frozenset({3, 5}))
SUPPLIER = Actor(id=3, roles=frozenset({(3, Role.READER)}))
NAMED_SUPPLIER = Actor(id=5, roles=frozenset({(9, Role.LEAD)}), supplies=frozenset(range(1, 60, 2)))
REGISTRAR = Actor(id=4, roles=frozenset({(2, Role.REGISTRAR)}), policing=True)
READERS = {
    "visitor": PUBLIC,
    "lead": POLICING,
    "of two forces": TWO_FORCES,
    "supplier": SUPPLIER,
    "named supplier": NAMED_SUPPLIER,
    "registrar": REGISTRAR,
}


def shelf(seed: int, count: int = 60) -> list[Document]:
    """Some documents."""
    chance = Random(seed)
    return [document(chance, number) for number in range(1, count + 1)]


def document(chance: Random, number: int) -> Document:
    """One document, with a rare word in each text that not everybody may read."""

    def text(most: int, *more: str) -> str:
        return " ".join([*chance.choices(WORDS, k=chance.randint(1, most)), *chance.sample(more, k=min(1, len(more)))])

    visibility = chance.choice(VISIBILITIES)
    hidden = () if visibility == "public" else HIDDEN
    texts = {
        "title": text(4, *hidden),
        "summary": text(8),
        "labels": text(5),
        "body": text(40, *hidden),
        "evidence": text(20),
        "adopters": text(6),
        "policing": text(20, *HIDDEN),
        "named": text(20, *HIDDEN),
        "partners": text(4, *HIDDEN),
        "files": text(30),
        "files_policing": text(30, *HIDDEN),
        "files_named": text(30, *HIDDEN),
    }
    return Document(number, texts, {"name": texts["title"], **facts(chance, number, visibility)})


def facts(chance: Random, number: int, visibility: str) -> dict[str, Any]:
    def some(name: str, most: int) -> list[list[str]]:
        return [
            [f"{name}-{n}", f"{name.capitalize()} {n}"]
            for n in sorted(chance.sample(range(5), chance.randint(0, most)))
        ]

    owner = chance.choice(ORGANISATIONS)
    until = chance.choice((0, 1, 999_999))
    values = {
        "problem": some("problem", 3),
        "technique": some("technique", 2),
        "category": some("category", 1),
        "phase": [["production", "Production"]] if chance.random() < 0.7 else [],
        "owner": [[f"owner-{owner}", f"Owner {owner}"]],
        "region": some("region", 2),
        "supplier": some("supplier", 1),
        "level": [list(chance.choice(LEVELS))],
        "standard": [Value(*one, until=until).kept() for one in some("standard", 2)],
        "fresh": [Value(code, name, since=n, until=n and 999_999).kept() for n, (code, name, _) in enumerate(AGES[:2])],
        "cost": [Value(*chance.choice(COSTS)[:2], tier=chance.choice(TIERS)).kept()] if chance.random() < 0.5 else [],
        "adopter": [_adopter(chance, number) for number in range(chance.choice((0, 1, 2, 6, 22)))],
        "visibility": [[visibility, visibility]],
    }
    return {
        "id": number,
        "owner_id": owner,
        "visibility": visibility,
        "published": chance.randint(1, 20),
        "strength": chance.randint(0, 5),
        "facets": {code: found for code, found in values.items() if found},
        "claims": [_claim(chance) for _ in range(chance.randint(1, 3))],
    }


def _adopter(chance: Random, number: int) -> list[str | int]:
    """One that uses a tool; only some of the forces of the readers are among them."""
    tier = chance.choice((Tier.ALL, Tier.PARTNERS, Tier.NOBODY))
    return Value(f"force-{number}", f"Force {number}", tier, 0 if tier is Tier.ALL else number).kept()


def _claim(chance: Random) -> dict[str, list[str]]:
    measure = chance.choice((None, "calls", "hours"))
    direction, design = chance.choice(list(Direction)), chance.choice(list(Design))
    return {
        **({"measure": [measure, measure.capitalize()]} if measure else {}),
        "direction": [direction.value, direction.value],
        "strength": [design.value, design.value],
    }


def as_known_to(actor: Actor, documents: list[Document]) -> list[Document]:
    """The same shelf with all that the actor may not know taken away, by the words of the rules and not by arrays."""
    return [_cut(actor, document) for document in documents if _may_read(actor, document)]


def _own(actor: Actor, document: Document) -> bool:
    return document.facts["owner_id"] in actor.organisations or document.id in actor.given


def _may_read(actor: Actor, document: Document) -> bool:
    kind = document.facts["visibility"]
    registrar = any(role is Role.REGISTRAR for _, role in actor.roles)
    named = document.id in actor.supplies
    return registrar or kind == "public" or (kind == "policing" and actor.policing) or named or _own(actor, document)


def _cut(actor: Actor, document: Document) -> Document:
    own = _own(actor, document)
    dropped = set()
    if not (actor.policing or own):
        dropped |= {"policing", "files_policing"}
    if not own:
        dropped |= {"named", "files_named"}
    if not actor.policing:
        dropped.add("partners")
    texts = {name: text for name, text in document.texts.items() if name not in dropped}
    facts = dict(document.facts)
    facts["facets"] = {
        code: [[*value[:2], *_without_who(value)] for value in values if _may_know(actor, own, Value(*value))]
        for code, values in facts["facets"].items()
    }
    return Document(document.id, texts, facts)


def _may_know(actor: Actor, own: bool, value: Value) -> bool:
    if value.organisation in actor.organisations:
        return True
    if value.tier is Tier.POLICING:
        return actor.policing or own
    return (
        value.tier is Tier.ALL or (value.tier is Tier.PARTNERS and actor.policing) or (value.tier is Tier.NAMED and own)
    )


def _without_who(value: list[str | int]) -> list[str | int]:
    return Value("", "", since=Value(*value).since, until=Value(*value).until).kept()[2:]


def searches(seed: int, count: int = 40) -> list[Asked]:
    """Searches of all kinds, those for what is hidden among them."""
    chance = Random(seed)
    return [_search(chance) for _ in range(count)]


def _search(chance: Random) -> Asked:
    def word() -> str:
        return chance.choice((*WORDS, *HIDDEN, "vulnerability", "custodi", "quagmir"))

    forms = (
        lambda: "",
        word,
        lambda: f"{word()} {word()}",
        lambda: f'"{word()} {word()}"',
        lambda: f"{word()} -{word()}",
        lambda: f"{word()} OR {word()}",
        lambda: f"{chance.choice(WORDS)[:3]}*",
        lambda: f"{chance.choice(HIDDEN)[:4]}* {word()}",
        lambda: f"title:{word()}",
        lambda: f"file:{word()} evidence:{word()}",
        lambda: f"owner:{chance.choice(ORGANISATIONS)} {word()}",
        lambda: f"-problem:problem-1 cost:{chance.choice(COSTS)[0]}",
        lambda: f"force:force-{chance.randint(0, 3)}",
        lambda: "direction:better strength:randomised-trial",
    )
    filters = {
        "problem": ("problem-1", "problem-3"),
        "owner": (f"owner-{chance.choice(ORGANISATIONS)}",),
        "direction": ("better",),
        "strength": ("randomised-trial", "estimate"),
        "measure": ("hours",),
        "standard": ("standard-1",),
        "adopters": ("few", "several"),
        "level": ("proven",),
        "category": ("category-0",),
        "cost": ("nothing", "over-1m"),
        "adopter": ("force-0", "force-1", "force-3"),
        "visibility": ("public", "named"),
        "fresh": ("year",),
        "region": ("region-2", "region-nowhere"),
        "supplier": ("supplier-1",),
    }
    chosen = chance.sample(sorted(filters), k=chance.choice((0, 0, 1, 2)))
    return Asked(
        chance.choice(forms)(),
        {code: filters[code] for code in chosen},
        sort=chance.choice(("relevance", "newest", "adopted")),
        exact=chance.random() < 0.2,
    )
