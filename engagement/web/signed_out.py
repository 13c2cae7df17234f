"""What somebody typed while the sign-in ran out."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

# Never written into a page, not even into the one of the person who typed it.
SECRET = ("csrf_token", "password", "current", "code")  # alone or behind a prefix; a postcode is none


def kept_input(sign_in: str) -> Response | None:
    """A page that holds what was sent and sends it again after signing in; None when nothing was typed.

    It is made of the request alone, so it tells nothing of what is behind the address.
    """
    typed = typed_fields()
    if not typed:
        return None
    has_file = any(upload.filename for upload in request.files.values())
    page = render_template(
        "errors/signed_out.html", typed=typed, has_file=has_file, sign_in=sign_in,
        again=request.full_path.rstrip("?"),
    )  # fmt: skip
    response = make_response(page, 401)
    response.headers["Cache-Control"] = "no-store"
    return response


def typed_fields() -> list[tuple[str, str]]:
    """Names and values of what was sent, without secrets; nothing when the form could not be read."""
    return [(name, value) for name, value in request.form.items(multi=True) if value and not _is_secret(name.lower())]


def _is_secret(name: str) -> bool:
    return any(name == secret or name.endswith((f"_{secret}", f"-{secret}")) for secret in SECRET)
