"""Which passwords are taken: long enough, not known to everybody, not about the person herself. No composition rules
(NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5.0, 6.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise

from engagement.kernel.errors import N_, DomainError
from engagement.kernel.values import fold

MIN_LENGTH = 8
RECOMMENDED_LENGTH = 15
# Long pass phrases are welcome; the bound only keeps somebody from having megabytes hashed.
MAX_LENGTH = 256
# Below this a word of the person with a few digits is refused; a sentence may hold a name.
MIN_WORD = 4


class PasswordTooShort(DomainError):
    message = N_("This password is too short. Please use at least %(length)d characters.")
    field = "password"


class PasswordTooLong(DomainError):
    message = N_("This password is too long. Please use at most %(length)d characters.")
    field = "password"


class PasswordBanned(DomainError):
    message = N_(
        "Many people use this password, so it is guessed first. Please choose another one, for example four words."
    )
    field = "password"


class PasswordPersonal(DomainError):
    message = N_("This password is too close to your name, your mail address or this site. Please choose another one.")
    field = "password"


def normalise_password(password: str) -> str:
    """NFC, so that the same keys give the same password on every device. Nothing is trimmed or cut."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, is_banned: Callable[[str], bool], words: Iterable[str] = ()) -> None:
    """Check a new password. `words` are what others know: mail address, name, platform, city.

    Raises:
        PasswordTooShort, PasswordTooLong: code points after NFC are counted.
        PasswordBanned: it is on the list, or so simple that it needs no list.
        PasswordPersonal: it is one of the words, or one of them with digits and signs around it.
    """
    password = normalise_password(password)
    if len(password) < MIN_LENGTH:
        raise PasswordTooShort(length=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong(length=MAX_LENGTH)
    if _is_simple(password) or any(is_banned(form) for form in _guessed_forms(password)):
        raise PasswordBanned
    if _is_personal(password, words):
        raise PasswordPersonal


def _is_simple(password: str) -> bool:
    """Few different characters, or a run such as 12345678 or hgfedcba."""
    text = password.casefold()
    if len(set(text)) <= 3:
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps in ({1}, {-1})


def _guessed_forms(password: str) -> set[str]:
    """The password itself and, while it is short, the word that is left without digits and signs at its ends."""
    text = password.casefold()
    forms = {text}
    if len(text) < RECOMMENDED_LENGTH:
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
        if len(core) >= MIN_WORD:
            forms.add(core)
    return forms


def _is_personal(password: str, words: Iterable[str]) -> bool:
    letters = _letters(password)
    for word in words:
        if fold(password) == fold(word):
            return True
        parts = [word, *re.split(r"[\s@.\-_+]+", word)]
        # A name in one piece counts as well: „Mara Muster“ → maramuster.
        if any(len(_letters(part)) >= MIN_WORD and letters == _letters(part) for part in parts):
            return True
    return False


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", fold(text))
