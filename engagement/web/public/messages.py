"""What an association wrote to a person, and her answer: by the mailed link, without signing in."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.errors import DomainError, NotFound
from engagement.kernel.values import new_public_id
from engagement.messages import operations, queries
from engagement.messages.forms import MessageForm
from engagement.messages.links import read_thread_token, thread_token
from engagement.messages.rules import TooManyMessages
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.reports.enums import SubjectKind
from engagement.web.context import the_city
from engagement.web.notices import redirect_with
from engagement.web.public import bp
from engagement.web.public.reports import report_form


@bp.route("/nachricht/<token>", methods=["GET", "POST"])
@public
def messages(token: str) -> ResponseReturnValue:
    """Read and answer. Neither side sees the other's address."""
    thread_id, city_id, city_slug = _current(token)
    if request.method == "GET" and thread_id != read_thread_token(token):
        return redirect(url_for("public.messages", city=city_slug, token=thread_token(thread_id)), 303)
    queries.own_thread(thread_id, city_id)
    form, status = MessageForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                operations.reply(
                    thread_id, city_id=city_id, text=form.text.data or "", form_key=form.key.data or "",
                    network=request.remote_addr or "",
                )  # fmt: skip
                said = _("Your answer has been sent.")
                return redirect_with(said, "public.messages", city=city_slug, token=thread_token(thread_id))
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
                status = 429 if isinstance(refusal, TooManyMessages) else 422
    form.key.data = form.key.data or new_public_id()
    page = render_template(
        "public/messages.html", thread=queries.own_thread(thread_id, city_id), form=form, token=token,
        form_errors=status != 200,
    )  # fmt: skip
    return page, status


@bp.route("/zusage/<token>/nachricht", methods=["GET", "POST"])
@public
def message_begin(token: str) -> ResponseReturnValue:
    """Write to the association first, from the page of the registration; with a conversation it goes on there."""
    public_id = read_registration_token(token)
    view = registration_view(public_id)  # also the check that it belongs to this town, and that the link lives
    known = queries.thread_of_registration(public_id)
    if known:
        return redirect(url_for("public.messages", token=thread_token(known)), 303)
    if not queries.may_begin(view.state):
        return redirect(url_for("public.registration", token=token), 303)
    form, status = MessageForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                thread_id = operations.begin_thread(
                    public_id, city_id=the_city().id, text=form.text.data or "", form_key=form.key.data or "",
                    network=request.remote_addr or "",
                )  # fmt: skip
                said = _("Sent. The answer comes by mail and stands here.")
                return redirect_with(said, "public.messages", token=thread_token(thread_id))
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
                status = 429 if isinstance(refusal, TooManyMessages) else 422
    form.key.data = form.key.data or new_public_id()
    page = render_template(
        "public/message_begin.html", view=view, offer=view.offer, form=form, token=token, form_errors=status != 200
    )
    return page, status


@bp.route("/nachricht/<token>/melden/<message_id>", methods=["GET", "POST"])
@public
def report_message(token: str, message_id: str) -> ResponseReturnValue:
    """Something is wrong with a message of the association."""
    thread_id, city_id, _slug = _current(token)
    thread = queries.own_thread(thread_id, city_id)
    if message_id not in {each.public_id for each in thread.messages}:
        raise NotFound
    return report_form(SubjectKind.MESSAGE, message_id, url_for("public.messages", token=token))


def _current(token: str) -> tuple[str, int, str]:
    """The conversation of a link, or the one that it has become part of, with the city of it: its id and slug. What was
    typed on a page that was open meanwhile goes there, too."""
    city = the_city()
    thread_id = read_thread_token(token)
    moved = queries.merged_into(thread_id, city.id)
    return (moved.thread_id, moved.city_id, moved.city_slug) if moved is not None else (thread_id, city.id, city.slug)
