"""The look of a city: ten colours for day and night, and a character. Pure: neither Flask nor database.

A city chooses its action colour, its accent, its tint and its character; `propose_theme` derives the rest and
`check_contrast` says which pairs people could not read. `theme_css` writes the stylesheet of a city. It holds
computed values and no ``color-mix``, so that older browsers show what was checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from engagement.cities.colours import contrast, mix, normalise, readable_on, to_oklab, tone
from engagement.cities.theme_presets import PRESET_VALUES, Character
from engagement.cities.theme_values import DERIVED, SHAPES, Mode

CHARACTERS: Final[tuple[Character, ...]] = ("arch", "gable", "wave", "neutral")
MODES: Final[tuple[Mode, ...]] = ("light", "dark")

#: WCAG 2.2: 1.4.3 (text) and 1.4.11 (borders of fields, focus ring).
TEXT: Final = 4.5
CONTROL: Final = 3.0


@dataclass(frozen=True, slots=True)
class Palette:
    """Ten colours as ``#rrggbb``. Raises InvalidColourError when one is something else."""

    brand: str
    accent: str
    second: str
    deep: str
    action: str
    on_action: str
    paper: str
    tint: str
    hero: str
    on_hero: str

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, normalise(getattr(self, field.name)))


@dataclass(frozen=True, slots=True)
class Theme:
    """The look of one city."""

    character: Character
    light: Palette
    dark: Palette

    def __post_init__(self) -> None:
        if self.character not in CHARACTERS:
            raise ValueError(f"unknown character: {self.character!r}")

    def palette(self, mode: Mode) -> Palette:
        """Return the colours of the day or of the night."""
        return self.light if mode == "light" else self.dark

    def to_dict(self) -> dict[str, Any]:
        """Return a dict of plain values, as stored in `City.theme`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Theme:
        """Read back what `to_dict` wrote; nothing stored means the neutral theme.

        Raises KeyError, TypeError or ValueError for anything else.
        """
        if not data:
            return PRESETS["neutral"]
        return cls(character=data["character"], light=Palette(**data["light"]), dark=Palette(**data["dark"]))


@dataclass(frozen=True, slots=True)
class ContrastProblem:
    """A pair of colours that is too close; ``suggestion`` is the nearest value of ``field`` that passes, if any."""

    mode: Mode
    pair: str
    ratio: float
    required: float
    field: str
    colour: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet on a page, and the chosen colour that moves them apart."""

    name: str
    front: str
    ground: str
    required: float
    field: str


#: Text and controls as the style sheets combine them. A name is a chosen or a derived colour.
PAIRS: Final[tuple[Pair, ...]] = (
    Pair("action/paper", "action", "paper", TEXT, "action"),
    Pair("action/tint", "action", "tint", TEXT, "action"),
    Pair("action/surface", "action", "surface", TEXT, "action"),
    Pair("action/soft", "action", "soft", TEXT, "action"),
    Pair("on-action/action", "on_action", "action", TEXT, "on_action"),
    Pair("on-hero/hero", "on_hero", "hero", TEXT, "on_hero"),
    Pair("ink/paper", "ink", "paper", TEXT, "paper"),
    Pair("ink/tint", "ink", "tint", TEXT, "tint"),
    Pair("ink/soft", "ink", "soft", TEXT, "paper"),
    Pair("muted/paper", "muted", "paper", TEXT, "paper"),
    Pair("muted/tint", "muted", "tint", TEXT, "tint"),
    Pair("muted/surface", "muted", "surface", TEXT, "deep"),
    Pair("on-accent/accent", "on_accent", "accent", TEXT, "accent"),
    Pair("on-deep/deep", "on_deep", "deep", TEXT, "deep"),
    Pair("field-border/surface", "line_strong", "surface", CONTROL, "deep"),
    Pair("field-border/paper", "line_strong", "paper", CONTROL, "deep"),
    Pair("focus/paper", "focus", "paper", CONTROL, "deep"),
    Pair("focus/tint", "focus", "tint", CONTROL, "deep"),
)


def stored_theme(values: Mapping[str, Any]) -> Theme:
    """The theme that a city has stored; the neutral one when that cannot be read."""
    try:
        return Theme.from_dict(dict(values))
    except (KeyError, TypeError, ValueError):
        return PRESETS["neutral"]


def derive(theme: Theme, mode: Mode) -> dict[str, str]:
    """Return every colour the style sheets use, chosen and derived, by its name with underscores."""
    values: dict[str, str] = {field.name: getattr(theme.palette(mode), field.name) for field in fields(Palette)}
    for name, recipe in DERIVED[mode](theme.character).items():
        values[name] = _cook(recipe, values)
    return values


def _cook(recipe: str | tuple[str, float, str], values: Mapping[str, str]) -> str:
    """A recipe is a colour, the name of an earlier value, or a mixture (first, share of the first, second)."""
    if isinstance(recipe, str):
        return values.get(recipe, recipe)
    first, share, second = recipe
    return mix(values.get(first, first), share, values.get(second, second))


def check_contrast(theme: Theme) -> list[ContrastProblem]:
    """Return every pair of the theme that fails, by day and by night; an empty list means that it may be used."""
    return [
        ContrastProblem(
            mode=mode, pair=pair.name, ratio=round(ratio, 2), required=pair.required, field=pair.field,
            colour=getattr(theme.palette(mode), pair.field), suggestion=_nearest(theme, mode, pair),
        )
        for mode, pair, ratio in failing_pairs(theme)
    ]  # fmt: skip


