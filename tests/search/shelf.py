"""Invented documents of the index, by chance with a fixed seed, and the same shelf as one reader may know it."""

from random import Random
from typing import Any

from registry.rules.policy import Actor
from registry.rules.words import Design, Direction, Role
from registry.search.index.facets import NEVER, level_pair
from registry.search.index.layout import Document
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
    standards = some("standard", 2)
    others = [[chance.choice(ORGANISATIONS), chance.choice(VISIBILITIES[1:])] for _ in range(chance.randint(0, 3))]
    return {
        "id": number,
        "owner_id": owner,
        "visibility": visibility,
        "published": chance.randint(1, 20),
        "strength": chance.randint(0, 5),
        "problem": some("problem", 3),
        "technique": some("technique", 2),
        "category": some("category", 1),
        "phase": [["production", "Production"]] if chance.random() < 0.7 else [],
        "owner": [[f"owner-{owner}", f"Owner {owner}"]],
        "level": [level_pair(chance.randint(1, 5))],
        "standard": standards,
        "standard_until": [chance.choice((NEVER, 1, 999_999)) for _ in standards],
        "claims": [_claim(chance) for _ in range(chance.randint(1, 3))],
        "public_adopters": chance.choice((0, 0, 1, 6, 25)),
        "policing_adopters": sum(kind == "policing" for _, kind in others),
        "other_adopters": others,
    }


def _claim(chance: Random) -> dict[str, list[str] | None]:
    measure = chance.choice((None, "calls", "hours"))
    direction, design = chance.choice(list(Direction)), chance.choice(list(Design))
    return {
        "measure": [measure, measure.capitalize()] if measure else None,
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
    others = [(who, kind) for who, kind in facts["other_adopters"] if who in actor.organisations]
    if actor.policing:
        others = [(who, kind) for who, kind in others if kind != "policing"]
    else:
        facts["policing_adopters"] = 0
    facts["other_adopters"] = [list(other) for other in others]
    return Document(document.id, texts, facts)


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
    }
    chosen = chance.sample(sorted(filters), k=chance.choice((0, 0, 1, 2)))
    return Asked(
        chance.choice(forms)(),
        {code: filters[code] for code in chosen},
        sort=chance.choice(("relevance", "newest", "adopted")),
        exact=chance.random() < 0.2,
    )
