"""The walks of test_pages.py: who opens which pages. A new GET route gets a line here, or a reason in NO_PAGE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engagement.demo import logins
from tests.support.showcase import BARE, GUEST, NEW_ADDRESS, NEWCOMER, RICH, Showcase

OWNER, MODERATOR = f"verein@{BARE}.example", f"pruefung@{BARE}.example"
EDITOR = f"redaktion@{BARE}.example"
ADMINISTRATOR, PLATFORM = f"leitung@{BARE}.example", logins.PLATFORM.email
RICH_OWNER, RICH_MODERATOR = logins.association_login(RICH).email, logins.moderator_login(RICH).email
CITIZEN, VISITOR = logins.CITIZEN.email, ""


Address = Callable[[Showcase], str]


@dataclass(frozen=True)
class Visit:
    """A page that a person opens. `endpoint` is the route it stands for; an empty one is no route of ours (404)."""

    endpoint: str
    address: Address
    status: int = 200


@dataclass(frozen=True)
class Walk:
    """Pages that one person opens one after the other."""

    who: str
    visits: list[Visit] = field(default_factory=list)


def page(endpoint: str, status: int = 200, query: str = "", **values: Any) -> Visit:
    """A page whose address needs what `values` say; a callable is asked of the site."""

    def address(site: Showcase) -> str:
        found = {name: value(site) if callable(value) else value for name, value in values.items()}
        return site.path(endpoint, **found) + query

    return Visit(endpoint, address, status)


def at(endpoint: str, address: Address, status: int = 200) -> Visit:
    return Visit(endpoint, address, status)


def of_town(name: str) -> Address:
    return lambda site: site.town[name]


def offer(city: str = RICH, **conditions: Any) -> Address:
    return lambda site: site.offer(city, **conditions)


def token(kind: str) -> Address:
    return lambda site: site.token(kind)


PUBLISHED, PAUSED = offer(state="published", is_ongoing=False), offer(state="paused")
ONGOING = offer(state="published", is_ongoing=True)
HERE: dict[str, Any] = {"city": BARE, "association_id": of_town("association")}
THEIRS: dict[str, Any] = HERE | {"public_id": of_town("published")}
RICH_HERE: dict[str, Any] = {"city": RICH, "association_id": lambda site: site.association(RICH_OWNER)}
RICH_OFFER = offer(of=RICH_OWNER, state="published", is_ongoing=False)

WALKS: dict[str, Walk] = {
    "new address": Walk(VISITOR, [
        at("account.email_confirm", lambda site: site.mailed(NEW_ADDRESS, "/konto/adresse/")),
        at("account.email_stop", lambda site: site.mailed(CITIZEN, "/konto/adresse-stoppen/")),
        page("account.email_stop", city=RICH, token="falsch", status=410),
    ]),
    "portal": Walk(VISITOR, [
        page("portal.index"), page("portal.sign_in"), page("portal.reset_request"),
        at("portal.reset", lambda site: site.mailed(CITIZEN, "/konto/passwort/")),
        page("demo.mailbox"), page("demo.mail", key=lambda site: site.mail_key(GUEST)),
        at("", lambda _: "/kein-ort/", 404), at("", lambda _: f"/{RICH}/keine-seite", 404),
    ]),
    "towns": Walk(VISITOR, [page("public.home", city=slug) for slug in ("bretten", "baden-baden", "ettlingen", BARE)]),
    "search": Walk(VISITOR, [
        page("public.opportunities", city=RICH), page("public.opportunities", city=RICH, query="?q=xyzzy&wann=woche"),
        page("public.opportunities", city=BARE), page("public.associations", city=RICH),
        page("portal.search"), page("portal.search", query="?q=kuchen&stadt=bretten"),
        page("portal.search", query="?q=xyzzy&wann=woche"), page("public.bookmarks", city=RICH),
        at("public.bookmarks", lambda site: site.path("public.bookmarks", city=RICH) + f"?nr={PUBLISHED(site)}"),
        page("public.associations", city=RICH, query="?q=xyzzy"),
    ]),
    "offers": Walk(VISITOR, [
        page("public.opportunity", city=RICH, public_id=PUBLISHED),
        page("public.opportunity", city=RICH, public_id=ONGOING),
        page("public.opportunity", city=RICH, public_id=lambda site: site.full_offer(RICH)),
        page("public.opportunity", city=RICH, public_id=PAUSED),
        page("public.opportunity_easy", city=BARE, public_id=of_town("published")),
        page("public.opportunity", city="baden-baden", public_id=offer("baden-baden", state="published")),
        page("public.opportunity", city="ettlingen", public_id=offer("ettlingen", state="published")),
        page("public.association", city=BARE, public_id=of_town("association")),
        page("public.association", city=BARE, public_id=of_town("unclaimed")),
    ]),
    "reports": Walk(VISITOR, [
        page("public.report_offer", city=RICH, public_id=PUBLISHED),
        page("public.report_association", city=BARE, public_id=of_town("association")),
        page("public.report", city=BARE, token=token("report")),
        page("public.statement", city=BARE, token=token("statement")),
    ]),
    "barriers": Walk(VISITOR, [
        page("public.barrier_new", city=RICH), page("public.barrier", city=BARE, token=token("barrier")),
        page("public.easy_language", city=RICH), page("public.sign_language", city=RICH),
    ]),
    "calls": Walk(VISITOR, [
        page("public.callback", city=RICH), page("public.callback", city=RICH, query="?q=kochen"),
        page("public.callback_received", city=RICH, token=token("asked")), page("portal.callback"),
    ]),
    "registering": Walk(VISITOR, [
        page("public.register", city=RICH, public_id=PUBLISHED), page("public.register", city=RICH, public_id=ONGOING),
        page("public.register", city=RICH, public_id=PAUSED),
        page("public.registered", city=BARE, public_id=of_town("published"), token=token("registered")),
        page("public.registered", city=BARE, public_id=of_town("published"), token=token("called")),
        page("public.registration", city=BARE, token=token("registration")),
        at("public.registration", lambda site: site.mailed(GUEST, "/zusage/")),
        page("public.guardian", city=BARE, token=token("guardian"), status=410),
        page("public.registration_change", city=BARE, token=token("registration")),
        page("public.registration_successor", city=BARE, token=token("registration")),
        page("public.message_begin", city=RICH, token=token("unwritten")),
        page("public.registration_data_page", city=BARE, token=token("registration")),
        page("public.answer", city=BARE, token="broken", status=400),
        page("public.take_over", city=BARE, token=token("successor")), page("public.lost_link", city=BARE),
        page("public.registration_planning", city=BARE, token=token("registration")),
        page("public.registration_hours", city=BARE, token=token("registration")),
        page("public.feedback", city=BARE, token=token("feedback")),
        page("public.messages", city=BARE, token=token("messages")),
        page("public.report_message", city=BARE, token=token("messages"), message_id=of_town("message")),
        page("public.offer_current", city=BARE, token=token("current")),
        page("public.offer_current", city=BARE, token="broken", status=410),
    ]),
    "texts": Walk(VISITOR, [
        page("public.page", city=RICH, slug=slug)
        for slug in ("impressum", "datenschutz", "barrierefreiheit", "nutzungsbedingungen", "hilfe")
    ]),
    "way in": Walk(VISITOR, [
        page("account.sign_in", city=RICH), page("account.sign_up", city=RICH), page("account.sign_in_code", city=RICH),
        page("account.reset_request", city=RICH),
        at("account.reset", lambda site: site.mailed(OWNER, "/konto/passwort/")),
        at("account.confirm", lambda site: site.mailed(NEWCOMER, "/konto/bestaetigen/")),
        page("account.confirm", city=RICH, token="broken", status=410),
        page("association.start", city=RICH), page("association.invitation", city=BARE, token=token("team")),
        page("staff.invitation", city=BARE, token=token("staff")),
    ]),
    "citizen": Walk(CITIZEN, [
        page("account.hours", city=RICH), page("public.certificate", city=RICH, token=token("certificate")),
        page("public.certificate_check", city=RICH),
        page("account.profile", city=RICH), page("account.email", city=RICH), page("account.delete", city=RICH),
        page("account.delete_confirm", city=RICH), page("account.own_data", city=RICH),
        page("account.planning", city=RICH),
        at("account.email_confirm", lambda site: site.mailed(NEW_ADDRESS, "/konto/adresse/")),
        page("portal.index"), page("public.home", city=RICH), page("account.home", city=RICH),
        page("account.bookmarks", city=RICH),
        at("account.bookmarks", lambda site: site.path("account.bookmarks", city=RICH) + f"?nr={PUBLISHED(site)}"),
        page("account.security", city=RICH), page("association.start", city=BARE),
        page("association.start", city=RICH, query="?q=verein"), page("association.register", city=BARE),
        page("association.claim", city=BARE, public_id=of_town("unclaimed")),
        page("public.register", city=RICH, public_id=PUBLISHED), page("staff.queue", city=RICH, status=404),
    ]),
    "association": Walk(OWNER, [
        page("association.today", **HERE), page("association.feedback", **HERE),
        page("association.messages", **HERE), page("association.message_thread", **HERE, thread_id=of_town("thread")),
        page(
            "association.message_report", **HERE, thread_id=of_town("thread"), message_id=of_town("message_answer")
        ),
        page("association.message_new", **THEIRS), page("association.message_sent", **THEIRS, form_key="gruss"),
        page("association.opportunities", **HERE), page("association.team", **HERE),
        page("association.hand_over", **HERE), page("association.blocked", **HERE),
        page("association.data_check", city=BARE, token=token("data")),
        page("association.logo", **HERE), page("association.opening_hours", **HERE),
        page("association.contacts", **HERE), page("association.contact_new", **HERE),
        page("association.contact_edit", **HERE, contact_id=of_town("contact")),
        page("association.person_block", **THEIRS, registration_id=of_town("registration")),
        page("association.profile", **HERE),
        page("association.opportunity_new", **HERE),
        page("association.opportunity_edit", **THEIRS), page("association.opportunity_preview", **THEIRS),
        page("association.opportunity_edit", **HERE, public_id=of_town("draft"), query="?pruefen=1"),
        page("association.opportunity_preview", **HERE, public_id=of_town("draft")),
        page("association.opportunity_start", **HERE), page("association.opportunity_urgent", **THEIRS),
        page("association.series", **THEIRS, series_id=of_town("series")),
        page("association.opportunity_new", **HERE, query="?vorlage=vorlesen"),
        page("association.opportunity_new", **HERE, wie=of_town("published")),
        page("association.opportunity_withdraw", **THEIRS), page("association.people", **THEIRS),
        page("association.people_sheet", **THEIRS),
        page("association.people_sheet", **THEIRS, query="?art=unterschriften"),
        page("association.door", **THEIRS, shift_id=of_town("shift")),
        page("association.arrival", **HERE, registration_id=of_town("registration")),
        page("association.hours_noted", **THEIRS),
        page("association.shift_cancel", **THEIRS, shift_id=of_town("shift")),
        page("association.shift_move", **THEIRS, shift_id=of_town("shift")),
        page("association.shift_minimum", **THEIRS, shift_id=of_town("shift")),
        page("association.people_enter", **THEIRS),
        page("association.people_entered", **THEIRS, registration_id=of_town("registration")),
    ]),
    "association of the demo": Walk(RICH_OWNER, [
        page("association.today", **RICH_HERE), page("association.opportunities", **RICH_HERE),
        page("association.people", **RICH_HERE, public_id=RICH_OFFER),
        page("association.opportunity_edit", **RICH_HERE, public_id=RICH_OFFER),
        page("association.opportunity_preview", **RICH_HERE, public_id=RICH_OFFER),
    ]),
    "staff": Walk(MODERATOR, [
        page("staff.queue", city=BARE), page("staff.associations", city=BARE), page("staff.audit", city=BARE),
        page("staff.templates", city=BARE), page("staff.template_new", city=BARE),
        page("staff.template_edit", city=BARE, template_id=of_town("city_template")),
        page("staff.record", city=BARE), page("staff.note", city=BARE, note_id=of_town("note")),
        page("staff.case", city=BARE, kind="opportunity", public_id=of_town("publication")),
        page("staff.easy_version", city=BARE, public_id=of_town("publication")),
        page("staff.case", city=BARE, kind="association", public_id=of_town("listing")),
        page("staff.case", city=BARE, kind="claim", public_id=of_town("claim")),
        page("staff.association", city=BARE, public_id=of_town("association")),
        page("staff.duplicates", city=BARE),
        page("staff.merge_choose", city=BARE, public_id=of_town("association"), query="?q=verein"),
        page("staff.merge", city=BARE, public_id=of_town("association"), other_id=of_town("unclaimed")),
        page("staff.association_suspend", city=BARE, public_id=of_town("association")),
        page("staff.association_restore", city=BARE, public_id=of_town("association")),
        page("staff.reports", city=BARE), page("staff.report", city=BARE, public_id=of_town("case")),
        page("staff.report", city=BARE, public_id=of_town("open_case")),
        page("staff.complaint", city=BARE, public_id=of_town("complaint")),
        page("staff.callbacks", city=BARE), page("staff.callbacks", city=BARE, query="?stand=done"),
        page("staff.unanswered", city=BARE),
        page("staff.callback", city=BARE, public_id=of_town("callback")),
        page("staff.barriers", city=BARE), page("staff.barriers", city=BARE, query="?stand=done"),
        page("staff.barrier", city=BARE, public_id=of_town("barrier")),
        page("staff.entries", city=BARE), page("staff.entries", city=BARE, query="?q=kuchen"),
        page("staff.mails", city=BARE), page("staff.feedback", city=BARE), page("staff.yearly", city=BARE),
        page("staff.entry_new", city=BARE, public_id=of_town("published")),
        page("staff.entry", city=BARE, registration_id=of_town("registration")),
        page("staff.people", city=BARE, status=403),
    ]),
    "staff of the demo": Walk(RICH_MODERATOR, [
        page("staff.queue", city=RICH), page("staff.audit", city=RICH), page("staff.unanswered", city=RICH),
        page("staff.yearly", city=RICH),
    ]),
    "administration": Walk(ADMINISTRATOR, [
        page("staff.people", city=BARE), page("account.home", city=BARE), page("staff.me", city=BARE),
        page("staff.domain", city=BARE), page("staff.settings", city=BARE), page("staff.settings_rules", city=BARE),
        page("staff.settings_periods", city=BARE), page("staff.settings_accessibility", city=BARE),
        page("staff.settings_districts", city=BARE),
        page("staff.look", city=BARE), page("staff.look_versions", city=BARE),
        page("staff.person", city=BARE, user_id=of_town("colleague")),
    ]),
    "editing": Walk(EDITOR, [
        page("staff.pages", city=BARE), page("staff.page_new", city=BARE),
        page("staff.page_edit", city=BARE, slug="impressum"),
        page("staff.page_edit", city=BARE, slug="hilfe", query="?sprache=en"),
        page("staff.page_versions", city=BARE, slug="hilfe"), page("staff.me", city=BARE),
        page("staff.people", city=BARE, status=403),
    ]),
    "platform": Walk(PLATFORM, [
        page("platform.complaints"), page("platform.complaint", public_id=of_town("complaint")),
        page("platform.mails"), page("platform.index"), page("platform.city_new"),
        page("platform.city_invite", slug=RICH),
        page("platform.city_domain", slug=RICH),
    ]),
    "style guide": Walk(VISITOR, [page("styleguide.index"), page("styleguide.work"), page("styleguide.mails"),
        page("styleguide.mail", kind="registration_confirmed"), page("styleguide.dialog")]),
    "errors": Walk(VISITOR, [page("styleguide.error", code=code, status=code) for code in (400, 413, 429, 500, 503)]),
}  # fmt: skip

NO_PAGE = {
    "media.file": "pictures",
    "ops.healthz": "for machines: text",
    "ops.readyz": "for machines: text",
    "portal.favicon": "an icon",
    "portal.robots": "for search engines: text",
    "portal.sitemap": "for search engines: XML",
    "public.sitemap": "for search engines: XML",
    "portal.themes_css": "a stylesheet",
    "public.icon": "a picture",
    "public.theme_css": "a stylesheet",
    "styleguide.sheet": "a stylesheet",
    "styleguide.mail_view": "a mail as mail programs show it, with the style sheet of a mail",
    "account.own_data_file": "a file to save",
    "portal.calendar": "for calendar programs: iCalendar",
    "public.calendar_of_association": "for calendar programs: iCalendar",
    "public.calendar_of_city": "for calendar programs: iCalendar",
    "public.calendar_of_date": "a file to save",
    "public.calendar_of_registration": "a file to save",
    "public.registration_data_file": "a file to save",
    "public.background_check": "a letter to print: PDF",
    "association.background_check": "a letter to print: PDF",
    "association.people_file": "a file to save",
    "account.hours_file": "a file to save",
    "staff.yearly_file": "a file to save",
    "public.registration_code": "a picture",
    "public.registration_certificate": "a paper to save",
    "staff.record_file": "a file to save",
    "demo.mail_html": "a mail as mail programs show it, with the style sheet of a mail",
}