def failing_pairs(theme: Theme) -> Iterator[tuple[Mode, Pair, float]]:
    """Every pair that is too close, by day and by night, with its contrast."""
    for mode in MODES:
        values = derive(theme, mode)
        for pair in PAIRS:
            ratio = contrast(values[pair.front], values[pair.ground])
            if ratio < pair.required:
                yield mode, pair, ratio


def _nearest(theme: Theme, mode: Mode, pair: Pair) -> str | None:
    """Move the lightness of the chosen colour away from where it is, a hundredth at a time, until the pair passes."""
    start = getattr(theme.palette(mode), pair.field)
    lightness = to_oklab(start)[0]
    for step in range(1, 101):
        for candidate in (lightness - step / 100, lightness + step / 100):
            if not 0 <= candidate <= 1:
                continue
            colour = tone(start, candidate)
            values = derive(_with(theme, mode, **{pair.field: colour}), mode)
            if contrast(values[pair.front], values[pair.ground]) >= pair.required:
                return colour
    return None


def _with(theme: Theme, mode: Mode, **colours: str) -> Theme:
    palette = replace(theme.palette(mode), **colours)
    return replace(theme, light=palette) if mode == "light" else replace(theme, dark=palette)


def propose_theme(
    action: str, accent: str, tint: str, character: Character = "neutral", *, night_action: str | None = None,
    keep: bool = False, mend: bool = True,
) -> Theme:  # fmt: skip
    """Derive a whole theme from three colours and a character, and perhaps the action colour at night.

    What can be repaired by lightness alone is repaired, so the action colour may come back a little darker than
    it was asked for; `check_contrast` tells about the rest. With ``keep`` the chosen colours stay as they are, and
    only what is derived is repaired; without ``mend`` not even that. Raises InvalidColourError.
    """
    action, accent, tint = normalise(action), normalise(accent), normalise(tint)
    deep = tone(action, 0.30, 0.09)
    hero, on_hero = (deep, tint) if character == "arch" else (mix(accent, 0.28, tint), deep)
    light = Palette(
        brand=action,
        accent=accent,
        second=tone(action, 0.66, 0.11, turn=150),
        deep=deep,
        action=action,
        on_action=readable_on(action, dark=deep),
        paper=mix(tint, 0.25, "#ffffff"),
        tint=tint,
        hero=hero,
        on_hero=on_hero,
    )
    night = normalise(night_action) if night_action else tone(action, 0.83, 0.11)
    dark = replace(
        light,
        action=night,
        on_action=readable_on(night, dark=tone(action, 0.22, 0.06)),
        paper=tone(action, 0.18, 0.015),
        tint=tone(action, 0.24, 0.02),
        hero=tone(action, 0.30, 0.05),
        on_hero=tone(tint, 0.95, 0.03),
    )
    theme = Theme(character=character, light=light, dark=dark)
    if not keep:
        return _repaired(theme)
    if not mend:
        return theme
    chosen = {("light", "action"), ("light", "accent"), ("light", "tint"), ("dark", "accent")}
    return _repaired(theme, chosen | ({("dark", "action")} if night_action else set()))


def _repaired(theme: Theme, kept: Collection[tuple[str, str]] = ()) -> Theme:
    """Move what may be moved until nothing more can be mended; `kept` names mode and colour of what stays."""
    beyond_help: set[tuple[str, str]] = set()
    for _ in range(2 * len(PAIRS)):
        pairs = (
            (mode, pair) for mode, pair, _ratio in failing_pairs(theme)
            if (mode, pair.field) not in kept and (mode, pair.name) not in beyond_help
        )  # fmt: skip
        mode, pair = next(pairs, (None, None))
        if mode is None or pair is None:
            break
        colour = _nearest(theme, mode, pair)
        if colour is None:
            beyond_help.add((mode, pair.name))
        else:
            theme = _with(theme, mode, **{pair.field: colour})
    return theme


_CITY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def theme_css(theme: Theme, city: str | None = None) -> str:
    """Return the stylesheet of a city.

    With ``city`` (a slug) it holds for everything inside ``[data-city="slug"]``, so that the portal can show several;
    without one for the whole page. It belongs behind the main stylesheet. Raises ValueError for an odd slug.
    """
    if city is not None and not _CITY.fullmatch(city):
        raise ValueError(f"not a slug: {city!r}")
    selector = f'[data-city="{city}"]' if city else ":root"
    day = {_property(name): value for name, value in derive(theme, "light").items()}
    night = {_property(name): value for name, value in derive(theme, "dark").items()}
    changed = {name: value for name, value in night.items() if day.get(name) != value}
    shape = {f"--t-{name}": value for name, value in SHAPES[theme.character].items()}
    return (
        f"{selector}{{{_block(shape)}{_block(day)}}}\n"
        f"@media (prefers-color-scheme:dark){{{selector}{{{_block(changed)}}}}}\n"
    )


def _block(values: Mapping[str, str]) -> str:
    return "".join(f"{name}:{value};" for name, value in values.items())


def _property(name: str) -> str:
    chosen = name in {field.name for field in fields(Palette)}
    return ("--t-" if chosen else "--") + name.replace("_", "-")


def _preset(character: Character, light: Mapping[str, str], dark: Mapping[str, str]) -> Theme:
    day = Palette(**light)
    return Theme(character=character, light=day, dark=replace(day, **dark))


PRESETS: Final[dict[str, Theme]] = {
    name: _preset(character, light, dark) for name, (character, light, dark) in PRESET_VALUES.items()
}

__all__ = [
    "CHARACTERS", "MODES", "PRESETS", "Character", "ContrastProblem", "Mode", "Palette", "Theme", "check_contrast",
    "derive", "failing_pairs", "propose_theme", "theme_css",
]  # fmt: skip
