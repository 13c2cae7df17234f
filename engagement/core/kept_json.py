"""JSON that is stored once and read by every request: parsed once a process for each text that is found.

Parsing it takes the driver four times as many calls as the row. It is kept packed, so everybody gets objects of her
own. For what a town has set, never for what people wrote: of that there are as many texts as rows.
"""

from __future__ import annotations

import functools
import json
import marshal
from typing import Any, Final

import sqlalchemy as sa

MOST_TEXTS: Final = 1000  # that are kept


def as_text(column: Any) -> sa.Label[str]:
    """A column of JSON under its own name, for a statement whose rows go to `fresh`."""
    return sa.cast(column, sa.Text).label(column.key)


def fresh(text: str) -> Any:
    """What the text says; nobody else sees what the caller does with it. Raises ValueError: it is no JSON."""
    return marshal.loads(_packed(text))  # noqa: S302  # what was packed here


@functools.lru_cache(maxsize=MOST_TEXTS)
def _packed(text: str) -> bytes:
    return marshal.dumps(json.loads(text))
