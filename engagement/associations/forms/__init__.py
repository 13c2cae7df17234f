"""Forms about associations. Choices that come from the database are passed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from engagement.associations.enums import AssociationKind, MembershipRole
from engagement.associations.labels import GROUND_LABELS, KIND_LABELS, MAIL_LABELS, ROLE_LABELS
from engagement.core.forms import REQUIRED_TEXT, BaseForm, Email
from engagement.core.i18n import _, _l
from engagement.kernel.languages import DEFAULT_LANGUAGE, LANGUAGE_NAMES

CHOOSE = _l("Please choose.")
EMAIL_TEXT = _l("This is no e-mail address. Example: name@verein.de")


def too_long(limit: int) -> Length:
    return Length(max=limit, message=_l("This is too long: at most %(max)d characters."))


def email_if_any(_form: BaseForm, field: EmailField) -> None:
    """As `Email`, but an empty field goes on to what follows, which `Optional` would end."""
    if field.data:
        Email(EMAIL_TEXT)(_form, field)


def seen_version(data: Any) -> int:
    """The version that a form was filled from; 0, which none has, when it came back broken."""
    text = str(data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class WholeNumberField(IntegerField):
    """A whole number; anything else is said in our words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([value for value in valuelist if str(value).strip()])
        except ValueError:
            raise ValueError(_("Please give a year with four digits.")) from None


class ProfileForm(BaseForm):
    """What an association says of itself; `version` is the state that it was filled from."""

    version = HiddenField()
    kind = RadioField(
        _l("What are you?"),
        choices=[SelectChoice(kind.value, label) for kind, label in KIND_LABELS.items()],
        default=AssociationKind.CLUB.value,
        validators=[InputRequired(CHOOSE)],
    )
    name = StringField(
        _l("Name of the association"),
        description=_l("As people know it, for example „Turnverein Musterstadt e. V.“"),
        validators=[DataRequired(REQUIRED_TEXT), too_long(160)],
    )
    purpose = TextAreaField(
        _l("What do you do?"),
        description=_l("Two or three sentences, as you would tell a neighbour."),
        validators=[DataRequired(REQUIRED_TEXT), too_long(2000)],
    )
    language = RadioField(
        _l("In which language do you write?"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
        default=DEFAULT_LANGUAGE,
    )
    street = StringField(_l("Street and number"), validators=[too_long(160)])
    postcode = StringField(_l("Postcode"), validators=[too_long(10)])
    town = StringField(_l("Town"), validators=[too_long(80)])
    district = SelectField(_l("Part of town"), validate_choice=True)
    email = EmailField(_l("E-mail of the association"), validators=[Optional(), Email(EMAIL_TEXT), too_long(254)])
    phone = TelField(_l("Phone of the association"), validators=[too_long(40)])
    contact_public = BooleanField(
        _l("Show e-mail and phone publicly"),
        description=_l("Without the tick only the city and people who have registered see them."),
    )
    website = StringField(_l("Website"), description=_l("For example www.verein.de"), validators=[too_long(300)])
    founded = WholeNumberField(_l("Founded in"), description=_l("The year, for example 1986"), validators=[Optional()])

    def offer_districts(self, choices: Sequence[tuple[str, str]]) -> None:
        """The city's districts as (public id, name)."""
        self.district.choices = [SelectChoice("", _l("not said")), *(SelectChoice(*choice) for choice in choices)]

    @property
    def seen_version(self) -> int:
        return seen_version(self.version.data)

    @property
    def values(self) -> dict[str, Any]:
        """Plain values for `register_association` and `save_profile`."""
        return {
            "kind": AssociationKind(self.kind.data), "name": self.name.data, "purpose": self.purpose.data,
            "street": self.street.data or "", "postcode": self.postcode.data or "", "town": self.town.data or "",
            "district": self.district.data or "", "email": self.email.data or "", "phone": self.phone.data or "",
            "contact_public": bool(self.contact_public.data), "website": self.website.data or "",
            "founded": self.founded.data, "language": self.language.data,
        }  # fmt: skip


class RegisterForm(ProfileForm):
    """The same, and the answer to „is it one of these?“."""

    accept_same_name = BooleanField(_l("No, ours is another one with the same name"))


class InvitationForm(BaseForm):
    email = EmailField(_l("E-mail address"), validators=[DataRequired(REQUIRED_TEXT), Email(EMAIL_TEXT), too_long(254)])
    role = RadioField(
        _l("What may this person do?"),
        choices=[SelectChoice(role.value, ROLE_LABELS[role]) for role in (MembershipRole.EDITOR, MembershipRole.OWNER)],
        default=MembershipRole.EDITOR.value,
        validators=[InputRequired(CHOOSE)],
    )


class HandOverForm(BaseForm):
    """To whom: a member, or somebody by mail."""

    person = SelectField(_l("To whom?"), validate_choice=True)
    email = EmailField(_l("E-mail address of the new person"), validators=[email_if_any, too_long(254)])
    after = RadioField(
        _l("And you afterwards?"),
        choices=[
            SelectChoice("stay", _l("I stay in the team and go on helping")),
            SelectChoice("leave", _l("I leave the team")),
        ],
        default="stay",
        validators=[InputRequired(CHOOSE)],
    )

    def offer_members(self, choices: Sequence[tuple[str, str]]) -> None:
        """The other members as (public id, name)."""
        stranger = SelectChoice("", _l("somebody who is not in the team yet"))
        self.person.choices = [stranger, *(SelectChoice(*choice) for choice in choices)]

    def validate_email(self, field: Field) -> None:
        if not field.data and not self.person.data:
            raise ValidationError(REQUIRED_TEXT)
        if field.data and self.person.data:
            raise ValidationError(_("Please choose a member or give an address, not both."))


class MailChoiceForm(BaseForm):
    kinds = SelectMultipleField(
        _l("Which mails do you want?"),
        choices=[SelectChoice(kind.value, label) for kind, label in MAIL_LABELS.items()],
    )


class ClaimForm(BaseForm):
    role_in_association = StringField(
        _l("What do you do in the association?"),
        description=_l("For example: chairwoman, secretary, press work"),
        validators=[DataRequired(REQUIRED_TEXT), too_long(160)],
    )
    message = TextAreaField(
        _l("How can the city check this?"),
        description=_l("For example: who knows you, or where your name stands on the website."),
        validators=[too_long(1000)],
    )


class SuspendForm(BaseForm):
    ground = RadioField(
        _l("Which rule is broken?"),
        choices=[SelectChoice(ground.value, label) for ground, label in GROUND_LABELS.items()],
        validators=[InputRequired(CHOOSE)],
    )
    facts = TextAreaField(
        _l("What happened?"),
        description=_l("When, what, and whether somebody told you. The association reads exactly these words."),
        validators=[DataRequired(REQUIRED_TEXT), too_long(2000)],
    )


class RestoreForm(BaseForm):
    note = TextAreaField(
        _l("Do you want to add something?"),
        description=_l("The association reads it in the mail."),
        validators=[too_long(1000)],
    )
