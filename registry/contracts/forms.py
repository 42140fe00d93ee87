"""Forms about contracts."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from wtforms import BooleanField, DateField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional

from registry.catalogue.forms import shown
from registry.catalogue.models import Contract
from registry.contracts.queries.contracts import ContractChoices
from registry.contracts.services import ContractDetails
from registry.core import clock
from registry.rules.words import Visibility
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

DAY = "%d %m %Y"


class ContractForm(GovForm):
    """The facts of a contract. No price is asked for."""

    organisation = RadioField(_("Whose contract is it?"), widget=GovRadioInput(), validate_choice=False)
    supplier = SelectField(_("Supplier"), widget=GovSelect(), validate_choice=False)
    supplier_name = StringField(
        _("Name of a supplier that is not on the list"),
        description=_("As it is registered. The name joins the list of organisations, which everyone can see."),
        widget=GovTextInput(),
        filters=[shown],
    )
    supplier_number = StringField(
        _("Its Companies House number"),
        description=_(
            "8 characters: 8 digits, or 2 letters and 6 digits. Leave it empty for a company that is registered abroad."
        ),
        widget=GovTextInput(),
        filters=[shown],
    )
    supplier_another = BooleanField(
        _("It is another company than the one on the list with a like name"), widget=GovCheckboxInput()
    )
    route = SelectField(_("How was it bought?"), widget=GovSelect(), validate_choice=False)
    framework = StringField(
        _("Framework"),
        description=_("Its name and number, if it was bought through one."),
        widget=GovTextInput(),
        filters=[shown],
    )
    reference = StringField(_("Contract reference"), widget=GovTextInput(), filters=[shown])
    starts_on = DateField(_("When does it start?"), widget=DateInput(), format=DAY, validators=[Optional()])
    ends_on = DateField(
        _("When does it end?"),
        description=_("Without extensions that are not yet agreed."),
        widget=DateInput(),
        format=DAY,
        validators=[Optional()],
    )
    shared_with = SelectMultipleField(
        _("Which other organisations may use it?"),
        description=_("Choose every organisation that is named in the contract or may call off from it."),
        widget=GovCheckboxesInput(),
        validate_choice=False,
    )
    notice_url = StringField(
        _("Address of the published notice"),
        description=_("For example on Find a Tender or Contracts Finder. It begins with https://"),
        widget=GovTextInput(),
        filters=[shown],
    )
    stated_on = DateField(
        _("On which day was this true?"),
        description=_("Today, if you have just checked it."),
        widget=DateInput(),
        format=DAY,
        validators=[Optional()],
    )

    def offer(self, choices: ContractChoices) -> "ContractForm":
        """What can be chosen; whose contract it is is asked only where there are several."""
        self.organisation.choices = offers((found.slug, found.name) for found in choices.homes)
        if len(choices.homes) == 1:
            del self.organisation
        self.supplier.choices = offers([("", ""), *((found.slug, found.name) for found in choices.suppliers)])
        self.route.choices = offers([("", _("Not stated")), *choices.routes.items()])
        self.shared_with.choices = offers((found.slug, found.name) for found in choices.organisations)
        return self

    def details(self, choices: ContractChoices) -> ContractDetails:
        """The facts as typed."""
        home = self.organisation.data if "organisation" in self else choices.homes[0].slug
        return ContractDetails(
            organisation=home or "",
            supplier=self.supplier.data or "",
            supplier_name=self.supplier_name.data or "",
            supplier_number=self.supplier_number.data or "",
            supplier_another=bool(self.supplier_another.data),
            route=self.route.data or "",
            framework=self.framework.data or "",
            reference=self.reference.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            shared_with=tuple(self.shared_with.data or ()),
            notice_url=self.notice_url.data or "",
            stated_on=self.stated_on.data,
        )


def contract_form(choices: ContractChoices) -> ContractForm:
    """The form, filled from the contract that is changed or from what was sent."""
    return ContractForm(data=_facts(choices.contract)).offer(choices)


class ReleaseContractForm(GovForm):
    """Who may see a contract, and who said so."""

    visibility = RadioField(
        _("Who may see this contract?"),
        widget=GovRadioInput(),
        choices=offers([(Visibility.PUBLIC.value, _("Everyone")), (Visibility.POLICING.value, _("Policing alone"))]),
        validate_choice=False,
    )
    role = StringField(
        _("Who released it?"),
        description=_("A role, for example Head of procurement. No name."),
        widget=GovTextInput(),
        filters=[shown],
    )

    def chosen(self) -> Visibility:
        """What was chosen; nothing valid reads as named, which is refused."""
        wanted = self.visibility.data
        return Visibility(wanted) if wanted in {one.value for one in Visibility} else Visibility.NAMED


def _facts(contract: Contract | None) -> dict[str, object]:
    if contract is None:
        return {"stated_on": clock.today()}
    return {
        "organisation": contract.organisation.slug,
        "supplier": contract.supplier.slug,
        "route": contract.route or "",
        "framework": contract.framework or "",
        "reference": contract.reference or "",
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "shared_with": [party.organisation.slug for party in contract.parties],
        "notice_url": contract.notice_url or "",
        "stated_on": clock.today(),
    }
