"""Small vocabularies of accounts."""

from __future__ import annotations

import enum


class SignInMethod(enum.StrEnum):
    """How a person proved who she is."""

    PASSWORD = "password"  # noqa: S105  # not a password
    CODE = "code"


class AttemptKind(enum.StrEnum):
    """What is counted to slow it down. “account” and “recipient” are people, “network” is where it came from."""

    SIGN_IN_ACCOUNT = "sign_in_account"
    SIGN_IN_NETWORK = "sign_in_network"
    MAIL_RECIPIENT = "mail_recipient"
    MAIL_NETWORK = "mail_network"
