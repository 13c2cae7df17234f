"""The volunteer engagement platform: one installation, many cities."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from jinja2.environment import create_cache
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from engagement.core import i18n
from engagement.extensions import babel, db, login_manager, migrate

# Above what a picture may have (12 MB, said beside its field), so that a form with a larger one still arrives.
MAX_UPLOAD_BYTES = 32 * 1024 * 1024


class _Application(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine, of which Flask makes sure for each hook in each request, twenty times."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Raises SettingsError when the environment is not usable."""
    settings = settings or Settings.from_environment(os.environ)
    app = _Application(__name__, instance_path=str(settings.instance_path), static_folder=None)
    _configure(app, settings)

    import engagement.models  # noqa: F401  # every table must be known before a mapper is configured
    from engagement import cli, web
    from engagement.core import kept_plans
    from engagement.jobs import queue

    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), compare_type=True, render_as_batch=False)
    babel.init_app(app, default_translation_directories=str(ROOT / "translations"), locale_selector=web.locale)
    i18n.init_app(app)
    login_manager.init_app(app)
    web.init_app(app, settings)
    queue.init_app(app)
    cli.init_app(app)
    with app.app_context():
        kept_plans.init_app()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.testing = settings.environment == "test"
    app.config.update(
        SETTINGS=settings, SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks), SQLALCHEMY_DATABASE_URI=settings.database_url,
        BASE_URL=settings.base_url, PLATFORM_NAME=settings.platform_name, MIGRATIONS_DIRECTORY=str(ROOT / "migrations"),
        BABEL_DEFAULT_LOCALE="de", BABEL_DEFAULT_TIMEZONE="Europe/Berlin", MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        SESSION_COOKIE_NAME="engagement", SESSION_COOKIE_SECURE=settings.uses_https, SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax", PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        # What people entered does not belong into the log of a failed statement.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": settings.is_production}, WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=settings.environment == "development",
    )  # fmt: skip
    app.jinja_env.cache = create_cache(-1)  # of templates: all of them stay, so nobody has to note which was used last
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        # Flask's way to wrap it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
