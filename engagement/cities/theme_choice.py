"""What a town chooses of its look, the theme that follows, and what people could not read. Pure.

The chosen colours are kept as they are; what is derived from them is mended until it can be read. So whatever fails in
the end is the fault of a chosen colour, which is refused with the nearest one that passes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Final

from engagement.cities.colours import in_gamut, normalise, to_oklch
from engagement.cities.theme import (
    CHARACTERS,
    PAIRS,
    PRESETS,
    Character,
    Mode,
    Theme,
    failing_pairs,
    propose_theme,
)

COLOURS: Final = ("action", "accent", "tint", "night_action")
_FIELD_OF: Final = {pair.name: pair.field for pair in PAIRS}


@dataclass(frozen=True, slots=True)
class Choice:
    """Three colours and a character; at night the action colour follows from the day's unless it is chosen too.

    Raises InvalidColourError, and ValueError for an unknown character.
    """

    action: str
    accent: str
    tint: str
    character: Character
    night_action: str | None = None

    def __post_init__(self) -> None:
        if self.character not in CHARACTERS:
            raise ValueError(f"unknown character: {self.character!r}")
        for name in COLOURS:
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, normalise(value))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as stored."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Choice:
        """Read back what `to_dict` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(**data)


def choice_of(theme: Theme) -> Choice:
    """What was chosen to get a theme: its colours by day; its action colour at night only where it is not derived."""
    day = theme.light
    choice = Choice(action=day.action, accent=day.accent, tint=day.tint, character=theme.character)
    is_derived = theme_of(choice).dark.action == theme.dark.action
    return choice if is_derived else replace(choice, night_action=theme.dark.action)


@lru_cache(maxsize=512)
def theme_of(choice: Choice) -> Theme:
    """The theme of a choice. The themes that come with the product are found again by their colours."""
    for preset in PRESETS.values():
        day, night = preset.light, preset.dark
        same_day = (day.action, day.accent, day.tint, preset.character) == (
            choice.action, choice.accent, choice.tint, choice.character,
        )  # fmt: skip
        if same_day and choice.night_action in (None, night.action):
            return preset
    return propose_theme(
        choice.action, choice.accent, choice.tint, choice.character, night_action=choice.night_action, keep=True
    )


@dataclass(frozen=True, slots=True)
class Weakness:
    """A pair of colours that people could not tell apart."""

    mode: Mode
    pair: str
    ratio: float
    required: float


@dataclass(frozen=True, slots=True)
class ColourRefusal:
    """A chosen colour that fails: its worst pair, and the nearest colour that passes, if there is one."""

    field: str
    colour: str
    worst: Weakness
    suggestion: str | None


def colour_refusals(choice: Choice) -> list[ColourRefusal]:
    """What keeps a choice from being used, a line a colour; an empty list means that it may be used."""
    found: dict[str, list[Weakness]] = {}
    for field, weakness in _weaknesses(choice):
        found.setdefault(field, []).append(weakness)
    refusals = []
    for field in COLOURS:
        if field in found:
            worst = min(found[field], key=lambda weakness: weakness.ratio / weakness.required)
            colour = getattr(choice, field)
            refusals.append(ColourRefusal(field, colour, worst, _nearest(choice, field)))
    return refusals


@lru_cache(maxsize=512)
def _weaknesses(choice: Choice) -> tuple[tuple[str, Weakness], ...]:
    # What is wrong with the chosen colours themselves is told first: mending around them would be in vain, and slow.
    found = [each for each in _all_weaknesses(choice, _unmended(choice)) if _is_direct(choice, *each)]
    return tuple(found or _all_weaknesses(choice, theme_of(choice)))


def _all_weaknesses(choice: Choice, theme: Theme) -> list[tuple[str, Weakness]]:
    return [
        (_blamed(choice, mode, pair.front, pair.field), Weakness(mode, pair.name, round(ratio, 2), pair.required))
        for mode, pair, ratio in failing_pairs(theme)
    ]


def _is_direct(choice: Choice, field: str, weakness: Weakness) -> bool:
    """Whether a chosen colour is itself one of the two, so that nothing derived could mend the pair."""
    chosen = _FIELD_OF[weakness.pair]
    if weakness.mode == "light":
        return chosen in COLOURS and chosen == field
    return field == "accent" or (field == "night_action" and chosen == "action")


def _blamed(choice: Choice, mode: Mode, front: str, field: str) -> str:
    """The chosen colour that a weak pair follows from."""
    if mode == "dark":
        # At night the accent marks the focus; everything else follows from the action colour.
        if field == "accent" or front == "focus":
            return "accent"
        return "night_action" if choice.night_action is not None else "action"
    return field if field in COLOURS else "tint"


def _nearest(choice: Choice, field: str) -> str | None:
    """The same hue, lighter or darker in steps of a hundredth, until nothing fails because of this colour.

    Its lightness is that of OKLCH, where equal steps look equal; colourfulness is kept as far as screens can show it.
    """
    lightness, chroma, hue = to_oklch(getattr(choice, field))
    for step in range(1, 101):
        for wanted in (lightness - step / 100, lightness + step / 100):
            if not 0 <= wanted <= 1:
                continue
            colour = in_gamut(wanted, chroma, hue)
            # The field is one of the colours.
            tried: Choice = replace(choice, **{field: colour})  # type: ignore[arg-type]
            if all(blamed != field for blamed, _weakness in _weaknesses(tried)):
                return colour
    return None


def _unmended(choice: Choice) -> Theme:
    return propose_theme(
        choice.action, choice.accent, choice.tint, choice.character, night_action=choice.night_action, keep=True,
        mend=False,
    )  # fmt: skip


def theme_mark(theme: Mapping[str, Any]) -> str:
    """Return part of the stylesheet's address, so that browsers keep it until the theme changes."""
    return hashlib.sha256(json.dumps(theme, sort_keys=True).encode()).hexdigest()[:12]
