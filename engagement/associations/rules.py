"""What may be done with associations. Pure: plain values in, one named refusal out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from engagement.associations.enums import ClaimState, ListingState, MembershipRole
from engagement.kernel.errors import N_, DomainError, Stale

INVITATION_DAYS = 14
MAX_OPEN_INVITATIONS = 20
MAX_UNVERIFIED = 5
# Anybody may register an association, and an invitation is a mail with her words to whatever address she types.
MAILS_TO_ONE = 3
MAILS_OF_ONE = 30
MAIL_WINDOW = timedelta(hours=1)
MAX_OPEN_CLAIMS = 10
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


class LastOwner(DomainError):
    message = N_("A team needs at least one owner. Please make another person owner first.")


class NotInTeam(Stale):
    message = N_("This person is not in the team any more.")


class AlreadyInTeam(DomainError):
    field = "email"
    message = N_("This person is in the team already.")


class TooManyInvitations(DomainError):
    message = N_("There are %(limit)d open invitations. Please withdraw some of them first.")


class TooManyInvitationMails(DomainError):
    field = "email"
    message = N_("Several invitations have just been sent. Please wait an hour.")


class InvitationExpired(DomainError):
    message = N_("This invitation is too old. Please ask the association for a new one.")


class InvitationRevoked(DomainError):
    message = N_("This invitation was withdrawn. Please ask the association for a new one.")


class InvitationUsed(DomainError):
    message = N_("This invitation has been accepted already.")


class InHandsAlready(DomainError):
    message = N_("This association has a team already. Please ask one of its people to invite you.")


class TooManyClaims(DomainError):
    message = N_("You have asked for %(limit)d associations. Please wait for the city's answer.")


class ClaimDecided(Stale):
    message = N_("Somebody else has decided on this in the meantime.")


class ListingDecided(Stale):
    message = N_("Somebody else has decided on this association in the meantime.")


class ReasonMissing(DomainError):
    field = "reason"
    message = N_("Please give a reason. The people of the association read it.")


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


def check_owner_remains(roles: Mapping[int, MembershipRole], user_id: int, new_role: MembershipRole | None) -> None:
    """Whether somebody still owns the association when this person gets the role, or goes (None).

    Raises:
        NotInTeam: the person has no role there.
        LastOwner: nobody would own it.
    """
    if user_id not in roles:
        raise NotInTeam
    after = {person: role for person, role in roles.items() if person != user_id}
    if new_role is not None:
        after[user_id] = new_role
    if MembershipRole.OWNER not in after.values():
        raise LastOwner


def invitation_end(now: datetime) -> datetime:
    return now + timedelta(days=INVITATION_DAYS)


def check_invitation(
    *, accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> None:
    """Whether an invitation may still be accepted."""
    if accepted_at is not None:
        raise InvitationUsed
    if revoked_at is not None:
        raise InvitationRevoked
    if now >= expires_at:
        raise InvitationExpired


def check_invitation_count(count: int) -> None:
    if count >= MAX_OPEN_INVITATIONS:
        raise TooManyInvitations(limit=MAX_OPEN_INVITATIONS)


def check_claimable(has_owner: bool) -> None:
    """An entry with an owner is in hands: her team invites others, the city does not hand it on."""
    if has_owner:
        raise InHandsAlready


def check_claim_count(count: int) -> None:
    if count >= MAX_OPEN_CLAIMS:
        raise TooManyClaims(limit=MAX_OPEN_CLAIMS)


def check_claim_pending(state: ClaimState) -> None:
    if state is not ClaimState.PENDING:
        raise ClaimDecided


def check_can_verify(state: ListingState) -> None:
    """Unverified ones, and suspended ones that come back."""
    if state is ListingState.VERIFIED:
        raise ListingDecided


def check_can_refuse(state: ListingState) -> None:
    if state is not ListingState.UNVERIFIED:
        raise ListingDecided


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
