"""The words of the register as codes; their spelling here is their spelling everywhere."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is."""

    FORCE = "force"
    REGIONAL = "regional"
    NATIONAL = "national"
    SUPPLIER = "supplier"
    ACADEMIC = "academic"


POLICING_KINDS = frozenset({OrganisationKind.FORCE, OrganisationKind.REGIONAL, OrganisationKind.NATIONAL})


class Role(StrEnum):
    """What a person does for an organisation or a board."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    LEAD = "lead"
    ASSURER = "assurer"
    REVIEWER = "reviewer"
    MEMBER = "member"
    DEPUTY = "deputy"
    OBSERVER = "observer"
    CHAIR = "chair"
    SECRETARY = "secretary"
    COORDINATOR = "coordinator"
    CHIEF_OFFICER = "chief-officer"
    REGISTRAR = "registrar"


BOARD_ROLES = (Role.CHAIR, Role.SECRETARY, Role.MEMBER, Role.DEPUTY, Role.OBSERVER)
ORGANISATION_ROLES = tuple(role for role in Role if role not in BOARD_ROLES)


class Visibility(StrEnum):
    """Who may read a record or an answer."""

    PUBLIC = "public"
    POLICING = "policing"
    NAMED = "named"


class Severity(StrEnum):
    """How much a pre-check's finding weighs: a failure stops a submission."""

    INFO = "info"
    WARNING = "warning"
    FAILURE = "failure"


class ReorganisationKind(StrEnum):
    """How organisations change."""

    MERGE = "merge"
    RENAME = "rename"
    SPLIT = "split"
    UNDO = "undo"


class ReplyKind(StrEnum):
    """What a named supplier says of a record."""

    CORRECTION = "correction"
    REPLY = "reply"


class Phase(StrEnum):
    """How far a tool has come, in the words of the transparency record."""

    PRE_DEPLOYMENT = "pre-deployment"
    BETA_PILOT = "beta-pilot"
    PRODUCTION = "production"
    RETIRED = "retired"


class Direction(StrEnum):
    """What a study found, without regard to how strong it is."""

    BETTER = "better"
    MIXED = "mixed"
    NO_CLEAR_CHANGE = "no-clear-change"
    WORSE = "worse"
    INCONCLUSIVE = "inconclusive"
    TOO_EARLY = "too-early"


class Design(StrEnum):
    """How a result was measured, strongest first."""

    RANDOMISED_TRIAL = "randomised-trial"
    NATURAL_EXPERIMENT = "natural-experiment"
    COMPARISON_GROUP = "comparison-group"
    COMPARED_ADJUSTED = "compared-adjusted"
    BEFORE_AFTER = "before-after"
    ESTIMATE = "estimate"

    @property
    def strength(self) -> int:
        """The number on the Maryland scale, shown only under "How this was rated"."""
        return 5 - list(Design).index(self)


class EffectKind(StrEnum):
    """How a result sets one thing against another."""

    MEAN_DIFFERENCE = "mean-difference"
    PERCENTAGE_POINTS = "percentage-points"
    PERCENT_CHANGE = "percent-change"
    RISK_RATIO = "risk-ratio"
    ODDS_RATIO = "odds-ratio"
    RATE_RATIO = "rate-ratio"
    STANDARDISED_DIFFERENCE = "standardised-difference"

    @property
    def is_ratio(self) -> bool:
        """Whether one stands for no difference, and differences add up on the log scale."""
        return self in (EffectKind.RISK_RATIO, EffectKind.ODDS_RATIO, EffectKind.RATE_RATIO)


class Recurrence(StrEnum):
    """Whether a saving or a result comes once or again in each period."""

    ONE_OFF = "one-off"
    RECURRENT = "recurrent"


class Measurer(StrEnum):
    """Who measured."""

    FORCE = "force"
    SUPPLIER = "supplier"
    INDEPENDENT = "independent"
    OTHER = "other"


class Standing(StrEnum):
    """On whose word a fact rests."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    REPORTED = "reported"
    DISPUTED = "disputed"


class Mailbox(StrEnum):
    """Whose mailbox a link was sent to: the lead's own, or that of the team."""

    OWN = "own-mailbox"
    TEAM = "team-mailbox"


class GradeStanding(StrEnum):
    """How far a grade has come."""

    PROVISIONAL = "provisional"
    UNDER_REVIEW = "under-review"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"


class GradeBasis(StrEnum):
    """What a grade rests on."""

    RULE = "rule"
    REVIEW = "review"
    RECONCILIATION = "reconciliation"
    APPEAL = "appeal"


class GradingCause(StrEnum):
    """Why a grade is reviewed."""

    PROVISIONAL = "provisional"  # each grade by the rule is confirmed by somebody
    STRENGTH = "strength"
    OWNER = "owner"
    BOARD = "board"
    APPEAL = "appeal"


class Compliance(StrEnum):
    """Where a tool stands with a standard."""

    MET = "met"
    PARTIAL = "partial"
    NOT_MET = "not-met"
    NOT_APPLICABLE = "not-applicable"
    EXEMPT = "exempt"


class FilePurpose(StrEnum):
    """What sort of paper a file is."""

    EVALUATION_REPORT = "evaluation-report"
    DPIA = "dpia"
    EQUALITY_IMPACT_ASSESSMENT = "equality-impact-assessment"
    BUSINESS_CASE = "business-case"
    USER_GUIDE = "user-guide"
    PLAYBOOK = "playbook"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Frequency(StrEnum):
    """How often somebody wants to be told."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


LABELS: dict[str, str] = {
    "randomised-trial": "Randomised trial",
    "natural-experiment": "Natural experiment",
    "comparison-group": "Before and after with a comparison group",
    "compared-adjusted": "Compared, with adjustment",
    "before-after": "Before and after only",
    "estimate": "Estimate or account, not measured",
    "playbook": "Playbook for other forces to follow",
    "mean-difference": "Difference in the measure's own unit",
    "percentage-points": "Difference in percentage points",
    "percent-change": "Change in percent",
    "standardised-difference": "Standardised difference",
    "one-off": "One-off",
    "coordinator": "Co-ordinator",
    "named": "Named organisations",
    "policing": "Policing",
    "business-as-usual": "Business as usual",
    "stage-not-stated": "Named, stage not stated",
    "pre-deployment": "Pre-deployment",
    "beta-pilot": "Beta or pilot",
    "ask-for-evidence": "Ask for evidence",
    "member": "Board member",
    "person": "A person decides",
    "tool": "The tool decides",
    "no-decision": "No decision is made",
    "dpia": "Data protection impact assessment",
}


def label(code: str) -> str:
    """A code as people read it."""
    return LABELS.get(code) or code.replace("-", " ").capitalize()
