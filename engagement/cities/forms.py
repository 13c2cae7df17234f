"""Forms about cities and their staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from engagement.cities.enums import QueueMail
from engagement.core.actor import CityRole
from engagement.core.forms import REQUIRED_TEXT, BaseForm
from engagement.core.i18n import _l

EMAIL_TEXT = _l("This is no e-mail address. Example: name@verein.de")
TOO_LONG = _l("This is too long: at most %(max)d characters.")

DAY_TEXT = _l("Please enter a day. Example: 24.12.2026")
CHOOSE_TEXT = _l("Please choose.")
Choices = Sequence[tuple[str, Any]]

ROLE_LABELS = {
    CityRole.EDITOR: _l("Writes pages"),
    CityRole.MODERATOR: _l("Moderator"),
    CityRole.ADMINISTRATOR: _l("Administrator"),
}
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
    starts_on = DateField(_l("First day"), validators=[DataRequired(DAY_TEXT)])
    ends_on = DateField(
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
