"""Cut Fira Sans from KERN's package down to the letters of European Latin scripts.

    python scripts/subset_fonts.py SOURCE_FOLDER TARGET_FOLDER

Writes two WOFF2 files a weight: `latin` for German and its neighbours in the west, `latin-ext` for the other
names people have (Yıldız, Dvořák, Łukasz). A browser fetches the second only for a page that needs it. Papers
(engagement/documents) take two weights as TTF with the letters of both.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from fontTools import subset

WEIGHTS = {"300": "FiraSans-Light", "400": "FiraSans-Regular", "600": "FiraSans-SemiBold", "700": "FiraSans-Bold"}
#: The same ranges stand in the @font-face rules of fonts.css.
RANGES = {
    "latin": "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-200B,U+2010-2015,U+2018-201E,"
    "U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-024F,U+1E80-1E85,U+1E9E,U+1EF2-1EF3",
}


PAPER_WEIGHTS = ("400", "700")


def cut(source: Path, target: Path, ranges: str) -> None:
    """Write the part of a font that covers the ranges, without hints, with kerning and tabular figures.

    The target's ending says the form: `.woff2`, or `.ttf` without compression.
    """
    options = subset.Options()
    options.flavor = "woff2" if target.suffix == ".woff2" else None
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum"]
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]  # the licence stays with the letters; a paper finds them by 6
    options.notdef_outline = True
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(ranges))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    """Write all files into the target folder."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # the source has an old header, which is no concern here
    target.mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        for part, ranges in RANGES.items():
            cut(source / f"{name}.woff2", target / f"fira-sans-{weight}-{part}.woff2", ranges)
    for weight in PAPER_WEIGHTS:
        cut(source / f"{WEIGHTS[weight]}.woff2", target / f"fira-sans-{weight}.ttf", ",".join(RANGES.values()))


if __name__ == "__main__":
    main()
