"""Asking for a call, and what the staff do about it."""

from engagement.callbacks.operations.asking import Asked, ask
from engagement.callbacks.operations.working import note, take

__all__ = ["Asked", "ask", "note", "take"]
