"""Every route × every role × the objects of a foreign city: nothing but „there is no such page“ or the sign-in page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from engagement.accounts.session import TOKEN
from engagement.associations.operations.confirming import CONFIRMATION_PURPOSE
from engagement.associations.operations.team import INVITATION_PURPOSE as TEAM_INVITATION
from engagement.cities.operations.staff import INVITATION as STAFF_INVITATION
from engagement.cities.rules import check_slug
from engagement.core.permissions import Permission
from engagement.core.tokens import sign
from engagement.feedback.links import PURPOSE as FEEDBACK
from engagement.kernel.errors import DomainError
from engagement.messages.links import PURPOSE as MESSAGES
from engagement.registrations.links import PURPOSE as REGISTRATION
from engagement.web.reserved import first_segments
from tests.support.actors import sign_in
from tests.support.factories import make_user
from tests.support.world import Town

ROLES = (
    "visitor",
    "citizen",
    "owner",
    "editor",
    "moderator",
    "administrator",
    "foreign_owner",
    "foreign_staff",
    "platform",
)

# What an argument of an address means, by endpoint where the name alone does not say it.
MEANING: dict[str, str] = {"association_id": "association"}
BY_ENDPOINT: dict[tuple[str, str], str] = {
    ("public.association", "public_id"): "association",
    ("association.claim", "public_id"): "unclaimed",
    ("association.hours_removed", "entry_id"): "attendance",
    ("account.hours_delete", "entry_id"): "attendance",
    ("association.hours_decided", "proposal_id"): "proposal",
    ("association.person_unblock", "block_id"): "block",
    ("staff.mail_retry", "mail_id"): "mail",
    ("staff.report_thread", "public_id"): "case",
    ("public.report_message", "message_id"): "message",
    ("association.message_sent", "form_key"): "form_key",
    ("public.calendar_of_association", "public_id"): "association",
    ("public.calendar_of_date", "shift_id"): "shift",
    ("staff.merge", "public_id"): "association",
    ("staff.merge", "other_id"): "unclaimed",
    ("staff.merge_choose", "public_id"): "association",
    ("staff.association", "public_id"): "association",
    ("staff.association_suspend", "public_id"): "association",
    ("staff.association_restore", "public_id"): "association",
    ("staff.association_trust", "public_id"): "association",
    ("association.revoke_invitation", "public_id"): "team_invitation",
    ("association.remove_member", "user_id"): "member",
    ("association.change_role", "user_id"): "member",
    ("association.accept", "registration_id"): "registration",
    ("association.decline", "registration_id"): "registration",
    ("association.template_remove", "template_id"): "own_template",
    ("staff.template_edit", "template_id"): "city_template",
    ("staff.template_remove", "template_id"): "city_template",
    ("staff.template_restore", "template_id"): "city_template",
    ("staff.deputy_end", "deputy_id"): "deputy",
    ("public.report_association", "public_id"): "association",
    ("staff.report", "public_id"): "case",
    ("staff.complaint", "public_id"): "complaint",
    ("staff.complaint_hand_over", "public_id"): "complaint",
    ("staff.barrier", "public_id"): "barrier",
    ("staff.callback", "public_id"): "callback",
    ("staff.callback_take", "public_id"): "callback",
    ("staff.page_restore", "version_id"): "page_version",
    ("staff.look_restore", "version_id"): "look",
    ("staff.note_association", "public_id"): "association",
    ("staff.note", "note_id"): "note",
    ("staff.note_remove", "note_id"): "note",
    ("staff.district_rename", "district_id"): "district",
    ("staff.district_move", "district_id"): "district",
    ("staff.district_remove", "district_id"): "district",
    ("staff.entry_new", "public_id"): "published",
    ("staff.entry", "registration_id"): "registration",
    ("staff.entry_withdraw", "registration_id"): "registration",
    ("staff.entry_call", "registration_id"): "registration",
}
OF_STAFF = {"user_id": "colleague", "public_id": "publication", "invitation_id": "staff_invitation"}
# Routes without an object of a city: pages of the town itself, and what belongs to the person who is signed in.
NO_OBJECT = {"ending", "year", "slug", "version", "key", "name", "code", "session_id", "filename", "style"}


def rules_with_objects(app: Flask) -> list[Rule]:
    return [
        rule for rule in app.url_map.iter_rules()
        if "city" in rule.arguments and rule.arguments - {"city"} - NO_OBJECT
    ]  # fmt: skip


def meanings(rule: Rule) -> Iterator[tuple[str, str]]:
    for argument in sorted(rule.arguments - {"city", "token", "kind"} - NO_OBJECT):
        key = (rule.endpoint, argument)
        if key in BY_ENDPOINT:
            yield argument, BY_ENDPOINT[key]
        elif argument in MEANING:
            yield argument, MEANING[argument]
        elif rule.endpoint.startswith("association."):
            yield argument, {"public_id": "draft", "shift_id": "shift"}.get(argument, argument.removesuffix("_id"))
        elif rule.endpoint.startswith("staff."):
            yield (
                argument,
                {"user_id": "colleague", "public_id": "publication", "invitation_id": "staff_invitation"}.get(
                    argument, argument
                ),
            )
        else:
            yield argument, "published" if argument == "public_id" else argument


@pytest.fixture
def towns(db_app: Flask) -> tuple[Town, Town]:
    return Town("hierstadt").build(), Town("dortstadt").build()


@pytest.fixture
def clients(towns: tuple[Town, Town], db_app: Flask, new_client: Callable[[], FlaskClient]) -> dict[str, FlaskClient]:
    here, there = towns
    people = {
        "citizen": make_user(), "owner": here.owner, "moderator": here.moderator, "administrator": here.administrator,
        "editor": here.editor,
        "foreign_owner": there.owner, "foreign_staff": there.administrator,
        "platform": make_user(is_platform_admin=True),
    }  # fmt: skip
    found = {"visitor": new_client()}
    for role, user in people.items():
        found[role] = new_client()
        sign_in(db_app, found[role], user)
    return found


def tokens(rule: Rule, there: Town) -> str:
    """A true token of the foreign city, offered under this one."""
    if rule.endpoint == "public.offer_current":
        return sign("offer-current", [there.ids["published"], "2026-05-04T08:00:00+00:00"])
    if rule.endpoint in ("public.report", "public.statement"):
        kind = rule.endpoint.removeprefix("public.")
        return sign(kind, there.ids["report" if kind == "report" else "case"])
    if rule.endpoint in ("association.data_check", "association.data_confirm"):
        return sign(CONFIRMATION_PURPOSE, there.ids["association"])
    if rule.endpoint in ("public.messages", "public.report_message"):
        return sign(MESSAGES, there.ids["thread"])
    if rule.endpoint == "public.feedback":
        return sign(FEEDBACK, there.ids["past"])
    if rule.endpoint.startswith("public."):
        return sign(REGISTRATION, there.ids["registration"])
    purpose, meaning = {
        "association": (TEAM_INVITATION, "team_invitation"), "staff": (STAFF_INVITATION, "staff_invitation"),
    }[rule.endpoint.split(".")[0]]  # fmt: skip
    return sign(purpose, there.ids[meaning])


def addresses(app: Flask, rule: Rule, here: Town, there: Town) -> Iterator[str]:
    """The route in this city with foreign objects: all of them foreign, and foreign inside our own association."""
    values: dict[str, Any] = {"city": here.slug}
    for argument, meaning in meanings(rule):
        assert meaning in there.ids, f"say in this test what “{argument}” of {rule.endpoint} means"
        values[argument] = there.ids[meaning]
    if "token" in rule.arguments:
        values["token"] = tokens(rule, there)
    fixed = dict.fromkeys(rule.arguments & NO_OBJECT, "1") | ({"ending": "csv"} if "ending" in rule.arguments else {})
    adapter = app.url_map.bind("localhost")
    kinds = (
        {"opportunity": "publication", "association": "listing", "claim": "claim"}
        if "kind" in rule.arguments else {"": ""}
    )  # fmt: skip
    for kind, object_kind in kinds.items():
        chosen = {**fixed, **values}
        if kind:
            chosen |= {"kind": kind, "public_id": there.ids[object_kind]}
        yield adapter.build(rule.endpoint, chosen)
        if "association_id" in chosen and len(chosen) > 2:
            yield adapter.build(rule.endpoint, chosen | {"association_id": here.ids["association"]})


def is_refusal(answer: Any, rule: Rule) -> bool:
    # A link that is not valid here says so on a page that shows nothing of what it points to.
    # 401 is the page that keeps what was typed when the sign-in ran out; it is made of the request alone.
    if answer.status_code in (401, 404, 405) or ("token" in rule.arguments and answer.status_code in (400, 410)):
        return True
    return answer.status_code in (302, 303) and "/konto/einloggen" in answer.headers["Location"]


# What forms ask for, so that a request gets as far as looking for its object.
FORM = {
    "verdict": "reject", "reason": "Das gehört nicht hierher.", "role": "moderator", "version": "1", "revision": "x",
    "antwort": "nein", "anruf": "comes",
}  # fmt: skip


def csrf(app: Flask, client: FlaskClient) -> dict[str, str]:
    """The token that a page of this client's session would have put into its form."""
    with client.session_transaction() as cookie:
        if TOKEN not in cookie:
            return {}
        raw = cookie.setdefault("csrf_token", "0" * 40)
    return {"csrf_token": URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw)}


