"""A template of `typst/` filled with plain values becomes an accessible PDF (PDF/UA-1, ISO 14289-1).

Typst refuses to write a file that misses what the standard asks for: a title, a language, a text for each picture.
The fonts are those of the pages, cut by scripts/subset_fonts.py; none of the machine's own are used, so that a paper
looks the same wherever it was made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

FOLDER: Final = Path(__file__).resolve().parent / "typst"
FONTS: Final = Path(__file__).resolve().parents[1] / "static"
STANDARD: Final = "ua-1"


def make_pdf(template: str, values: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of `typst/<template>.typ`, which reads `values` (anything that JSON holds) as `sys.inputs.values`.

    `values` must hold `title` and `language`; `at` is the time written into the file. The text of `values` is text: no
    sign in it means anything to Typst. Raises typst.TypstError when the template and the values do not fit.
    """
    return typst.compile(
        FOLDER / f"{template}.typ", root=FOLDER, font_paths=[FONTS], ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)}, pdf_standards=STANDARD,
        timestamp=at.replace(microsecond=0),
    )  # fmt: skip
