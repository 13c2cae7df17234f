"""Colour arithmetic for city themes: mixing, contrast and lightness, on plain ``#rrggbb`` strings."""

from __future__ import annotations

import math
import re
from functools import lru_cache

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


class InvalidColourError(ValueError):
    """The text is not a colour of the form ``#rgb`` or ``#rrggbb``."""


def normalise(colour: str) -> str:
    """Return the colour as lower case ``#rrggbb``. Raises InvalidColourError."""
    text = colour.strip().lower()
    if not _HEX.fullmatch(text):
        raise InvalidColourError(colour)
    if len(text) == 4:
        text = "#" + "".join(digit * 2 for digit in text[1:])
    return text


def _linear(colour: str) -> tuple[float, float, float]:
    text = normalise(colour)
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _decode(red), _decode(green), _decode(blue)


def _decode(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)


def _encode(channel: float) -> int:
    clamped = min(max(channel, 0.0), 1.0)
    value = 12.92 * clamped if clamped <= 0.0031308 else 1.055 * math.pow(clamped, 1 / 2.4) - 0.055
    return round(value * 255)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2, between 0 (black) and 1 (white)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, between 1 and 21, whichever order the colours come in."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def to_oklab(colour: str) -> tuple[float, float, float]:
    """Return lightness (0 to 1) and the two opponent axes of OKLab, the space of CSS ``color-mix``."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklab(lightness: float, green_red: float, blue_yellow: float) -> str:
    """Return the nearest ``#rrggbb``; what a screen cannot show is clipped channel by channel."""
    red, green, blue = _channels(lightness, green_red, blue_yellow)
    return f"#{_encode(red):02x}{_encode(green):02x}{_encode(blue):02x}"


def _channels(lightness: float, green_red: float, blue_yellow: float) -> tuple[float, float, float]:
    """Linear red, green and blue; beyond 0 and 1 where no screen shows the colour."""
    long = math.pow(lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow, 3)
    medium = math.pow(lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow, 3)
    short = math.pow(lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow, 3)
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


@lru_cache(maxsize=4096)
def mix(colour: str, share: float, other: str) -> str:
    """Return ``color-mix(in oklab, colour share, other)``; ``share`` is the part of the first colour, 0 to 1."""
    first, second = to_oklab(colour), to_oklab(other)
    lightness, green_red, blue_yellow = (a * share + b * (1 - share) for a, b in zip(first, second, strict=True))
    return from_oklab(lightness, green_red, blue_yellow)


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness (0 to 1), chroma and hue in radians."""
    lightness, green_red, blue_yellow = to_oklab(colour)
    return lightness, math.hypot(green_red, blue_yellow), math.atan2(blue_yellow, green_red)


def in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour of OKLCH as ``#rrggbb``. What a screen cannot show loses chroma; lightness and hue stay."""
    low, high = 0.0, chroma
    if not _shown(lightness, chroma, hue):
        for _ in range(16):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(lightness, middle, hue) else (low, middle)
        chroma = low
    return from_oklab(lightness, chroma * math.cos(hue), chroma * math.sin(hue))


def _shown(lightness: float, chroma: float, hue: float) -> bool:
    channels = _channels(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)


def tone(colour: str, lightness: float, chroma: float | None = None, turn: float = 0.0) -> str:
    """Return the colour's hue at another lightness (0 to 1).

    ``chroma`` caps the colourfulness, ``turn`` moves the hue by degrees.
    """
    _, found, hue = to_oklch(colour)
    kept = found if chroma is None else min(found, chroma)
    return in_gamut(lightness, kept, hue + math.radians(turn))


def readable_on(ground: str, light: str = "#ffffff", dark: str = "#1f1508") -> str:
    """Return that one of the two text colours which stands out more from the ground."""
    return light if contrast(light, ground) >= contrast(dark, ground) else dark
