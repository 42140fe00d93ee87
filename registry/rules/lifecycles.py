"""Every lifecycle of the register, each as a table beside its states."""

from enum import StrEnum

from registry.core.states import Lifecycle


class ToolState(StrEnum):
    """Where the working copy of a tool's record is. A live version may stand beside it."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    CHANGES_REQUESTED = "changes-requested"
    NOT_ACCEPTED = "not-accepted"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    RETIRED = "retired"


_T = ToolState
IN_WORK = frozenset({_T.DRAFT, _T.IN_REVIEW, _T.CHANGES_REQUESTED})
EDITABLE = frozenset({_T.DRAFT, _T.CHANGES_REQUESTED})

TOOL: Lifecycle[ToolState] = Lifecycle(
    "record",
    {
        "submit": (EDITABLE, _T.IN_REVIEW),
        "request-changes": (frozenset({_T.IN_REVIEW}), _T.CHANGES_REQUESTED),
        "publish": (frozenset({_T.IN_REVIEW}), _T.PUBLISHED),
        "not-accept": (frozenset({_T.IN_REVIEW}), _T.NOT_ACCEPTED),
        "withdraw": (IN_WORK, _T.WITHDRAWN),
        "edit": (frozenset({_T.PUBLISHED, _T.NOT_ACCEPTED, _T.WITHDRAWN}), _T.DRAFT),
        "retire": (frozenset({_T.PUBLISHED}), _T.RETIRED),
    },
)


class TransferState(StrEnum):
    """What became of a record that was offered to another organisation."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


_O = frozenset({TransferState.OFFERED})
TRANSFER: Lifecycle[TransferState] = Lifecycle(
    "transfer",
    {
        "accept": (_O, TransferState.ACCEPTED),
        "decline": (_O, TransferState.DECLINED),
        "withdraw": (_O, TransferState.WITHDRAWN),
        "lapse": (_O, TransferState.LAPSED),  # by itself, once its time is over
    },
)


class RedactionState(StrEnum):
    """Whether both who must agree to a redaction did."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


_R = frozenset({RedactionState.ASKED})
REDACTION: Lifecycle[RedactionState] = Lifecycle(
    "redaction", {"agree": (_R, RedactionState.DONE), "refuse": (_R, RedactionState.REFUSED)}
)


class ExemptionState(StrEnum):
    """What became of an exemption that was asked for; an approved one runs out on its day."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


_X = frozenset({ExemptionState.ASKED})
EXEMPTION: Lifecycle[ExemptionState] = Lifecycle(
    "exemption", {"approve": (_X, ExemptionState.APPROVED), "refuse": (_X, ExemptionState.REFUSED)}
)


