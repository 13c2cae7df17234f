"""The base of every form: CSRF when someone is signed in, trimmed text, refusals of operations beside their field."""

from __future__ import annotations

import re
from typing import Any

from flask import session
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.i18n import translations
from wtforms import Field
from wtforms.validators import Email as AnyEmail  # noqa: TID251  # the one that the others are kept from
from wtforms.validators import ValidationError

from engagement.core.i18n import _, _l
from engagement.core.mail_addresses import is_plain_address
from engagement.kernel.errors import DomainError


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


NO_CHOICE = _l("Please choose from the list.")
_OF_CHOICES = re.compile(r"not a valid choice|^Invalid choice", re.IGNORECASE)


class _Words:
    """What the library says by itself, in the page's language; of a choice that is none in our words, because some of
    its own are English in every language. A page that stood open while a town left the list leads there."""

    def gettext(self, text: str) -> str:
        return str(NO_CHOICE) if _OF_CHOICES.search(text) else str(translations.gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(NO_CHOICE) if _OF_CHOICES.search(one) else str(translations.ngettext(one, many, number))


_WORDS = _Words()


class BaseForm(FlaskForm):
    """Anonymous visitors have no cookie, hence no CSRF token: their POSTs are checked by Origin in web/hooks.py."""

    class Meta(FlaskForm.Meta):
        locales = ()

        @property
        def csrf(self) -> bool:
            # Who has no session is nobody, and Flask-Login need not look, which takes a hundred calls.
            return bool(session and current_user.is_authenticated)

        def get_translations(self, form: Any) -> _Words:
            return _WORDS

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if unbound_field.field_class.__name__ in ("FieldList", "FormField"):
                return unbound_field.bind(form=form, **options)  # their inner fields have the filters
            filters = list(unbound_field.kwargs.get("filters", []))
            if unbound_field.field_class.__name__ not in ("PasswordField", "FileField", "MultipleFileField"):
                filters.insert(0, _strip)
            return unbound_field.bind(form=form, filters=filters, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """What two validators say in the same words stands once beside its field."""
        if super().validate(extra_validators):
            return True
        for field in self:
            # Those of a list of fields stand beside its own fields.
            if isinstance(field.errors, list) and not any(isinstance(each, dict | list) for each in field.errors):
                field.errors = list({str(text): text for text in field.errors}.values())
        return False

    def refuse(self, error: DomainError) -> None:
        """Show a refusal: beside its field when the form has it, else for the whole form. The input stays."""
        text = gettext(error.message, **error.values)
        target: Field | None = self._fields.get(error.field) if error.field else None
        if target is not None:
            target.errors = [*target.errors, text]
        else:
            self.form_errors.append(text)


class Email(AnyEmail):
    """WTForms' own, which need not look at plain addresses. Forms use this one; a lint sees to it."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raises ValidationError."""
        if not (field.data and is_plain_address(field.data)):
            super().__call__(form, field)


REQUIRED_TEXT = _l("Please fill this in.")
_FOREIGN = re.compile(r"://|www\.|[@<>\n\r]")  # to a name


def only_a_name(_form: BaseForm, field: Field) -> None:
    """A name stands in mails to whatever address was typed: it must not carry somebody's advertisement. Nor is a
    formula a name, or a number that was typed into the wrong field."""
    text = (field.data or "").lower()
    if _FOREIGN.search(text):
        raise ValidationError(
            _("Please write only a name here: no internet address, no e-mail address, and none of the signs @ < >.")
        )
    if text.startswith(("=", "＝")):
        raise ValidationError(_("Please write only a name here. It cannot begin with an equals sign."))
    if text and not any(char.isalnum() for char in text):
        raise ValidationError(_("Please write a name with letters here."))


def with_letters(_form: BaseForm, field: Field) -> None:
    """A person's name has a letter, in whatever script; a group may be called „10/3“."""
    if field.data and not field.errors and not any(char.isalpha() for char in field.data):
        raise ValidationError(_("Please write a name with letters here."))
