"""HTTP, by audience."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from babel import Locale
from flask import Flask, has_request_context
from flask.globals import request_ctx

from engagement.accounts import session
from engagement.kernel.languages import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Register every audience, then the hooks; refuse to start when a view names no permission."""
    from engagement.web import (
        account,
        addressing,
        answers,
        assets,
        association,
        compression,
        demo,
        drafts,
        early,
        errors,
        formatting,
        hooks,
        limits,
        maintenance,
        media,
        ops,
        platform,
        portal,
        public,
        remembering,
        request_log,
        staff,
        town_pictures,
    )

    answers.init_app(app)
    compression.init_app(app)
    early.init_app(app)
    request_log.init_app(app)
    maintenance.init_app(app)
    limits.init_app(app, settings)
    assets.init_app(app)
    formatting.init_app(app)
    remembering.init_app(app)
    town_pictures.init_app(app)
    errors.init_app(app)
    session.init_app(app)
    hooks.init_app(app)
    drafts.init_app(app)
    audiences = [ops, media, portal, platform, account, association, staff, public]
    if settings.is_demo:
        audiences.append(demo)
    if settings.shows_styleguide:
        from engagement.web import styleguide

        audiences.append(styleguide)
    for audience in audiences:
        app.register_blueprint(audience.bp)
    addressing.init_app(app)
    hooks.check_views(app)


def locale() -> Locale:
    """The same as Flask-Babel wants it."""
    return _locale(language())


@functools.cache
def _locale(language: str) -> Locale:
    """Of the few languages that paths have: looked up by Babel for each request anew else."""
    return Locale.parse(language)


def language() -> str:
    """The language of the request's path. Without a request German, until a mail asks for its reader's."""
    visit = request_ctx.url_adapter if has_request_context() else None
    return str(getattr(visit, "language", DEFAULT_LANGUAGE))
