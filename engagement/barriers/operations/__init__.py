"""Telling of a barrier, and what the staff do about it."""

from engagement.barriers.operations.answering import answer
from engagement.barriers.operations.telling import Told, tell

__all__ = ["Told", "answer", "tell"]
