"""The demo's texts are data that no form has checked: these tests are its form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from engagement.associations.enums import AssociationKind
from engagement.cities.pages import ORDER
from engagement.cities.theme import PRESETS
from engagement.demo.content import CITIES, WEEKDAYS, associations_of, city_of, opportunities_of, people
from engagement.opportunities.enums import Field, GermanLevel, PublicationState, TargetGroup, TimeOfDay, TimePattern
from engagement.opportunities.models import CONTENT_COLUMNS
from engagement.opportunities.richtext import TAGS
from engagement.opportunities.rules.urgency import MAX_DAYS, MAX_REASON

Entry = dict[str, Any]
PAGES = Path(__file__).parents[2] / "engagement" / "cities" / "default_pages"
PLACEHOLDERS = {
    "city_name", "address_street", "address_postcode", "address_town", "contact_name", "contact_phone", "contact_email",
    "contact_hours", "data_authority", "data_authority_address", "data_authority_phone", "data_authority_site",
    "data_ground", "today", "review_rule", "guardian_age", "data_classes",
    "accessibility_statement", "sign_language_video", "barrier_url", "accessibility_url", "easy_language_url",
    "sign_language_url",
}  # fmt: skip
ASSOCIATION_KEYS = {
    "key", "kind", "name", "contact_name", "purpose", "street", "postcode", "town", "district", "phone", "email",
    "website", "founded", "verified", "claimable", "trusted",
}  # fmt: skip
OPPORTUNITY_KEYS = (set(CONTENT_COLUMNS) - {"starts_on", "ends_on", "district_id", "picture_id", "picture_alt"}) | {
    "key", "association", "state", "district", "starts_in_days", "ends_in_days", "shifts", "interested_by",
    "published_days_ago", "submitted_hours_ago", "reason", "urgent_in_days", "urgent_reason", "series", "kept_as",
}  # fmt: skip
SHIFT_KEYS = {"in_days", "weekday", "from", "to", "capacity", "taken_by", "note", "minimum"}
LIMITS = {
    "title": 160, "summary": 300, "schedule_note": 200, "meeting_point": 300, "recognise_us": 300, "bring_along": 300,
    "background_check_reason": 300, "skills": 300, "requirements_note": 500, "allowance": 160, "insurance": 160,
    "travel_costs": 160, "training": 160, "location_name": 160, "contact_name": 120,
}  # fmt: skip
COMPLETE = set(PublicationState) - {PublicationState.DRAFT}
MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
PHONE = re.compile(r"\+?\d[\d /()-]{6,}\d")
ADDRESS = re.compile(r"https?://[^\s\"<>)]+")
EACH_OFFER = [
    pytest.param(slug, offer, id=f"{slug}/{offer['key']}") for slug in CITIES for offer in opportunities_of(slug)
]


class Tags(HTMLParser):
    """Collects tags and link targets, and what was left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from strings_of(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from strings_of(child)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


@pytest.mark.parametrize("slug", CITIES)
def test_city_is_complete(slug: str) -> None:
    city = city_of(slug)
    assert city["slug"] == slug
    assert city["theme"] in PRESETS
    assert all(value != "" for value in city.values())
    assert sum(district["is_core"] for district in city["districts"]) == 1


@pytest.mark.parametrize("slug", CITIES)
def test_associations_are_enough_and_fit(slug: str) -> None:
    entries = associations_of(slug)
    districts = {district["name"] for district in city_of(slug)["districts"]}
    assert len(entries) >= 14
    assert sum(entry["claimable"] for entry in entries) == 4
    assert sum(not entry["verified"] for entry in entries) == 2
    assert {entry["kind"] for entry in entries} == set(AssociationKind)
    assert max(Counter(entry["key"] for entry in entries).values()) == 1
    assert max(Counter(entry["name"] for entry in entries).values()) == 1
    for entry in entries:
        assert not set(entry) - ASSOCIATION_KEYS, entry["key"]
        assert entry["district"] in districts, entry["key"]
        assert entry["postcode"] in city_of(slug)["postcodes"], entry["key"]
        assert len(entry["name"]) <= 160 and len(entry["purpose"]) <= 2000
        assert entry["claimable"] or entry["contact_name"], entry["key"]


@pytest.mark.parametrize("slug", CITIES)
def test_unverified_associations_wait_with_their_first_offer(slug: str) -> None:
    states: dict[str, list[str]] = {entry["key"]: [] for entry in associations_of(slug)}
    for offer in opportunities_of(slug):
        states[offer["association"]].append(offer["state"])
    for entry in associations_of(slug):
        if not entry["verified"]:
            assert states[entry["key"]] == ["in_review"]
        elif entry["claimable"]:
            assert states[entry["key"]] == []


@pytest.mark.parametrize("slug", CITIES)
def test_offers_show_everything_there_is(slug: str) -> None:
    offers = opportunities_of(slug)
    shown = [offer for offer in offers if offer["state"] == "published"]
    assert len(offers) >= 34
    assert len(shown) >= 20
    assert {offer["state"] for offer in offers} == set(PublicationState)
    assert sum(offer["state"] == "in_review" for offer in offers) >= 4
    assert {offer["fields"][0] for offer in shown} == set(Field)
    assert {group for offer in shown for group in offer["target_groups"]} == set(TargetGroup)
    assert {pattern for offer in shown for pattern in offer["time_patterns"]} == set(TimePattern)
    assert {time for offer in shown for time in offer["times_of_day"]} == set(TimeOfDay)
    assert {offer["german_level"] for offer in shown} == set(GermanLevel)
    assert {offer.get("step_free") for offer in shown} == {True, False, None}
    for flag in (
        "is_remote",
        "is_ongoing",
        "approval_required",
        "extended_background_check",
        "measles_proof",
        "min_age",
    ):
        assert any(offer.get(flag) for offer in shown), flag
    for gain in ("allowance", "insurance", "travel_costs", "training"):
        assert any(offer.get(gain) for offer in shown), gain
    shifts = [shift for offer in shown for shift in offer.get("shifts", [])]
    assert any(shift["capacity"] == shift.get("taken_by") for shift in shifts)
    assert any(shift["capacity"] == shift.get("taken_by", 0) + 1 > 4 for shift in shifts)
    assert any(shift["in_days"] == 0 and not shift.get("weekday") for shift in shifts), "nothing today"
    assert any(shift["in_days"] <= 1 and shift.get("weekday") in ("sat", "sun") for shift in shifts), (
        "nothing at the weekend"
    )


@pytest.mark.parametrize("slug", CITIES)
def test_texts_have_the_shape_of_real_ones(slug: str) -> None:
    """Measured on 2,311 real offers: title 41 in the median, up to 162; text 737 in the median, up to 5,579."""
    offers = opportunities_of(slug)
    titles = [len(offer["title"]) for offer in offers]
    texts = [len(plain(offer.get("description_html", ""))) for offer in offers]
    assert 33 <= median(titles) <= 50
    assert max(titles) >= 150
    assert 600 <= median(texts) <= 900
    assert max(texts) >= 4300


def test_no_title_twice() -> None:
    titles = Counter(offer["title"] for slug in CITIES for offer in opportunities_of(slug))
    assert [title for title, number in titles.items() if number > 1] == []


@pytest.mark.parametrize(("slug", "offer"), EACH_OFFER)
def test_offer_is_valid(slug: str, offer: Entry) -> None:
    assert not set(offer) - OPPORTUNITY_KEYS
    assert offer["association"] in {entry["key"] for entry in associations_of(slug)}
    assert offer["state"] in set(PublicationState)
    assert offer["title"][0].isupper()
    assert not offer["title"].endswith((".", "!"))
    for key, limit in LIMITS.items():
        assert len(offer.get(key, "")) <= limit, key
    assert set(offer.get("fields", [])) <= set(Field)
    assert len(offer.get("fields", [])) <= 3
    assert set(offer.get("target_groups", [])) <= set(TargetGroup)
    assert set(offer.get("time_patterns", [])) <= set(TimePattern)
    assert set(offer.get("times_of_day", [])) <= set(TimeOfDay)
    if "district" in offer:
        assert offer["district"] in {district["name"] for district in city_of(slug)["districts"]}
    if "postcode" in offer:
        assert offer["postcode"] in city_of(slug)["postcodes"]
    assert 0 < offer.get("urgent_in_days", 1) <= MAX_DAYS
    assert ("urgent_in_days" in offer) == bool(offer.get("urgent_reason"))
    assert len(offer.get("urgent_reason", "")) <= MAX_REASON
    for shift in offer.get("shifts", []):
        assert not set(shift) - SHIFT_KEYS
        assert shift.get("weekday", "mon") in WEEKDAYS
        assert 0 <= shift.get("taken_by", 0) <= shift["capacity"]
        assert "minimum" not in shift or 2 <= shift["minimum"] <= shift["capacity"]
        assert shift["from"] < shift["to"]
        assert len(shift.get("note", "")) <= 120


@pytest.mark.parametrize(("slug", "offer"), EACH_OFFER)
def test_what_was_submitted_is_complete(slug: str, offer: Entry) -> None:
    if offer["state"] not in COMPLETE:
        return
    for key in ("summary", "description_html", "fields", "schedule_note", "contact_name", "german_level"):
        assert offer.get(key), key
    assert offer.get("contact_email") or offer.get("contact_phone")
    assert offer.get("is_remote") or (offer.get("location_name") and offer.get("district"))
    assert bool(offer.get("is_ongoing")) != bool(offer.get("shifts"))
    assert bool(offer.get("is_ongoing")) == ("people_needed" in offer)
    assert bool(offer.get("extended_background_check")) == bool(offer.get("background_check_reason"))
    assert bool(offer.get("reason")) == (offer["state"] in ("changes_requested", "rejected"))
    in_queue = offer["state"] in ("in_review", "changes_requested", "rejected")
    assert ("submitted_hours_ago" if in_queue else "published_days_ago") in offer
    over = offer["state"] in ("expired", "archived")
    assert all((shift["in_days"] + 6 < 0) == over for shift in offer.get("shifts", []))


@pytest.mark.parametrize(("slug", "offer"), EACH_OFFER)
def test_promises_hold_before_the_law(slug: str, offer: Entry) -> None:
    """An extended check is for work with minors (§ 30a BZRG); an allowance is money, soup is none."""
    if offer.get("extended_background_check"):
        assert {"children", "youth"} & set(offer["target_groups"])
    if offer.get("measles_proof"):
        assert "school" in offer["fields"], "§ 20 (8) IfSG: schools and kindergartens"
    assert "Euro" in offer.get("allowance", "Euro")


@pytest.mark.parametrize(("slug", "offer"), EACH_OFFER)
def test_description_uses_allowed_html_only(slug: str, offer: Entry) -> None:
    found = Tags(offer.get("description_html", ""))
    assert found.tags <= TAGS
    assert found.attributes <= {"href"}
    assert found.open == []
    assert all(re.fullmatch(r"https://[a-z-]+\.example", link) for link in found.links)


@pytest.mark.parametrize("slug", CITIES)
def test_nobody_real_can_be_reached(slug: str) -> None:
    texts = list(strings_of((city_of(slug), associations_of(slug), opportunities_of(slug))))
    mails = [mail for text in texts for mail in MAIL.findall(text)]
    phones = [phone for text in texts for phone in PHONE.findall(text)]
    addresses = [address for text in texts for address in ADDRESS.findall(text)]
    assert len(mails) > 40 and len(phones) > 40 and len(addresses) > 8
    assert [mail for mail in mails if not mail.endswith(".example")] == []
    assert [phone for phone in phones if "0000" not in phone] == []
    assert [address for address in addresses if not address.rstrip("/").endswith(".example")] == []


@pytest.mark.parametrize("slug", CITIES)
def test_typography_is_german(slug: str) -> None:
    for text in strings_of((city_of(slug), associations_of(slug), opportunities_of(slug))):
        assert text == text.strip() or text.startswith("<"), text
        words = re.sub(r"<[^>]+>", "", text)
        assert '"' not in words, text
        assert " - " not in words, text
        assert "  " not in words, text
        assert words.count("„") == words.count("“"), text


def test_people_are_many_and_different() -> None:
    assert len(people()) >= 80
    assert len(set(people())) == len(people())
    assert all(" " in name for name in people())


@pytest.mark.parametrize("slug", ORDER)
def test_default_page_can_be_filled(slug: str) -> None:
    text = (PAGES / f"{slug}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.count("\n# ") == 0
    assert set(re.findall(r"{(\w+)}", text)) <= PLACEHOLDERS
    assert "{" not in text.format_map(dict.fromkeys(PLACEHOLDERS, "x"))
    assert text.count("**") % 2 == 0
    assert text.count("„") == text.count("“")
    assert "anmelden" not in text.casefold(), "people read it as both signing in and signing up"


def test_what_only_the_town_knows_is_marked() -> None:
    for slug in ("impressum", "datenschutz"):
        assert "**Bitte ergänzen: " in (PAGES / f"{slug}.md").read_text(encoding="utf-8")