def is_other_role(app: Flask, rule: Rule, role: str, answer: Any) -> bool:
    """A colleague before the page of another role: refused before any object is looked for."""
    needs = app.view_functions[rule.endpoint].__permission__
    others = {
        "moderator": {Permission.CITY_ADMINISTER},
        "editor": {Permission.CITY_ADMINISTER, Permission.MODERATE, Permission.AUDIT_VIEW},
    }
    return needs in others.get(role, set()) and answer.status_code == 403


# Refused in words on a page of their own: the link is not valid here. They show nothing of what it points to.
ANSWERED_IN_WORDS = {"account.confirm", "account.email_confirm", "account.email_stop", "account.reset"}
# „This person is not in the team any more“: a colleague was faster. It is said of every stranger alike.
STALE_IN_WORDS = {"association.change_role", "association.remove_member"}


@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_object_does_not_exist_here(
    db_app: Flask, towns: tuple[Town, Town], clients: dict[str, FlaskClient], role: str
) -> None:
    here, there = towns
    client, opened = clients[role], []
    for rule in rules_with_objects(db_app):
        if rule.endpoint in ANSWERED_IN_WORDS:
            continue
        form = FORM | ({"role": "editor"} if rule.endpoint.startswith("association.") else {})
        for address in addresses(db_app, rule, here, there):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                answer = client.open(address, method=method, data=form | csrf(db_app, client))
                if answer.status_code == 422 and rule.endpoint in STALE_IN_WORDS:
                    continue
                if not is_refusal(answer, rule) and not is_other_role(db_app, rule, role, answer):
                    opened.append(f"{method} {address} ({rule.endpoint}): {answer.status_code}")
    assert not opened, "\n".join(opened)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_own_pages_only(
    db_app: Flask, towns: tuple[Town, Town], clients: dict[str, FlaskClient], role: str
) -> None:
    here, _there = towns
    may_review = role in ("moderator", "administrator")
    expected = {
        f"/{here.slug}/stadt/": may_review,
        f"/{here.slug}/stadt/protokoll": may_review,
        f"/{here.slug}/stadt/vereine": may_review,
        f"/{here.slug}/stadt/seiten": may_review or role == "editor",
        f"/{here.slug}/stadt/seiten/impressum": may_review or role == "editor",
        f"/{here.slug}/stadt/einstellungen": role == "administrator",
        f"/{here.slug}/stadt/ich": may_review or role == "editor",
        f"/{here.slug}/stadt/menschen": role == "administrator",
        f"/{here.slug}/stadt/menschen/{here.ids['colleague']}": role == "administrator",
        f"/{here.slug}/stadt/pruefen/opportunity/{here.ids['publication']}": may_review,
        f"/{here.slug}/verein/{here.ids['association']}/": role == "owner",
        f"/{here.slug}/verein/{here.ids['association']}/team": role == "owner",
        f"/{here.slug}/verein/{here.ids['association']}/angebote/": role == "owner",
        f"/{here.slug}/konto/": role != "visitor",
        f"/{here.slug}/mitmachen/": True,
        "/plattform/": role == "platform",
    }
    found = {address: clients[role].get(address).status_code == 200 for address in expected}
    assert found == expected


def test_every_route_names_its_permission_or_is_public(db_app: Flask) -> None:
    unnamed = [
        endpoint for endpoint, view in db_app.view_functions.items() if not hasattr(view, "__permission__")
    ]  # fmt: skip
    assert unnamed == []


def test_no_city_can_be_called_like_a_route(db_app: Flask) -> None:
    taken = first_segments(db_app)
    assert {"plattform", "konto", "media", "healthz"} <= taken
    for segment in taken - {segment for segment in taken if "." in segment or "<" in segment}:
        with pytest.raises(DomainError):
            check_slug(segment, taken)
