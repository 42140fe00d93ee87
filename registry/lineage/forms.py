"""The form that says where an organisation has a tool from."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea
from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from registry.lineage.queries import Stating
from registry.lineage.services import Statement
from registry.rules.lineage import Came, Manner
from registry.web.forms import GovForm, offers

NOT_HERE = _("OFFICIAL at most: nothing marked OFFICIAL-SENSITIVE or above, no data about the public, no tactics.")
SMALL = {"params": {"classes": "govuk-radios--small"}}
SEVERAL = {"params": {"rows": 4}}
MANNERS = (
    (Manner.AS_SPECIFIED, _("As specified: nothing was changed")),
    (Manner.CONFIGURED, _("Configured: only its settings are our own")),
    (Manner.ADAPTED, _("Adapted: something of it was changed")),
    (Manner.REBUILT, _("Rebuilt: made anew after the same idea")),
)


class StatementForm(GovForm):
    """From whom, in what manner, and what was kept, set and learnt."""

    source = SelectField(
        _("From whom does your force have it?"),
        description=_("Organisations are listed whose adoption you may see."),
        widget=GovSelect(),
        validate_choice=False,
    )
    manner = RadioField(
        _("How was it taken over?"),
        widget=GovRadioInput(),
        choices=offers(MANNERS),
        validate_choice=False,
        render_kw=SMALL,
    )
    kept = TextAreaField(_("What was kept of its core?"), description=NOT_HERE, widget=GovTextArea(), render_kw=SEVERAL)
    configuration = TextAreaField(
        _("What is set up differently here?"), description=NOT_HERE, widget=GovTextArea(), render_kw=SEVERAL
    )
    lessons = TextAreaField(
        _("What did you learn that the next force should know?"),
        description=_("Told without blame. Policing reads it, nobody else."),
        widget=GovTextArea(),
        render_kw=SEVERAL,
    )
    read_at = HiddenField()

    def said(self) -> Statement:
        """What was said."""
        return Statement(
            self.source.data or "",
            self.manner.data or "",
            self.kept.data or "",
            self.configuration.data or "",
            self.lessons.data or "",
        )

    @property
    def read(self) -> int:
        """The statement that the sender had before them."""
        text = str(self.read_at.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0


def statement_form(place: Stating) -> StatementForm:
    """The form, filled from what stands or from what was sent."""
    form = StatementForm(data={**_facts(place), "read_at": str(place.read_at)})
    form.source.choices = offers(
        [
            ("", _("Choose")),
            (Came.ORIGINATOR.value, _("From where it was made")),
            *((row.organisation_slug, row.organisation_name) for row in place.sources),
            (Came.NOT_STATED.value, _("From outside the register, or not known")),
        ]
    )
    return form


def _facts(place: Stating) -> dict[str, str]:
    now = place.now
    if now is None:
        return {}
    slugs = {row.organisation_id: row.organisation_slug for row in place.sources}
    source = slugs.get(now.source_id or 0, "") if now.came is Came.ADOPTION else now.came.value
    texts = {name: getattr(now, name) or "" for name in ("kept", "configuration", "lessons")}
    return {"source": source, "manner": now.manner.value, **texts}
