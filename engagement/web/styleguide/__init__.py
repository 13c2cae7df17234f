"""Every component in every state, for those who build pages. Not registered in production."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app
from flask.blueprints import BlueprintSetupState

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")


@bp.record_once
def _tolerate_unbuilt_pages(state: BlueprintSetupState) -> None:
    """During development a layout may link to a page that nobody has written yet; production is strict."""
    state.app.url_build_error_handlers.append(_unbuilt)


def _unbuilt(error: Exception, endpoint: str, values: dict[str, object]) -> str:
    app: Flask = current_app
    if endpoint in app.view_functions:
        raise error
    app.logger.warning("link to a page that does not exist yet: %s", endpoint)
    return f"#{endpoint}"


from engagement.web.styleguide import views  # noqa: E402, F401
