"""What city staff do: deciding on what waits, looking at what is online already, trusting associations."""

from __future__ import annotations

from engagement.moderation.operations.deciding import decide_association, decide_claim, decide_opportunity
from engagement.moderation.operations.looking import decide_shown
from engagement.moderation.operations.trusting import set_trust

__all__ = ["decide_association", "decide_claim", "decide_opportunity", "decide_shown", "set_trust"]
