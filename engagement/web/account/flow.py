"""Where a sign-in leads, and how refusals are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.accounts.forms import EmailForm
from engagement.accounts.queries import actor_of, workplaces_of
from engagement.accounts.requirements import Step
from engagement.accounts.rules.attempts import TooManyAttempts
from engagement.accounts.session import start_session
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.web.notices import redirect_with

if TYPE_CHECKING:
    from engagement.accounts.operations import SignIn
    from engagement.kernel.errors import DomainError

Extra = tuple[int, dict[str, str]]


def address(page: str, **values: Any) -> str:
    """An account page, in the city at hand or on the portal."""
    return url_for(f"account.{page}" if g.city is not None else f"portal.{page}", **values)


def city_id() -> int | None:
    return g.city.id if g.city is not None else None


def refuse(form: BaseForm, refusal: DomainError) -> Extra:
    """Put a refusal into the form; the status and headers of the answer."""
    form.refuse(refusal)
    if isinstance(refusal, TooManyAttempts):
        return 429, {"Retry-After": str(refusal.seconds)}
    return 422, {}


def check_token() -> None:
    """Answer 400 to a form without fields whose token is missing or old."""
    if not BaseForm().validate():
        abort(400)


def safe_next(target: str | None) -> str | None:
    """A path of this site to go on to, else None: `next` comes from the address and could lead anywhere.

    Browsers read a backslash as a slash and drop control signs, so both are refused.
    """
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def follow(found: SignIn, *, email: str) -> ResponseReturnValue:
    """Go on with a sign-in, as `accounts.requirements` says."""
    if found.step is Step.CONFIRM_EMAIL:
        return check_mail("confirm", email)
    if found.step is Step.USE_PASSWORD:
        return redirect_with(_("Who works for a city signs in with the password."), "account.sign_in")
    start_session(found.user_id, found.method)
    return redirect(safe_next(request.args.get("next")) or landing(found.user_id), 303)


def landing(user_id: int | None) -> str:
    """The page that a person most likely wants after signing in."""
    actor = actor_of(user_id)
    if g.city is None:
        return url_for("platform.index" if actor.is_platform_admin else "portal.index")
    if actor.works_for(g.city.id):
        return url_for("staff.queue")
    places = [place for place in workplaces_of(user_id or 0, g.city.id) if place.city_slug == g.city.slug]
    if len(places) == 1:
        return url_for("association.today", association_id=places[0].public_id)
    return url_for("account.home")


def check_mail(reason: str, email: str) -> str:
    """“Look into your mailbox”, whether or not a mail is under way. `reason` is sign_up, confirm or reset."""
    again = EmailForm(formdata=None, email=email)
    return render_template("account/check_mail.html", reason=reason, email=email, again=again, address=address)
