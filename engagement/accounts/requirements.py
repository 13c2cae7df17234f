"""What a sign-in still needs. This is the one place that decides; views only lead to the step.

A second factor for staff becomes a further step here.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from engagement.accounts.enums import SignInMethod


class Step(enum.StrEnum):
    """What comes next."""

    CONFIRM_EMAIL = "confirm_email"
    USE_PASSWORD = "use_password"  # noqa: S105  # not a password
    DONE = "done"


@dataclass(frozen=True)
class Subject:
    """What is known about the person who is signing in."""

    email_confirmed: bool
    is_staff: bool


def next_step(subject: Subject, method: SignInMethod) -> Step:
    """The next step of a person whose password or code was right."""
    if not subject.email_confirmed:
        return Step.CONFIRM_EMAIL
    if subject.is_staff and method is not SignInMethod.PASSWORD:
        return Step.USE_PASSWORD
    return Step.DONE
