"""What an association may say of itself. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from engagement.kernel.errors import N_, DomainError, Stale

MAX_UNVERIFIED = 5
OLDEST_YEAR = 1000
WEBSITE_LENGTH = 300


class NameTaken(DomainError):
    field = "name"
    message = N_("An association of this name is here already. Please look below.")


class TooManyUnverified(DomainError):
    message = N_(
        "You have registered %(limit)d associations that the city has not verified yet. Please wait for its answer."
    )


class ContactMissing(DomainError):
    field = "contact_public"
    message = N_("Please give an e-mail address or a phone number that may be shown, or remove the tick.")


class WebsiteInvalid(DomainError):
    field = "website"
    message = N_("This is no address of a website. Example: www.verein.de")


class FoundedInvalid(DomainError):
    field = "founded"
    message = N_("Please give a year between %(first)d and %(last)d.")


class PhoneInvalid(DomainError):
    field = "phone"
    message = N_("This phone number is too short. Please include the area code.")


class PostcodeInvalid(DomainError):
    field = "postcode"
    message = N_("A postcode has five digits.")


class DistrictUnknown(DomainError):
    field = "district"
    message = N_("This part of town does not exist here.")


class ProfileChanged(Stale):
    message = N_("Somebody of your team changed the profile in the meantime. Please compare, then save again.")


def normalise_website(text: str) -> str:
    """The complete address of a website; empty stays empty. „www.verein.de“ gets https, given http is kept.

    Raises:
        WebsiteInvalid: another scheme, a user name, no host with a dot, white space, or too long.
    """
    text = text.strip()
    if not text:
        return ""
    if not re.match(r"^[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) or re.match(r"^[\w.-]+:\d+(/|$)", text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise WebsiteInvalid from None
    is_host = re.fullmatch(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+", host)
    if parts.scheme.lower() not in ("http", "https") or not is_host or parts.username or re.search(r"[\s<>\"]", text):
        raise WebsiteInvalid
    path = "" if parts.path == "/" and not parts.query else parts.path
    address = urlunsplit((parts.scheme.lower(), f"{host}:{port}" if port else host, path, parts.query, parts.fragment))
    if len(address) > WEBSITE_LENGTH:
        raise WebsiteInvalid
    return address


def check_phone(phone: str) -> None:
    if phone and len(re.sub(r"\D", "", phone)) < 6:
        raise PhoneInvalid


def check_postcode(postcode: str) -> None:
    if postcode and not re.fullmatch(r"\d{5}", postcode):
        raise PostcodeInvalid


def check_founded(founded: int | None, this_year: int) -> None:
    if founded is not None and not OLDEST_YEAR <= founded <= this_year:
        raise FoundedInvalid(first=OLDEST_YEAR, last=this_year)


def check_contact(contact_public: bool, email: str, phone: str) -> None:
    """A tick on „publicly visible“ needs something to show."""
    if contact_public and not (email or phone):
        raise ContactMissing


def check_unverified_count(count: int) -> None:
    if count >= MAX_UNVERIFIED:
        raise TooManyUnverified(limit=MAX_UNVERIFIED)


def check_version(current: int, seen: int) -> None:
    if current != seen:
        raise ProfileChanged
