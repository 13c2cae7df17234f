"""Forms about one's own account."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField, TelField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from engagement.accounts.rules.passwords import MIN_LENGTH, RECOMMENDED_LENGTH
from engagement.core.forms import REQUIRED_TEXT, BaseForm, Email, only_a_name
from engagement.core.i18n import _l
from engagement.kernel.languages import DEFAULT_LANGUAGE, LANGUAGE_NAMES

EMAIL_TEXT = _l("This is no e-mail address. Example: name@verein.de")
TOO_LONG = _l("This is too long: at most %(max)d characters.")
PASSWORD_HINT = _l(
    "At least %(min)d characters. %(good)d or more are better, for example four words.",
    min=MIN_LENGTH,
    good=RECOMMENDED_LENGTH,
)


def email_field(label: Any = None, **options: Any) -> EmailField:
    """One address; its shape is checked, whether it exists only a mail can tell."""
    checks = [DataRequired(REQUIRED_TEXT), Length(max=254, message=EMAIL_TEXT), Email(EMAIL_TEXT)]
    return EmailField(label or _l("E-mail"), validators=checks, **options)


def name_field() -> StringField:
    return StringField(
        _l("Your name"),
        description=_l("This is how we address you. Associations see it when you take part."),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=120, message=TOO_LONG), only_a_name],
    )  # fmt: skip


def new_password_field(label: Any = None) -> PasswordField:
    """Length and the rest are rules of the domain; here it only must not be empty."""
    return PasswordField(label or _l("Password"), description=PASSWORD_HINT, validators=[InputRequired(REQUIRED_TEXT)])


class SignUpForm(BaseForm):
    name = name_field()
    email = email_field(description=_l("We send you a link to confirm it."))
    password = new_password_field()


class SignInForm(BaseForm):
    email = email_field()
    password = PasswordField(_l("Password"), validators=[InputRequired(REQUIRED_TEXT)])


class EmailForm(BaseForm):
    """To ask for a mail: a code, a link, or the same link again."""

    email = email_field()


class CodeForm(BaseForm):
    email = HiddenField()
    code = StringField(
        _l("Code from the mail"), description=_l("Six digits"), validators=[DataRequired(REQUIRED_TEXT), Length(max=20)]
    )


class ConfirmForm(BaseForm):
    password = PasswordField(
        _l("Password"),
        description=_l("The one that you have just chosen. So nobody can make an account with your address."),
        validators=[InputRequired(REQUIRED_TEXT)],
    )


class NewPasswordForm(BaseForm):
    password = new_password_field(_l("New password"))


class NewcomerForm(BaseForm):
    """Somebody who was invited and has no account."""

    name = name_field()
    password = new_password_field()


class OwnProfileForm(BaseForm):
    name = name_field()
    phone = TelField(
        _l("Telephone"),
        description=_l("Only if you like. Associations can call you about a registration."),
        validators=[Optional(), Length(max=40, message=TOO_LONG)],
    )
    language = RadioField(
        _l("Language of our mails to you"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
        default=DEFAULT_LANGUAGE,
    )


class ChangeEmailForm(BaseForm):
    email = email_field(_l("New mail address"))
    current = PasswordField(
        _l("Present password"),
        description=_l("So that nobody else can do this at your device."),
        validators=[InputRequired(REQUIRED_TEXT)],
    )


class OwnerForm(BaseForm):
    """The password of the account, from somebody who is not signed in."""

    password = PasswordField(
        _l("Password of your account"),
        description=_l("So nobody can use your address for another account."),
        validators=[InputRequired(REQUIRED_TEXT)],
    )


class DeleteAccountForm(BaseForm):
    current = PasswordField(
        _l("Present password"),
        description=_l("So that nobody else can do this at your device."),
        validators=[InputRequired(REQUIRED_TEXT)],
    )


class ChangePasswordForm(BaseForm):
    current = PasswordField(_l("Present password"), validators=[InputRequired(REQUIRED_TEXT)])
    password = new_password_field(_l("New password"))
