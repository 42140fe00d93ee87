"""What people around records are waited for: help, offers, corrections, records without an owner."""

from registry.catalogue.queries.collaborators import helped_tools, invitations_for
from registry.catalogue.queries.orphans import orphans
from registry.catalogue.queries.suppliers import supplied_tools, waiting_corrections
from registry.catalogue.queries.transfers import offers_to
from registry.pages.queries.my_work.items import Group, Item, Section, draft_item, filled, group
from registry.rules.policy import Actor

HELP, SUPPLIER = "collaborator", "named-supplier"


def for_lead(actor: Actor) -> list[Group]:
    """What is offered to the lead's organisations, and what suppliers ask to correct: two statements."""
    offers = [
        Item(one.tool.name, f"/transfers/{one.id}", one.giver.name, one.expires_at.date()) for one in offers_to(actor)
    ]
    corrections = [
        Item(tool.name, f"/tools/{tool.slug}/corrections/{reply.id}", reply.organisation.name, reply.recorded_at.date())
        for reply, tool in waiting_corrections(actor)
    ]
    return [group("offers", offers), group("corrections", corrections)]


def for_registrar(actor: Actor) -> Group:
    """Records that nobody answers for: one statement."""
    page = orphans(actor)
    items = [Item(tool.name, f"/tools/{tool.slug}/transfer", tool.owner.name) for tool in page.items]
    return group("orphans", items, page.total)


def sections(actor: Actor) -> list[Section]:
    """What hangs on no role: invitations to help, records that one helps with, records that name one's organisation."""
    asked = [
        Item(one.tool.name, f"/helping/{one.id}", one.tool.owner.name, one.expires_at.date())
        for one in invitations_for(actor)
    ]
    helping = [draft_item(tool, tool.owner.name) for tool in helped_tools(actor)]
    named = [Item(tool.name, f"/tools/{tool.slug}/reply") for tool in supplied_tools(actor)]
    found = (
        Section(HELP, (), filled([group("helping", helping), group("invited", asked)])),
        Section(SUPPLIER, (), filled([group("supplied", named)])),
    )
    return [section for section in found if section.groups]
