"""Signing a test's client in without the sign-in page."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from engagement.accounts.enums import SignInMethod
from engagement.accounts.models import User
from engagement.accounts.operations.sessions import open_session
from engagement.accounts.session import TOKEN
from engagement.core.scope import SYSTEM, entered


def sign_in(app: Flask, client: FlaskClient, user: User) -> None:
    """Give the client a live session of the user."""
    with app.app_context(), entered(SYSTEM):
        token = open_session(user.id, SignInMethod.PASSWORD)
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
