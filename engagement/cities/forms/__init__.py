"""Forms about cities and their staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from engagement.cities.enums import QueueMail
from engagement.cities.labels import PUBLISH_AT_ONCE_LABELS, ROLE_LABELS, SENSITIVE_LABELS
from engagement.cities.lands import DEFAULT_LAND, LANDS
from engagement.cities.policies import ALWAYS_SENSITIVE, WAITLIST_CHOICES
from engagement.core.actor import CityRole
from engagement.core.fields import DayField, NumberField
from engagement.core.forms import REQUIRED_TEXT, BaseForm, Email
from engagement.core.i18n import _l

EMAIL_TEXT = _l("This is no e-mail address. Example: name@verein.de")
TOO_LONG = _l("This is too long: at most %(max)d characters.")

DAY_TEXT = _l("Please enter a day. Example: 24.12.2026")
DAYS_TEXT = _l("Please enter a number of days.")
PHONE = r"[+\d][\d\s()/.–-]{4,}$"
PHONE_TEXT = _l("This is no phone number. Example: 07252 921-0")
CHOOSE_TEXT = _l("Please choose.")
Choices = Sequence[tuple[str, Any]]

ROLE_HINTS = {
    CityRole.EDITOR.value: _l("Writes the pages of the town, and nothing else."),
    CityRole.MODERATOR.value: _l("Does this too, and reviews offers and associations."),
    CityRole.ADMINISTRATOR.value: _l("Does all of this, and decides on settings and on who works here."),
}
ROLES = [(role.value, label) for role, label in ROLE_LABELS.items()]
QUEUE_MAILS = [
    (QueueMail.HOURLY.value, _l("At most once an hour")),
    (QueueMail.DAILY.value, _l("Each morning")),
    (QueueMail.NONE.value, _l("Never")),
]


class StaffInvitationForm(BaseForm):
    email = EmailField(
        _l("E-mail"),
        description=_l("Best the address at work. The link in the mail is good for 14 days."),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=254, message=EMAIL_TEXT), Email(EMAIL_TEXT)],
    )
    role = RadioField(
        _l("What may this person do?"),
        choices=ROLES,
        default=CityRole.MODERATOR.value,
        validators=[InputRequired(CHOOSE_TEXT)],
    )


class StaffRoleForm(BaseForm):
    role = RadioField(_l("What may this person do?"), choices=ROLES, validators=[InputRequired(CHOOSE_TEXT)])


class DeputyForm(BaseForm):
    deputy = SelectField(_l("Who stands in?"), validators=[InputRequired(CHOOSE_TEXT)], choices=[])
    starts_on = DayField(_l("First day"), validators=[InputRequired(DAY_TEXT)])
    ends_on = DayField(
        _l("Last day"),
        description=_l("Leave it empty if you do not know yet. Then it goes on until somebody ends it."),
        validators=[Optional()],
    )

    def offer(self, colleagues: Choices) -> DeputyForm:
        """Set who can be chosen: pairs of public id and name."""
        self.deputy.choices = [("", _l("Please choose")), *colleagues]
        return self


class LeaveForm(BaseForm):
    """Somebody stops working for the city."""

    successor = SelectField(_l("Who takes over?"), validators=[Optional()], choices=[])
    takes_role = BooleanField(_l("She or he may then do the same"))
    takes_contact = BooleanField(_l("Becomes contact of the town, in the footer of all pages"))

    def offer(self, colleagues: Choices) -> LeaveForm:
        """Set who can be chosen: pairs of public id and name."""
        self.successor.choices = [("", _l("Nobody")), *colleagues]
        return self


class QueueMailForm(BaseForm):
    queue_mail = RadioField(
        _l("When something new waits for review, I get a mail"),
        choices=QUEUE_MAILS,
        validators=[InputRequired(CHOOSE_TEXT)],
    )


class AdministratorForm(BaseForm):
    """The platform invites the first administrator of a city, or the next one."""

    email = EmailField(
        _l("E-mail of the administrator"),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=254, message=EMAIL_TEXT), Email(EMAIL_TEXT)],
    )


class CityForm(BaseForm):
    name = StringField(
        _l("Name of the city"), validators=[DataRequired(REQUIRED_TEXT), Length(max=80, message=TOO_LONG)]
    )
    slug = StringField(
        _l("Address"),
        description=_l("The end of the web address, in small letters: bad-muster. It cannot be changed later."),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=40, message=TOO_LONG)],
    )
    email = EmailField(
        _l("E-mail of the first administrator"),
        description=_l("This person gets a link and can start at once."),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=254, message=EMAIL_TEXT), Email(EMAIL_TEXT)],
    )
    postcode = StringField(_l("Postcode"), validators=[Optional(), Length(max=10, message=TOO_LONG)])
    state_name = SelectField(
        _l("Federal state"),
        description=_l("The privacy page names its data protection authority."),
        choices=[(land, land) for land in LANDS], default=DEFAULT_LAND, validators=[InputRequired(CHOOSE_TEXT)],
    )  # fmt: skip
    phone = TelField(
        _l("Phone of the contact office"),
        description=_l("Appears in the footer of every page."),
        validators=[Optional(), Length(max=40, message=TOO_LONG)],
    )


class DomainForm(BaseForm):
    """A web address of the town's own."""

    domain = StringField(
        _l("Own web address"),
        description=_l("Without https://. Example: mitmachen.musterstadt.de. Leave it empty to have none."),
        validators=[Optional(), Length(max=260, message=TOO_LONG)],
    )
    is_used = BooleanField(
        _l("Use it in mails and for search engines"),
        description=_l("Only tick this when you have opened the address and seen your town's page there."),
    )


