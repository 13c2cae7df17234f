"""The passwords that are guessed first: the 30,000 most frequent of zxcvbn's list, and what people here choose.

The list comes with the package (MIT) and is not copied; it knows few German words, hence the second one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_GERMAN: Final = Path(__file__).with_name("banned_german.txt")


@cache
def _listed() -> frozenset[str]:
    # Imported here: reading it takes 40 ms and 10 MB, and only who sets a password needs it.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"]) | frozenset(_GERMAN.read_text(encoding="utf-8").split())


def is_banned(password: str) -> bool:
    """Whether the password, in lower case, is on the list."""
    return password.casefold() in _listed()
