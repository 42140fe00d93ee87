"""What the registry refuses, in words fit for the person who asked."""

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """A request that is understood and not carried out."""

    status = 400
    title = "We could not do that"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refusal):
    """There is no such thing, or the actor may not know that there is."""

    status = 404
    title = "Page not found"


class NotAllowed(Refusal):
    """The actor may know of the thing but may not do this to it."""

    status = 403
    title = "You cannot do that"

    def __init__(
        self,
        message: str,
        *,
        permission: str = "",
        subject: str = "",
        actor_id: int | None = None,
    ) -> None:
        super().__init__(message)
        self.permission = permission
        self.subject = subject
        self.actor_id = actor_id
        self.recorded = False


class Withdrawn(Refusal):
    """The thing was published and has been suspended; `restore` names it to those who may restore it."""

    status = 410
    title = "Withdrawn from view"
    kind = "urn:policing-innovation-registry:withdrawn-from-view"  # as machines are told

    def __init__(self, message: str, restore: str = "") -> None:
        super().__init__(message)
        self.restore = restore


class WrongState(Refusal):
    """The thing is not in a state from which the verb can start."""

    status = 409
    title = "That cannot be done now"


class Conflict(Refusal):
    """Somebody else got there first; `changes` names what differs, as (label, theirs, yours)."""

    status = 409
    title = "Somebody else changed this"

    def __init__(self, message: str, changes: Sequence[tuple[str, str, str]] = ()) -> None:
        super().__init__(message)
        self.changes = tuple(changes)


class Invalid(Refusal):
    """What was sent cannot be accepted; `fields` says what is wrong with each field."""

    status = 422
    title = "There is a problem with what you sent"

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class TooMany(Refusal):
    """The actor asked too often; `retry_after` is in seconds."""

    status = 429
    title = "Too many attempts"

    def __init__(self, message: str, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unready(Refusal):
    """What is needed to answer is being made: the same request succeeds a little later."""

    status = 503
    title = "Not ready yet"
