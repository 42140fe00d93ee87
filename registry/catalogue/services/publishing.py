"""Releases, and the publication of versions that never change."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from registry.catalogue.events import ToolPublished
from registry.catalogue.models import Release, Tool, Version
from registry.catalogue.services.content import project
from registry.catalogue.services.opening import open_to_named, open_to_suppliers
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, WrongState
from registry.core.events import emit, seal
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission
from registry.rules.questions import current
from registry.rules.words import Role, Visibility

NAMED = "named"


@dataclass(frozen=True)
class ReleaseDetails:
    """Who released a record, when, under which reference, and that the statement about its content was agreed."""

    role: str
    released_on: date | None
    reference: str
    agreed: bool


def record_release(actor: Actor, tool: Tool, details: ReleaseDetails) -> Release:
    """Record the release that a submission carries. An assurer releases in person; a lead says who did.

    Raises NotAllowed to others, Invalid when something of it is missing. Runs inside a command.
    """
    policy.require(actor, Permission.TOOL_RELEASE, tool)
    copy = tool.working_copy
    if copy is None:
        raise WrongState("There is no draft of this record to release. Begin one first.")
    in_person = (tool.owner_id, Role.ASSURER) in actor.roles
    role = tidy(details.role, lines=False) or ("Assurer" if in_person else "")
    released_on = details.released_on or (clock.today() if in_person else None)
    reference = tidy(details.reference, lines=False) or ("Released in person" if in_person else "")
    _refuse_incomplete(role, released_on, reference, details.agreed)
    release = Release(
        tool_id=tool.id,
        visibility=Visibility(copy.content.get("visibility") or Visibility.POLICING),
        revision=copy.revision,
        released_by_role=role,
        released_on=released_on or clock.today(),
        reference=reference,
        recorded_by_id=actor.id,
        recorded_at=clock.now(),
    )
    db.session.add(release)
    db.session.flush()
    return release


def publish_version(
    tool: Tool,
    content: Mapping[str, Any],
    *,
    actor_id: int | None,
    schema_number: int | None = None,
    release_id: int | None = None,
) -> Version:
    """Make content the next version of a tool and show it. Authorises nobody; runs inside a command."""
    salt = secrets.token_hex(16)
    number = 1 + (db.session.scalar(select(func.max(Version.number)).where(Version.tool_id == tool.id)) or 0)
    version = Version(
        tool_id=tool.id,
        number=number,
        schema_number=schema_number or current(),
        content=dict(content),
        visibility=Visibility(content.get("visibility") or Visibility.POLICING),
        release_id=release_id,
        published_at=clock.now(),
        published_by_id=actor_id,
        salt=salt,
        digest=seal(salt, dict(content)),
    )
    db.session.add(version)
    db.session.flush()
    project(tool, content)
    tool.version_id = version.id
    tool.version = version
    tool.published_at = version.published_at
    tool.state = ToolState.PUBLISHED
    open_to_named(tool, content)
    open_to_suppliers(tool, actor_id)
    emit(
        ToolPublished(
            actor_id=actor_id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            version_id=version.id,
            number=number,
            digest=version.digest,
        )
    )
    return version


def _refuse_incomplete(role: str, released_on: date | None, reference: str, agreed: bool) -> None:
    wrong = {}
    if not role or len(role) > 200:
        wrong["role"] = "Say which role released it, for example Information security officer."
    if released_on is None:
        wrong["released_on"] = "Say when it was released."
    elif released_on > clock.today():
        wrong["released_on"] = "The day of the release cannot be in the future."
    if not reference or len(reference) > 200:
        wrong["reference"] = "Give the reference of the release, in 200 characters or fewer."
    if not agreed:
        wrong["agreed"] = "Confirm the statement about what the record holds, or change the record first."
    if wrong:
        raise Invalid("The record was not submitted. Complete the release.", wrong)
