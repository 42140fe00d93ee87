"""The form of a webhook."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField

from registry.web.forms import GovForm


class WebhookForm(GovForm):
    """Where its messages go."""

    address = StringField(
        _("Address"),
        description=_("It begins with https:// and must be reachable from outside. Only you see it."),
        widget=GovTextInput(),
    )
