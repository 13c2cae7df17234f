"""What may be done, without a database. Every refusal has its test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engagement.associations import rules
from engagement.associations.enums import ClaimState, ListingState, MailKind, MembershipRole

OWNER, EDITOR = MembershipRole.OWNER, MembershipRole.EDITOR
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("www.verein.de", "https://www.verein.de"),
        ("verein.de/ueber-uns", "https://verein.de/ueber-uns"),
        ("HTTP://Www.Verein.de/", "http://www.verein.de"),
        ("https://verein.de/a?b=1#c", "https://verein.de/a?b=1#c"),
        ("verein.de:8080/x", "https://verein.de:8080/x"),
        ("http://müller.de", "http://müller.de"),
    ],
)
def test_websites_are_completed(typed: str, stored: str) -> None:
    assert rules.normalise_website(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["file:///home/x", "javascript:alert(1)", "mailto:a@b.de", "ftp://verein.de", "http://a b.de", "http://localhost",
     "https://user:geheim@verein.de", "user@verein.de", "http://x..de", "https://verein.de:99999/", "nur Text",
     "https://verein.de/" + "x" * 300, 'https://verein.de/"onclick', "http://-verein.de"],
)  # fmt: skip
def test_what_is_no_website_is_refused(typed: str) -> None:
    with pytest.raises(rules.WebsiteInvalid):
        rules.normalise_website(typed)


def test_a_phone_number_needs_six_digits() -> None:
    rules.check_phone("")
    rules.check_phone("07252 0000-71")
    with pytest.raises(rules.PhoneInvalid):
        rules.check_phone("0725")


def test_a_postcode_has_five_digits() -> None:
    rules.check_postcode("")
    rules.check_postcode("04109")
    for wrong in ("4109", "0410a", "041099"):
        with pytest.raises(rules.PostcodeInvalid):
            rules.check_postcode(wrong)


def test_a_founding_year_lies_between_1000_and_now() -> None:
    rules.check_founded(None, 2026)
    rules.check_founded(1000, 2026)
    rules.check_founded(2026, 2026)
    for wrong in (999, 2027):
        with pytest.raises(rules.FoundedInvalid):
            rules.check_founded(wrong, 2026)


def test_a_tick_on_public_needs_something_to_show() -> None:
    rules.check_contact(False, "", "")
    rules.check_contact(True, "", "07252 1")
    with pytest.raises(rules.ContactMissing):
        rules.check_contact(True, "", "")


def test_the_sixth_unverified_association_is_refused() -> None:
    rules.check_unverified_count(rules.MAX_UNVERIFIED - 1)
    with pytest.raises(rules.TooManyUnverified):
        rules.check_unverified_count(rules.MAX_UNVERIFIED)


def test_an_older_version_is_refused() -> None:
    rules.check_version(3, 3)
    with pytest.raises(rules.ProfileChanged):
        rules.check_version(3, 2)


def test_somebody_must_own_the_association() -> None:
    rules.check_owner_remains({1: OWNER, 2: OWNER}, 1, None)
    rules.check_owner_remains({1: OWNER, 2: EDITOR}, 2, None)
    rules.check_owner_remains({1: OWNER}, 1, OWNER)
    for roles, role in (({1: OWNER, 2: EDITOR}, None), ({1: OWNER}, EDITOR)):
        with pytest.raises(rules.LastOwner):
            rules.check_owner_remains(roles, 1, role)
    with pytest.raises(rules.NotInTeam):
        rules.check_owner_remains({1: OWNER}, 9, EDITOR)


def test_an_invitation_is_good_until_it_is_used_withdrawn_or_old() -> None:
    good = {"accepted_at": None, "revoked_at": None, "expires_at": rules.invitation_end(NOW), "now": NOW}
    rules.check_invitation(**good)
    with pytest.raises(rules.InvitationUsed):
        rules.check_invitation(**(good | {"accepted_at": NOW}))
    with pytest.raises(rules.InvitationRevoked):
        rules.check_invitation(**(good | {"revoked_at": NOW}))
    with pytest.raises(rules.InvitationExpired):
        rules.check_invitation(**(good | {"now": NOW + timedelta(days=14)}))


def test_counts_have_an_end() -> None:
    rules.check_invitation_count(rules.MAX_OPEN_INVITATIONS - 1)
    with pytest.raises(rules.TooManyInvitations):
        rules.check_invitation_count(rules.MAX_OPEN_INVITATIONS)
    rules.check_claim_count(rules.MAX_OPEN_CLAIMS - 1)
    with pytest.raises(rules.TooManyClaims):
        rules.check_claim_count(rules.MAX_OPEN_CLAIMS)


def test_only_an_entry_without_owner_can_be_claimed() -> None:
    rules.check_claimable(has_owner=False)
    with pytest.raises(rules.InHandsAlready):
        rules.check_claimable(has_owner=True)


def test_a_claim_is_decided_once() -> None:
    rules.check_claim_pending(ClaimState.PENDING)
    for state in (ClaimState.CONFIRMED, ClaimState.REFUSED):
        with pytest.raises(rules.ClaimDecided):
            rules.check_claim_pending(state)


def test_what_is_verified_is_not_verified_again_and_only_new_ones_are_refused() -> None:
    rules.check_can_verify(ListingState.UNVERIFIED)
    rules.check_can_refuse(ListingState.UNVERIFIED)
    for state in (ListingState.VERIFIED, ListingState.SUSPENDED):
        with pytest.raises(rules.ListingDecided):
            rules.check_can_verify(state)
        with pytest.raises(rules.ListingDecided):
            rules.check_can_refuse(state)


def test_a_refusal_needs_a_reason() -> None:
    rules.check_reason("Den Verein gibt es nicht.")
    with pytest.raises(rules.ReasonMissing):
        rules.check_reason("  ")


def test_a_team_without_owner_still_gets_its_mail() -> None:
    assert rules.who_gets(MailKind.DECISIONS, [(1, MembershipRole.EDITOR, None), (2, MembershipRole.EDITOR, [])]) == [
        1,
        2,
    ]
    assert rules.who_gets(MailKind.DECISIONS, []) == []
    assert rules.wanted_mails(MembershipRole.OWNER, ["answers", "something old"]) == {MailKind.ANSWERS}
