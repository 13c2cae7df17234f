"""Themes: the figures of the design, proposals, refusals, and the stylesheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.cities.colours import InvalidColourError, contrast, mix, normalise, tone
from engagement.cities.theme import (
    CHARACTERS,
    MODES,
    PRESETS,
    Palette,
    Theme,
    check_contrast,
    derive,
    propose_theme,
    theme_css,
)

ASSETS = Path(__file__).resolve().parents[2] / "engagement" / "assets"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")

#: Contrast as the design measured it: action on paper, on tint, on-action, hero text, muted on tint, border of fields.
FIGURES = {
    "baden-baden": {"light": (8.9, 7.8, 9.1, 10.1, 8.1, 4.6), "dark": (10.7, 9.4, 9.7, 13.7, 10.3, 5.1)},
    "bretten": {"light": (6.8, 6.0, 7.0, 11.2, 8.8, 5.0), "dark": (9.9, 8.9, 9.4, 12.9, 10.2, 5.0)},
    "ettlingen": {"light": (6.6, 6.0, 6.6, 10.2, 8.2, 4.3), "dark": (10.8, 9.3, 9.6, 11.9, 10.0, 5.0)},
    "neutral": {"light": (9.9, 8.8, 10.0, 12.7, 9.0, 5.0), "dark": (10.5, 9.3, 10.1, 13.9, 10.3, 5.0)},
}
MEASURED = (
    ("action", "paper"),
    ("action", "tint"),
    ("on_action", "action"),
    ("on_hero", "hero"),
    ("muted", "tint"),
    ("line_strong", "surface"),
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", FIGURES)
def test_presets_have_the_contrast_of_the_design(name: str, mode: str) -> None:
    values = derive(PRESETS[name], mode)
    found = [contrast(values[front], values[ground]) for front, ground in MEASURED]
    # Their mixtures were measured as rendered, ours are rounded to eight bits a channel.
    assert found == pytest.approx(FIGURES[name][mode], abs=0.12)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_pass_the_check(name: str) -> None:
    assert check_contrast(PRESETS[name]) == []


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777", "#777") == pytest.approx(1)


def test_mixing_agrees_with_browsers() -> None:
    # color-mix(in oklab, …) of Chromium, read from computed styles.
    assert mix("#ff0000", 0.5, "#0000ff") == "#8c53a2"
    assert mix("#14523f", 0.2, "#ffffff") == "#cfdad5"


def test_a_weak_action_colour_is_named_with_the_nearest_that_passes() -> None:
    weak = Theme.from_dict(
        {**PRESETS["bretten"].to_dict(), "light": {**PRESETS["bretten"].to_dict()["light"], "action": "#e8946f"}}
    )
    problems = {problem.pair: problem for problem in check_contrast(weak)}
    problem = problems["action/paper"]
    assert (problem.mode, problem.field, problem.colour, problem.required) == ("light", "action", "#e8946f", 4.5)
    assert problem.ratio < 4.5
    assert problem.suggestion is not None
    assert contrast(problem.suggestion, weak.light.paper) >= 4.5
    assert contrast(problem.suggestion, weak.light.paper) < 5.0, "nearer ones would have passed"


def test_dark_is_checked_too() -> None:
    data = PRESETS["ettlingen"].to_dict()
    data["dark"]["action"] = "#0b3a44"
    assert {problem.mode for problem in check_contrast(Theme.from_dict(data))} == {"dark"}


@settings(max_examples=20, deadline=None)
@given(
    action=COLOURS,
    accent=COLOURS,
    tint=COLOURS.map(lambda colour: tone(colour, 0.95, 0.04)),
    character=st.sampled_from(CHARACTERS),
)
def test_a_proposal_from_any_colours_can_be_read(action: str, accent: str, tint: str, character: str) -> None:
    theme = propose_theme(action, accent, tint, character)
    unreadable = [problem for problem in check_contrast(theme) if not problem.suggestion]
    assert unreadable == []
    assert [problem.pair for problem in check_contrast(theme)] == []


def test_a_proposal_keeps_what_was_chosen_when_it_passes() -> None:
    theme = propose_theme("#9a3a1b", "#eaa93b", "#fbebdd", "gable")
    assert (theme.light.action, theme.light.accent, theme.light.tint) == ("#9a3a1b", "#eaa93b", "#fbebdd")


def test_themes_survive_json() -> None:
    theme = PRESETS["ettlingen"]
    assert Theme.from_dict(json.loads(json.dumps(theme.to_dict()))) == theme


@pytest.mark.parametrize("stored", [None, {}])
def test_nothing_stored_is_the_neutral_theme(stored: dict[str, str] | None) -> None:
    assert Theme.from_dict(stored) == PRESETS["neutral"]


@pytest.mark.parametrize("colour", ["red", "#12345", "url(x)", "#fff;}body{}", ""])
def test_only_colours_are_colours(colour: str) -> None:
    with pytest.raises(InvalidColourError):
        normalise(colour)
    with pytest.raises(InvalidColourError):
        Palette(**{**PRESETS["neutral"].to_dict()["light"], "brand": colour})


def test_an_unknown_character_is_refused() -> None:
    with pytest.raises(ValueError, match="character"):
        Theme.from_dict({**PRESETS["neutral"].to_dict(), "character": "baroque"})


def test_the_stylesheet_of_a_city_holds_for_that_city_only() -> None:
    css = theme_css(PRESETS["bretten"], "bretten")
    assert css.startswith('[data-city="bretten"]{')
    assert "--t-action:#9a3a1b;" in css
    assert ":root" not in css
    assert "color-mix" not in css
    assert css.count("{") == css.count("}")
    night = css.partition("@media (prefers-color-scheme:dark)")[2]
    assert "--t-action:#f5ab8b;" in night
    assert "--t-brand" not in night, "what stays the same is not repeated"


def test_a_slug_cannot_break_out_of_the_selector() -> None:
    with pytest.raises(ValueError, match="slug"):
        theme_css(PRESETS["neutral"], '"]{}body{display:none}')


def test_the_neutral_sheet_is_the_one_of_the_theme() -> None:
    written = (ASSETS / "css" / "theme-neutral.css").read_text(encoding="utf-8")
    assert written.partition("\n")[2] == theme_css(PRESETS["neutral"])


def test_every_colour_the_pictures_ask_for_is_in_the_theme() -> None:
    known = set(theme_css(PRESETS["neutral"]).replace("{", ";").replace(":", ";").split(";"))
    known |= {
        line.strip().partition(":")[0]
        for line in (ASSETS / "css" / "tokens.css").read_text(encoding="utf-8").splitlines()
    }
    for picture in sorted(ASSETS.glob("illustrations/*.svg")) + sorted(ASSETS.glob("logos/*.svg")):
        text = picture.read_text(encoding="utf-8")
        asked = {part.partition(")")[0] for part in text.split("var(")[1:]}
        assert asked <= known, picture.name
        assert "class=" not in text, f"{picture.name}: classes do not reach into a sprite"
