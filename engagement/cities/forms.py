"""Forms about cities and their staff."""

from __future__ import annotations

from wtforms import EmailField, RadioField, StringField, TelField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from engagement.core.actor import CityRole
from engagement.core.forms import REQUIRED_TEXT, BaseForm
from engagement.core.i18n import _l

EMAIL_TEXT = _l("This is no e-mail address. Example: name@verein.de")
TOO_LONG = _l("This is too long: at most %(max)d characters.")

ROLE_LABELS = {
    CityRole.MODERATOR: _l("Moderator"),
    CityRole.ADMINISTRATOR: _l("Administrator"),
}
ROLE_HINTS = {
    CityRole.MODERATOR.value: _l("Reviews offers and associations."),
    CityRole.ADMINISTRATOR.value: _l("Does this too, and decides who works here."),
}


class StaffInvitationForm(BaseForm):
    email = EmailField(
        _l("E-mail"),
        description=_l("Best the address at work. The link in the mail is good for 14 days."),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=254, message=EMAIL_TEXT), Email(EMAIL_TEXT)],
    )
    role = RadioField(
        _l("What may this person do?"),
        choices=[(role.value, label) for role, label in ROLE_LABELS.items()],
        default=CityRole.MODERATOR.value,
        validators=[InputRequired(_l("Please choose."))],
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
