"""The themes that come with the product, as plain values: character, colours by day, what changes by night."""

from __future__ import annotations

from typing import Final, Literal

Character = Literal["arch", "gable", "wave", "neutral"]
Colours = dict[str, str]

PRESET_VALUES: Final[dict[str, tuple[Character, Colours, Colours]]] = {
    # Baden-Baden, the park: deep green, cream, brass. Light type, arches, fine edges.
    "baden-baden": (
        "arch",
        {"brand": "#14523f", "accent": "#d3a64f", "second": "#c9778b", "deep": "#0c3529", "action": "#14523f",
             "on_action": "#fff", "paper": "#fffdf7", "tint": "#f4eddc", "hero": "#0f4434", "on_hero": "#fbf4e2"},
        {"action": "#8fd3b6", "on_action": "#04231a", "paper": "#0d1512", "tint": "#16231d", "hero": "#0b2c22"},
    ),
    # Bretten, the market square: terracotta, brick, ochre. Bold type, gables, beams.
    "bretten": (
        "gable",
        {"brand": "#a5401f", "accent": "#eaa93b", "second": "#6f8a55", "deep": "#3b2018", "action": "#9a3a1b",
             "on_action": "#fff", "paper": "#fffaf4", "tint": "#fbebdd", "hero": "#f9d9bf", "on_hero": "#3b2018"},
        {"action": "#f5ab8b", "on_action": "#2c0f05", "paper": "#17100c", "tint": "#261a14", "hero": "#3a2016",
             "on_hero": "#fdeadd"},
    ),
    # Ettlingen, by the water: petrol, sky blue, sun. Round shapes, circles, waves.
    "ettlingen": (
        "wave",
        {"brand": "#00768c", "accent": "#ffca3a", "second": "#4c9fe0", "deep": "#06384a", "action": "#00667a",
             "on_action": "#fff", "paper": "#fff", "tint": "#e8f6f7", "hero": "#c9eef1", "on_hero": "#06384a"},
        {"action": "#6fd6e6", "on_action": "#00252d", "paper": "#09171c", "tint": "#10262e", "hero": "#0b3542",
             "on_hero": "#e3f8fa"},
    ),
    # The region, and every city that has not chosen yet.
    "neutral": (
        "neutral",
        {"brand": "#3d4a8a", "accent": "#f0b545", "second": "#d9776a", "deep": "#1f2444", "action": "#2f3c83",
             "on_action": "#fff", "paper": "#fffdfa", "tint": "#f4f0ea", "hero": "#f1ebe1", "on_hero": "#1f2444"},
        {"action": "#b3bff5", "on_action": "#0e1330", "paper": "#101119", "tint": "#1b1d29", "hero": "#1d2036",
             "on_hero": "#f1efe9"},
    ),
}  # fmt: skip
