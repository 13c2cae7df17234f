"""Small values with one way to write them down."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

# No vowels and no look-alikes: an id can be read out on the phone and spells no word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
PUBLIC_ID_LENGTH = 12
_BASE = len(_ALPHABET)
_PLACES = tuple(_BASE**place for place in range(PUBLIC_ID_LENGTH))


def new_public_id() -> str:
    """A random id for addresses: 27^12, about 57 bits: not guessable in practice, and never a row number."""
    # Its digits in base 27. Twice as many bits as they take: then each id is as likely as any other.
    return _spelled(int.from_bytes(secrets.token_bytes(16)))


def public_id_of(*parts: str) -> str:
    """An id of the same form that is the same for the same parts, and tells nothing of them."""
    return _spelled(int.from_bytes(hashlib.sha256("\x00".join(parts).encode()).digest()[:16]))


def _spelled(number: int) -> str:
    return "".join([_ALPHABET[number // place % _BASE] for place in _PLACES])


def normalise_email(address: str) -> str:
    """The form under which an address is looked up: trimmed, NFC, lower case.

    The local part is folded too, although RFC 5321 lets hosts distinguish: no mail provider in use does, and people
    type a capital first letter on phones. Not by casefold, for which ß is ss: straße.de and strasse.de are two hosts,
    and two people.
    """
    return unicodedata.normalize("NFC", address).strip().lower()


def fold(text: str) -> str:
    """Text without case and accents, for comparing what people typed: „Müller“ and „muller“ meet, ß is ss."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def sort_key(text: str) -> str:
    """A key that sorts German words as DIN 5007-1 does (ä as a, ß as ss), the text itself breaking ties.

    Stored beside the name, because no ICU collation is at hand on both engines.
    """
    return f"{fold(text)}\x1f{text}"[:400]
