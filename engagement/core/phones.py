"""Phone numbers as people type them, and the one form under which they are compared."""

from __future__ import annotations

import phonenumbers

REGION = "DE"
# Numbers that cost whoever calls back, or reach no person, are refused: an association would have to pay for the call.
_PEOPLE = (
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.VOIP,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
)


def normalise_phone(text: str) -> str | None:
    """The number in E.164 (`+4972210000`), read as a German one without a country code.

    None when it is no complete number of a person: digits or the area code are missing, or the call costs extra.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) not in _PEOPLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
