"""Needs of the invented forces, and what one person keeps of searching."""

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.discovery.models import SavedSearch
from registry.discovery.queries.saved import digest_of
from registry.discovery.services import needs
from registry.discovery.services.shortlist import add_to_shortlist, note_on_shortlist
from registry.rules.words import Frequency, Visibility
from registry.search.queries.asked import Asked
from registry.seeding.demo.stage import Stage

SHARED = "example"  # how the shared search is addressed


@command
def posted(stage: Stage) -> None:
    """Each force posts a need; one of them has the other's too."""
    texts = stage.texts["needs"]
    made = [
        needs.post_need(
            stage.actor(text["who"]),
            needs.NeedDetails(
                organisation_id=stage.organisations[text["organisation"]],
                title=text["title"],
                words=text["words"],
                tried=text["tried"],
                problems=text["problems"],
                visibility=Visibility(text["visibility"]),
            ),
        )
        for text in texts
    ]
    needs.support_need(stage.actor("lead"), made[0].id, stage.organisations["northmarch"])


@command
def kept(stage: Stage) -> None:
    """The lead follows a search, without mail, and compares two tools."""
    lead = stage.actor("lead")
    asked = Asked("redaction")
    db.session.add(
        SavedSearch(
            person_id=lead.id,
            name="Redaction",
            text=asked.text,
            filters={},
            sort=asked.sort,
            exact=False,
            digest=digest_of(asked),
            frequency=Frequency.NEVER,
            known=[],
            saved_at=clock.now(),
            share_code=SHARED,
        )
    )
    for key in ("helper", "diary"):
        add_to_shortlist(lead, stage.there(key).slug)
    note_on_shortlist(lead, stage.there("diary").id, stage.texts["shortlist_note"])