class NeedState(StrEnum):
    """Whether a problem that was posted still waits for an answer."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"


_N = frozenset({NeedState.OPEN})
NEED: Lifecycle[NeedState] = Lifecycle(
    "need",
    {"meet": (_N, NeedState.MET), "withdraw": (_N | {NeedState.MET}, NeedState.WITHDRAWN)},
)


class PlaceState(StrEnum):
    """Where an organisation stands with a pilot cohort that it was asked to join."""

    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


_P = PlaceState
COHORT: Lifecycle[PlaceState] = Lifecycle(
    "place in the cohort",
    {
        "join": (frozenset({_P.INVITED}), _P.JOINED),
        "decline": (frozenset({_P.INVITED}), _P.DECLINED),
        "withdraw": (frozenset({_P.INVITED}), _P.WITHDRAWN),  # the invitation, by whoever sent it
        "leave": (frozenset({_P.JOINED}), _P.LEFT),
        "invite": (frozenset({_P.DECLINED, _P.LEFT, _P.WITHDRAWN}), _P.INVITED),  # once more
    },
)


class Stage(StrEnum):
    """Where one tool stands at one organisation."""

    INTERESTED = "interested"
    ASSESSING = "assessing"
    APPROVED = "approved"
    PILOTING = "piloting"
    LIVE = "live"
    BUSINESS_AS_USUAL = "business-as-usual"
    DECLINED = "declined"
    PAUSED = "paused"
    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    STAGE_NOT_STATED = "stage-not-stated"


_S = Stage
PATH = (_S.INTERESTED, _S.ASSESSING, _S.APPROVED, _S.PILOTING, _S.LIVE, _S.BUSINESS_AS_USUAL)
EXITS = (_S.DECLINED, _S.PAUSED, _S.STOPPED, _S.SUPERSEDED)
ADOPTED = frozenset({_S.LIVE, _S.BUSINESS_AS_USUAL})
FINISHED = frozenset({_S.DECLINED, _S.STOPPED, _S.SUPERSEDED})  # these never expire

# What moves between stages of the path, `advance` and `correct`, is checked by `may_advance`; the rest is a table.
ADOPTION: Lifecycle[Stage] = Lifecycle(
    "adoption",
    {
        "decline": (frozenset({_S.INTERESTED, _S.ASSESSING, _S.APPROVED}), _S.DECLINED),
        "pause": (frozenset(PATH[1:]), _S.PAUSED),
        "stop": (frozenset({_S.PILOTING, _S.LIVE, _S.BUSINESS_AS_USUAL, _S.PAUSED}), _S.STOPPED),
        "supersede": (ADOPTED, _S.SUPERSEDED),
        "resume": (frozenset({_S.PAUSED}), _S.PAUSED),  # leads back to the stage that was paused
        "reopen": (FINISHED, _S.INTERESTED),  # a new episode, entered at any stage of the path
    },
)
ADOPTION_ACTS = ("record", "advance", "correct", "confirm", "dispute")


def may_advance(source: Stage, target: Stage) -> bool:
    """Forward along the path, skipping allowed; from "stage not stated" to anywhere on it."""
    if target not in PATH:
        return False
    return source is _S.STAGE_NOT_STATED or (source in PATH and PATH.index(target) > PATH.index(source))


class CaseState(StrEnum):
    """Where a question put to a board is."""

    OPEN = "open"
    IN_REVIEW = "in-review"
    SCHEDULED = "scheduled"
    DECIDED = "decided"
    CLOSED = "closed"


_C = CaseState
CASE: Lifecycle[CaseState] = Lifecycle(
    "case",
    {
        "assign": (frozenset({_C.OPEN}), _C.IN_REVIEW),
        "recommend": (frozenset({_C.OPEN, _C.IN_REVIEW}), _C.SCHEDULED),
        "decide": (frozenset({_C.SCHEDULED}), _C.DECIDED),
        "bring-back": (frozenset({_C.DECIDED}), _C.SCHEDULED),
        "close": (frozenset({_C.DECIDED}), _C.CLOSED),
    },
)


class Outcome(StrEnum):
    """What a board decides."""

    RECOMMEND_NATIONALLY = "recommend-nationally"
    RECOMMEND_WITH_CONDITIONS = "recommend-with-conditions"
    HOLD = "hold"
    DEFER = "defer"
    ASK_FOR_EVIDENCE = "ask-for-evidence"
    RECOMMEND_MANDATE = "recommend-mandate"
    RECOMMEND_RETIREMENT = "recommend-retirement"
    NOTE = "note"


BROUGHT_BACK = frozenset({Outcome.HOLD, Outcome.DEFER, Outcome.ASK_FOR_EVIDENCE})  # these need a bring-back date


class GradingState(StrEnum):
    """Where a review of a claim's grade is."""

    OPEN = "open"
    RECONCILING = "reconciling"
    REFERRED = "referred"
    SETTLED = "settled"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


_G = GradingState
GRADING_OPEN = frozenset({_G.OPEN, _G.RECONCILING, _G.REFERRED})

# Taking a place, giving it back, scoring and proposing leave a review where it is; the rest is a table.
GRADING: Lifecycle[GradingState] = Lifecycle(
    "grading",
    {
        "agree": (frozenset({_G.OPEN}), _G.SETTLED),  # one reviewer suffices, or two say the same
        "differ": (frozenset({_G.OPEN}), _G.RECONCILING),
        "reconcile": (frozenset({_G.RECONCILING}), _G.SETTLED),
        "refer": (frozenset({_G.RECONCILING}), _G.REFERRED),  # to a third reviewer
        "decide": (frozenset({_G.REFERRED}), _G.SETTLED),
        "appeal": (frozenset({_G.SETTLED}), _G.APPEALED),
        "withdraw": (GRADING_OPEN, _G.WITHDRAWN),
    },
)
GRADING_ACTS = ("read", "ask", "take", "give-back", "assign", "score", "propose")


class TaskState(StrEnum):
    """Where an action or a condition of a decision is."""

    OPEN = "open"
    DONE = "done"
    ACCEPTED = "accepted"


_A = TaskState
TASK: Lifecycle[TaskState] = Lifecycle(
    "action",
    {
        "complete": (frozenset({_A.OPEN}), _A.DONE),
        "accept": (frozenset({_A.DONE}), _A.ACCEPTED),
        "reopen": (frozenset({_A.DONE, _A.ACCEPTED}), _A.OPEN),
    },
)
