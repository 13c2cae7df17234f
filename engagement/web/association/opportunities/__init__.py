"""The authors' pages of opportunities: list, form, preview, and what can be done with one."""

from __future__ import annotations

from engagement.web.association.opportunities import acting as acting
from engagement.web.association.opportunities import autosave as autosave
from engagement.web.association.opportunities import editing as editing
from engagement.web.association.opportunities import listing as listing
from engagement.web.association.opportunities import series_page as series_page
from engagement.web.association.opportunities import showing as showing
from engagement.web.association.opportunities import starting as starting
from engagement.web.association.opportunities import templates as templates
from engagement.web.association.opportunities import urgency as urgency