class PageForm(BaseForm):
    """A page in one language: a title, and Markdown with placeholders."""

    version = HiddenField()
    title = StringField(_l("Title"), validators=[DataRequired(REQUIRED_TEXT), Length(max=160, message=TOO_LONG)])
    source = TextAreaField(_l("Text"), validators=[DataRequired(REQUIRED_TEXT)])


class CityContactForm(BaseForm):
    """How the town is called and reached; in the order of the page."""

    version = HiddenField()
    name = StringField(
        _l("Name of the city"), validators=[DataRequired(REQUIRED_TEXT), Length(max=80, message=TOO_LONG)]
    )
    intro = TextAreaField(
        _l("Welcome"),
        description=_l("One or two sentences at the top of the home page."),
        validators=[Optional(), Length(max=300, message=TOO_LONG)],
    )
    contact_name = StringField(_l("Name of the contact"), validators=[Optional(), Length(max=120, message=TOO_LONG)])
    contact_role = StringField(
        _l("Office"),
        description=_l("For example: Volunteer office"),
        validators=[Optional(), Length(max=120, message=TOO_LONG)],
    )
    contact_phone = TelField(
        _l("Phone"),
        description=_l("Appears in the footer of every page and in every mail."),
        validators=[Optional(), Length(max=40, message=TOO_LONG), Regexp(PHONE, message=PHONE_TEXT)],
    )
    contact_email = EmailField(
        _l("E-mail"),
        description=_l("Best an address that several people read."),
        validators=[Optional(), Length(max=254, message=EMAIL_TEXT), Email(EMAIL_TEXT)],
    )
    contact_hours = StringField(_l("Hours"), validators=[Optional(), Length(max=160, message=TOO_LONG)])
    contact_place = StringField(
        _l("Where to find you"),
        description=_l("For example: Town hall, room 12"),
        validators=[Optional(), Length(max=160, message=TOO_LONG)],
    )
    address_street = StringField(_l("Street"), validators=[Optional(), Length(max=160, message=TOO_LONG)])
    address_postcode = StringField(
        _l("Postcode"), validators=[Optional(), Regexp(r"\d{5}$", message=_l("A postcode has five digits."))]
    )
    address_town = StringField(_l("Town"), validators=[Optional(), Length(max=80, message=TOO_LONG)])
    state_name = SelectField(
        _l("Federal state"),
        description=_l("The privacy page names its data protection authority."),
        choices=[(land, land) for land in LANDS], default=DEFAULT_LAND, validators=[InputRequired(CHOOSE_TEXT)],
    )  # fmt: skip
    map_point = StringField(_l("Middle of the town"))


class CityRulesForm(BaseForm):
    version = HiddenField()
    publish_at_once = RadioField(
        _l("Whose offers appear before you have looked at them?"),
        choices=[(value.value, label) for value, label in PUBLISH_AT_ONCE_LABELS.items()],
        validators=[InputRequired(CHOOSE_TEXT)],
    )
    sensitive_fields = SelectMultipleField(
        _l("Which changes of a published offer do you want to look at first?"),
        description=_l("Title and description always. Until you have looked, the older text stays online."),
        choices=[(name, label) for name, label in SENSITIVE_LABELS.items() if name not in ALWAYS_SENSITIVE],
    )
    guardian_age = RadioField(
        _l("Until which age do parents have to agree?"),
        choices=[("18", _l("Under 18")), ("16", _l("Under 16"))],
        validators=[InputRequired(CHOOSE_TEXT)],
    )
    waitlist_hours = SelectField(
        _l("How long is a freed place kept for the next on the waitlist?"),
        description=_l("Less as the date comes near: at most half of the time that is left."),
        choices=[(str(hours), _l("%(hours)d hours", hours=hours)) for hours in WAITLIST_CHOICES],
        validators=[InputRequired(CHOOSE_TEXT)],
    )


class CityPeriodsForm(BaseForm):
    """One number a data class; the fields are added by `periods_form`."""

    version = HiddenField()


def periods_form(classes: Sequence[tuple[str, Any, int]], **values: Any) -> CityPeriodsForm:
    """The form for these classes: key, name, and the platform's period in days."""
    fields = {
        f"days_{key}": NumberField(name, validators=[InputRequired(DAYS_TEXT)], render_kw={"inputmode": "numeric"})
        for key, name, _days in classes
    }
    # A class made here has no type.
    return type("PeriodsForm", (CityPeriodsForm,), fields)(**values)  # type: ignore[no-any-return]


class DistrictForm(BaseForm):
    name = StringField(
        _l("Name of the district"), validators=[DataRequired(REQUIRED_TEXT), Length(max=80, message=TOO_LONG)]
    )
