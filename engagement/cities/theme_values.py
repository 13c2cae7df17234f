"""What follows from the ten colours of a theme and from its character: recipes, in the order they build on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

Mode = Literal["light", "dark"]

#: A colour, the name of an earlier value, or a mixture: (first, share of the first, second).
Recipe = str | tuple[str, float, str]
Recipes = dict[str, Recipe]


def _light(character: str) -> Recipes:
    recipes: Recipes = {
        "ink": ("deep", 0.62, "#0b0b0d"),
        "muted": ("deep", 0.60, "#6b6b70"),
        "line": ("deep", 0.16, "paper"),
        "line_strong": ("deep", 0.62, "paper"),
        "surface": "#ffffff",
        "focus": "deep",
        "ring": ("#ffffff", 0.55, "hero"),
        "soft": ("action", 0.10, "paper"),
        "on_accent": "#1f1508",
        "on_deep": "#fbf6ec",
        "hero_line": ("on_hero", 0.55, "hero"),
        "hero_soft": ("on_hero", 0.12, "hero"),
        "track": ("deep", 0.14, "paper"),
        # Grounds of pictures; the fourth is an evening.
        "tone_1": ("brand", 0.20, "#fffdf8"),
        "tone_2": ("accent", 0.42, "#fffaf0"),
        "tone_3": ("second", 0.34, "#fffaf0"),
        "tone_4": ("deep", 0.88, "#1b1b3a"),
        # Pens of the illustrations. c1 and c3 change places in a mirrored picture.
        "c1": ("brand", 0.84, "#ffffff"),
        "p2": "accent",
        "c3": "second",
        "p4": "deep",
        "p5": "#fffaf0",
        "p6": ("accent", 0.20, "#f3e8d8"),
        "p7": ("accent", 0.52, "#8a5a35"),
        "p8": "#d8543a",
        # Landscape of the large city pictures.
        "sky": ("accent", 0.26, "#fffaf0"),
        "hill": ("brand", 0.58, "#dfe8c8"),
        "hill_far": ("brand", 0.30, "#e9ecd6"),
        "lawn": ("second", 0.40, "#e7e4c4"),
        "arcade": ("deep", 0.42, "#d9c9a6"),
        "wave_1": ("second", 0.70, "#ffffff"),
        "wave_2": "second",
        "wave_3": ("second", 0.60, "brand"),
    }
    recipes.update(_LANDSCAPE_LIGHT.get(character, {}))
    return recipes


def _dark(character: str) -> Recipes:
    recipes = _light(character)
    recipes.update(
        {
            "ink": ("on_hero", 0.60, "#ffffff"),
            "muted": ("on_hero", 0.72, "#6e7375"),
            "line": ("on_hero", 0.18, "paper"),
            "line_strong": ("on_hero", 0.58, "paper"),
            "surface": ("tint", 0.60, "paper"),
            "focus": "accent",
            "ring": ("#ffffff", 0.16, "hero"),
            "soft": ("action", 0.16, "paper"),
            "track": ("on_hero", 0.20, "paper"),
            "tone_1": ("brand", 0.46, "#12181a"),
            "tone_2": ("accent", 0.20, "#3a2440"),
            "tone_3": ("second", 0.40, "#16181c"),
            "tone_4": ("deep", 0.70, "#0c0c1c"),
            "p4": ("deep", 0.76, "#9a8f8a"),
            "p5": "#f3eadb",
            "sky": "#1f5673",
            "hill_far": ("brand", 0.45, "#33463f"),
        }
    )
    recipes.update(_LANDSCAPE_DARK.get(character, {}))
    return recipes


_LANDSCAPE_LIGHT: Final[dict[str, Recipes]] = {
    "arch": {"lawn": ("brand", 0.34, "#e3e6b6")},
    "gable": {
        "sky": "#fff0d2",
        "hill": "second",
        "hill_far": ("second", 0.60, "#f1e3c0"),
        "lawn": ("brand", 0.30, "#f0d8b4"),
    },
    "wave": {"sky": ("second", 0.26, "#ffffff"), "hill": "#9fcf84", "hill_far": "#c3e2ad", "lawn": "#9fcf84"},
}
_LANDSCAPE_DARK: Final[dict[str, Recipes]] = {
    "arch": {"sky": "#2c4a4c"},
    "gable": {"sky": "#4a3550", "hill_far": "#4d5f45"},
    "wave": {"hill": "#4d8660", "hill_far": "#4d8660", "lawn": "#4d8660"},
}

DERIVED: Final[Mapping[Mode, Callable[[str], Recipes]]] = {"light": _light, "dark": _dark}


def _edge(width: int, path: str) -> str:
    return (
        f"url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{width}' height='20'%3E"
        f"%3Cpath d='{path}'/%3E%3C/svg%3E\")"
    )


#: Corners, weight of headings, shape of the large picture, lower edge of the first section.
SHAPES: Final[Mapping[str, Mapping[str, str]]] = {
    "arch": {
        "radius": "4px",
        "control": "3px",
        "weight": "300",
        "picture": "999px 999px 0 0",
        "picture-clip": "none",
        "edge": _edge(40, "M0 20V16A20 16 0 0 1 40 16V20z"),
    },
    "gable": {
        "radius": "12px",
        "control": "10px",
        "weight": "700",
        "picture": "0",
        "picture-clip": "polygon(0 24%,50% 0,100% 24%,100% 100%,0 100%)",
        "edge": _edge(56, "M0 20L28 0L56 20z"),
    },
    "wave": {
        "radius": "24px",
        "control": "26px",
        "weight": "600",
        "picture": "50%",
        "picture-clip": "none",
        "edge": _edge(120, "M0 10Q30 -8 60 10T120 10V20H0z"),
    },
    "neutral": {
        "radius": "16px",
        "control": "12px",
        "weight": "600",
        "picture": "16px",
        "picture-clip": "none",
        "edge": "none",
    },
}
