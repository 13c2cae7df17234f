"""How long personal data is kept: one table of data classes, and what follows from it.

`table.CLASSES` is the table. `delete_due` deletes what is past its period, `outlook` says what it would delete,
`overview` and `record_csv` are the privacy page and the record of processing activities.
"""

from __future__ import annotations

from engagement.workflows.retention.overview import ActivityPart, ClassLine, in_words, overview, record_csv
from engagement.workflows.retention.policies import shortenable
from engagement.workflows.retention.running import Outlook, delete_due, delete_short_lived, outlook
from engagement.workflows.retention.table import BY_KEY, CLASSES
from engagement.workflows.retention.terms import DataClass

__all__ = [
    "BY_KEY", "CLASSES", "ActivityPart", "ClassLine", "DataClass", "Outlook", "delete_due", "delete_short_lived",
    "in_words", "outlook", "overview", "record_csv", "shortenable",
]  # fmt: skip
