"""The languages that the platform speaks, and in which people write here."""

from __future__ import annotations

from typing import Final

DEFAULT_LANGUAGE: Final = "de"
# What each calls itself, never translated. German comes first: it is what most people here speak.
LANGUAGE_NAMES: Final = {"de": "Deutsch", "en": "English"}
LANGUAGES: Final = tuple(LANGUAGE_NAMES)


def known_language(code: str | None) -> str:
    """The code if we speak it, else German."""
    return code if code in LANGUAGES else DEFAULT_LANGUAGE
