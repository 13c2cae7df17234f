"""Writing to people, and reading what they answer."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.cities.queries import city_by_id
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.kernel.values import new_public_id
from engagement.messages import operations, queries
from engagement.messages.forms import MessageForm, WriteForm
from engagement.messages.rules import TooManyMessages
from engagement.reports.enums import SubjectKind
from engagement.web.account.flow import check_token
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import shift_when
from engagement.web.notices import redirect_with
from engagement.web.public.reports import report_form

ALL, DATE, ONE = "alle", "termin", "person"


@bp.get("/<association_id>/nachrichten")
@requires(Permission.REGISTRATION_VIEW)
def messages(association_id: str) -> str:
    """Every conversation, those with a new answer first."""
    page = queries.threads(request.args.get("seite", 1, int))
    unreached = queries.unreached(page.items)
    return render_template("association/messages.html", page=page, unreached=unreached, **work_page())


@bp.route("/<association_id>/nachrichten/<thread_id>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def message_thread(association_id: str, thread_id: str) -> ResponseReturnValue:
    """One conversation, and the form to go on with it."""
    thread_id, asked = _current(thread_id), thread_id
    if request.method == "GET" and thread_id != asked:
        return redirect(url_for("association.message_thread", association_id=association_id, thread_id=thread_id), 303)
    queries.thread_of_association(thread_id)
    form, status = MessageForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                operations.answer_thread(
                    thread_id, text=form.text.data or "", form_key=form.key.data or "", actor=the_actor()
                )
                return redirect_with(
                    _("Sent."), "association.message_thread", association_id=association_id, thread_id=thread_id
                )
            except NotFound:
                raise
            except DomainError as refusal:
                status = _refuse(form, refusal)
    form.key.data = form.key.data or new_public_id()
    thread = queries.thread_of_association(thread_id)
    page = render_template(
        "association/message_thread.html", thread=thread, form=form, form_errors=status != 200,
        unreached=queries.unreached([thread]).get(thread.id), **work_page(),
    )  # fmt: skip
    return page, status


@bp.post("/<association_id>/nachrichten/<thread_id>/gelesen")
@requires(Permission.REGISTRATION_DECIDE)
def message_read(association_id: str, thread_id: str) -> ResponseReturnValue:
    """Nothing to answer."""
    check_token()
    operations.mark_read(_current(thread_id), actor=the_actor())
    return redirect_with(_("Marked as read."), "association.messages", association_id=association_id)


@bp.route("/<association_id>/angebote/<public_id>/nachricht", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def message_new(association_id: str, public_id: str) -> ResponseReturnValue:
    """Write to all people of an offer, to a date, or to one person (`?an=`)."""
    found = queries.audience(public_id)
    form, status = WriteForm(), 200
    form.to.choices = _choices(found)
    if request.method == "GET":
        values = [value for value, _label in form.to.choices]
        wanted = request.args.get("an", "")
        form.to.data = wanted if wanted in values else (values[0] if values else None)
    elif not form.validate():
        status = 422
    else:
        try:
            operations.write_to_people(
                public_id, text=form.text.data or "", form_key=form.key.data or "", actor=the_actor(),
                **_target(str(form.to.data)),
            )  # fmt: skip
            done = url_for(
                "association.message_sent", association_id=association_id, public_id=public_id, form_key=form.key.data
            )
            return redirect(done, 303)
        except NotFound:
            raise
        except DomainError as refusal:
            status = _refuse(form, refusal)
    form.key.data = form.key.data or new_public_id()
    page = render_template(
        "association/message_new.html", found=found, form=form, form_errors=status != 200, **work_page()
    )
    return page, status


@bp.get("/<association_id>/angebote/<public_id>/nachricht/<form_key>")
@requires(Permission.REGISTRATION_VIEW)
def message_sent(association_id: str, public_id: str, form_key: str) -> str:
    """To how many it went, and whom somebody has to call."""
    return render_template(
        "association/message_sent.html", sent=queries.sent(public_id, form_key), opportunity_id=public_id, **work_page()
    )


def _current(thread_id: str) -> str:
    """The conversation, or the one of the association that it has become part of."""
    moved = queries.merged_into(thread_id)
    return moved.thread_id if moved is not None else thread_id


def _choices(found: queries.Audience) -> list[tuple[str, str]]:
    choices = [(ALL, _("Everybody of this offer (%(num)d)", num=len(found.everybody)))] if found.everybody else []
    choices += [
        (f"{DATE}:{shift.public_id}", _("Everybody of %(date)s", date=shift_when(shift.starts_at, shift.ends_at)))
        for shift in found.shifts
    ]
    return choices + [
        (f"{ONE}:{person.registration_id}", _("Only %(name)s", name=person.name)) for person in found.everybody
    ]


def _target(chosen: str) -> dict[str, Any]:
    kind, _colon, public_id = chosen.partition(":")
    return {DATE: {"shift_id": public_id}, ONE: {"registration_id": public_id}}.get(kind, {})


def _refuse(form: MessageForm, refusal: DomainError) -> int:
    form.refuse(refusal)
    return 429 if isinstance(refusal, TooManyMessages) else 422


@bp.route("/<association_id>/nachrichten/<thread_id>/melden/<message_id>", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def message_report(association_id: str, thread_id: str, message_id: str) -> ResponseReturnValue:
    """Something is wrong with what a person wrote. The town decides in whose showcase the two met."""
    thread = queries.thread_of_association(_current(thread_id))
    if thread.city_id != the_city().id:
        there = city_by_id(thread.city_id).slug
        return redirect(url_for(str(request.endpoint), city=there, **(request.view_args or {})))
    if message_id not in {each.public_id for each in thread.messages}:
        raise NotFound
    back = url_for("association.message_thread", association_id=association_id, thread_id=thread.public_id)
    return report_form(SubjectKind.MESSAGE, message_id, back)
