"""Reading cities, their pages and their staff."""

from __future__ import annotations

from engagement.cities.queries.accessibility import statement_of
from engagement.cities.queries.cities import (
    MAIL_CITY,
    CityRow,
    DistrictRow,
    MailCity,
    active_domain,
    city_by_id,
    city_by_slug,
    city_rows,
    district_rows,
    districts_of,
    domains,
    frame_for,
    mail_frame,
    mail_frame_of,
    published_cities,
)
from engagement.cities.queries.look import (
    look_draft,
    look_history,
    look_mark,
    look_of,
    look_version,
    published_look,
    theme_of_city,
)
from engagement.cities.queries.pages import (
    PageEntry,
    ShownPage,
    editable_page,
    page_entries,
    page_history,
    page_version,
    shown_page,
)
from engagement.cities.queries.staff import (
    REVIEWERS,
    HandOver,
    StaffCity,
    StaffContact,
    cities_of_staff,
    contacts_of,
    deputies_of,
    deputyship,
    desk_contacts,
    handover_of,
    only_administrator_of,
    open_invitations_of,
    staff_actor,
    staff_invitation,
    staff_of,
    staff_to_tell,
)
from engagement.cities.queries.visited import KnownCity, cities_of_transaction, city_of_host, visited_city

__all__ = [
    "MAIL_CITY", "REVIEWERS", "CityRow", "DistrictRow", "HandOver", "KnownCity", "MailCity",
    "PageEntry", "ShownPage", "StaffCity", "StaffContact", "active_domain",
    "cities_of_staff", "cities_of_transaction", "city_by_id", "city_by_slug", "city_of_host", "city_rows",
    "contacts_of", "deputies_of",
    "deputyship", "desk_contacts", "district_rows", "districts_of", "domains", "editable_page", "frame_for",
    "handover_of", "look_draft", "look_history", "look_mark", "look_of", "look_version", "mail_frame", "mail_frame_of",
    "only_administrator_of", "open_invitations_of", "page_entries",
    "page_history", "page_version", "published_cities", "published_look", "shown_page",
    "staff_actor", "staff_invitation", "staff_of",
    "staff_to_tell", "statement_of", "theme_of_city", "visited_city",
]  # fmt: skip
