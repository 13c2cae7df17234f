"""What the page keeps of a form when the sign-in has run out."""

from __future__ import annotations

from flask import Flask

from engagement.web.signed_out import typed_fields


def test_everything_but_secrets_is_kept(app: Flask) -> None:
    sent = {"postcode": "75015", "name": "Chor", "empty": "", "code": "123456", "new-password": "x", "csrf_token": "x"}
    with app.test_request_context("/", method="POST", data=sent):
        assert typed_fields() == [("postcode", "75015"), ("name", "Chor")]
