"""Loading reference data: organisations, vocabularies, measures and standards."""

from collections.abc import Callable, Iterator

from registry.catalogue.models import Term
from registry.core.commands import command
from registry.core.events import emit
from registry.core.progress import Progress, tracked
from registry.organisations.models import EmailDomain, Organisation
from registry.replication.models import Barrier
from registry.rules.words import OrganisationKind
from registry.seeding.events import ReferenceLoaded
from registry.seeding.files import Row, as_number, digest, first_day, read_csv, read_yaml
from registry.seeding.services.measures import seed_measures
from registry.seeding.services.prechecks import add_prechecks
from registry.seeding.services.rows import Changes, align
from registry.seeding.services.synonyms import add_synonyms
from registry.standards.models import Pack, PackMember, Requirement, Standard, StandardVersion

VOCABULARIES = {
    "categories": "category",
    "problems": "problem",
    "techniques": "technique",
    "user_groups": "user-group",
    "systems": "system",
    "procurement_routes": "procurement-route",
}
SEEN = "seen"


def seed_reference(progress: Progress) -> int:
    """Bring the reference data in line with the seed files; returns how many rows were added or changed.

    Each subject is an action of its own, so that a stopped run goes on where it stood.
    """
    return sum(
        _load(subject, *SUBJECTS[subject]) for subject in tracked(SUBJECTS, progress, "Reference data", len(SUBJECTS))
    )


@command
def _load(subject: str, file: str, load: Callable[[str], Changes]) -> int:
    changes = load(file)
    if changes:
        emit(
            ReferenceLoaded(
                actor_id=None, subject=subject, digest=digest(file), added=changes.added, changed=changes.changed
            )
        )
    return changes.added + changes.changed


def _organisations(file: str) -> Changes:
    return align(Organisation, ["slug"], (_organisation(row) for row in read_csv(file)))


def _organisation(row: Row) -> Row:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "kind": OrganisationKind(row["kind"]),
        "region": row["region"],
        "territorial": row["territorial"] == "1",
        "ons_code": row["ons_code"],
        "officers_fte": as_number(row["officers_fte"]),
        "officers_date": first_day(row["officers_fte_date"]),
        "officers_source": row["officers_source"],
        "population": as_number(row["population"]),
        "population_date": first_day(row["population_date"]),
        "population_source": row["population_source"],
        "tile_col": as_number(row["tile_col"]),
        "tile_row": as_number(row["tile_row"]),
        "tile_code": row["tile_code"],
        "valid_from": first_day(row["valid_from"]),
        "valid_from_basis": row["valid_from_basis"],
    }


def _email_domains(file: str) -> Changes:
    organisations = align(Organisation, ["slug"], ()).rows
    wanted = (
        {
            "domain": row["domain"],
            "organisation_id": organisations[(row["organisation"],)].id if row["organisation"] else None,
        }
        for row in read_yaml(file)["email_domains"]
    )
    return align(EmailDomain, ["domain"], wanted)


def _terms(file: str) -> Changes:
    lists = read_yaml(file)
    wanted = (
        {
            "vocabulary": vocabulary,
            "code": row["code"],
            "label": row["label"],
            "description": row.get("description"),
            "position": position,
        }
        for name, vocabulary in VOCABULARIES.items()
        for position, row in enumerate(lists[name], start=1)
    )
    return align(Term, ["vocabulary", "code"], wanted)


def _barriers(file: str) -> Changes:
    wanted = (
        {"code": row["code"], "label": row["label"], "definition": row["description"], "position": position}
        for position, row in enumerate(read_yaml(file)["barriers"], start=1)
    )
    return align(Barrier, ["code"], wanted)


def _standards(file: str) -> Changes:
    whole = read_yaml(file)
    rows = whole["standards"]
    standards = align(Standard, ["code"], (_standard(row, place) for place, row in enumerate(rows, start=1)))
    ids = {code: standard.id for (code,), standard in standards.rows.items()}
    versions = align(StandardVersion, ["standard_id", "label"], _versions(rows, ids))
    numbers = {key: version.id for key, version in versions.rows.items()}
    asked = align(Requirement, ["version_id", "code"], _requirements(rows, ids, numbers))
    return standards + versions + asked + _packs(whole["packs"], ids)


def _packs(rows: list[Row], ids: dict[str, int]) -> Changes:
    wanted = (
        {**{name: row[name] for name in ("code", "title", "description")}, "position": position}
        for position, row in enumerate(rows, start=1)
    )
    packs = align(Pack, ["code"], wanted)
    members = (
        {"pack_id": packs.rows[(row["code"],)].id, "standard_id": ids[code]}
        for row in rows
        for code in row["standards"]
    )
    return packs + align(PackMember, ["pack_id", "standard_id"], members)


def _standard(row: Row, position: int) -> Row:
    return {
        "code": row["slug"],
        **{name: row[name] for name in ("title", "issuer", "kind", "url", "shown_by", "renewal_months", "source")},
        **{name: row[name] for name in ("judged_on", "core")},
        "memory_fields": row.get("memory_fields", []),
        "renewal": row["renewal_words"],
        "applies_when": row["applies_when"],
        "verified": row["verified"] == SEEN,
        "position": position,
    }


def _versions(rows: list[Row], ids: dict[str, int]) -> Iterator[Row]:
    for row in rows:
        for position, version in enumerate(row["versions"], start=1):
            yield {
                "standard_id": ids[row["slug"]],
                "label": version["label"],
                "published_on": version["published_on"],
                "position": position,
            }


def _requirements(rows: list[Row], ids: dict[str, int], numbers: dict[tuple[int, str], int]) -> Iterator[Row]:
    for row in rows:
        for version in row["versions"]:
            for position, asked in enumerate(version["requirements"], start=1):
                yield {
                    "version_id": numbers[(ids[row["slug"]], version["label"])],
                    "code": asked["code"],
                    "text": asked["text"],
                    "position": position,
                }


SUBJECTS: dict[str, tuple[str, Callable[[str], Changes]]] = {
    "organisations": ("organisations.csv", _organisations),
    "email-domains": ("vocabularies.yaml", _email_domains),
    "terms": ("vocabularies.yaml", _terms),
    "barriers": ("vocabularies.yaml", _barriers),
    "measures": ("measures.yaml", seed_measures),
    "standards": ("standards.yaml", _standards),
    "prechecks": ("prechecks.yaml", add_prechecks),
    "synonyms": ("synonyms.yaml", add_synonyms),
}
