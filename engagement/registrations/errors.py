"""Why a registration is refused, each reason with its own sentence."""

from __future__ import annotations

from collections.abc import Mapping

from engagement.kernel.errors import N_, DomainError, Stale


class OfferPaused(DomainError):
    message = N_("This offer is taking a break at the moment. Please look again later.")


class OfferWithdrawn(DomainError):
    message = N_("The association has taken this offer back. You can no longer register.")


class OfferExpired(DomainError):
    message = N_("This offer is over. You can no longer register.")


class AssociationSuspended(DomainError):
    message = N_("The town has stopped the offers of this association for the time being.")


class NoDateChosen(DomainError):
    message = N_("Please choose a date.")
    field = "shift"


class DatesRefused(DomainError):
    """Some of several dates cannot be had; `refusals` says why, by the public id of the date. Nothing was written."""

    message = N_("Not all of these dates are possible. Please look at the marked ones. Nothing is booked yet.")
    field = "shift"

    def __init__(self, refusals: Mapping[str, DomainError]) -> None:
        super().__init__()
        self.refusals = dict(refusals)


class DatesOverlap(DomainError):
    """Two of the chosen dates are at the same time, and the association allows nothing beside its offer."""

    message = N_("This date is at the same time as another one that you chose.")
    field = "shift"


class DatesAtOnce(DatesOverlap):
    """The same where she may do both, if she says so."""


class TooManyDates(DomainError):
    message = N_("Please choose at most %(max)d dates at once.")
    field = "shift"


class UnknownShift(DomainError):
    """The shift is another offer's or another town's, or does not exist."""

    message = N_("This date does not belong to this offer. Please choose one of the dates.")
    field = "shift"


class ShiftCancelled(DomainError):
    message = N_("This date has been cancelled.")
    field = "shift"


class ShiftPast(DomainError):
    message = N_("This date has already begun or is over.")
    field = "shift"


class ShiftFull(DomainError):
    message = N_(
        "All places are taken on this date. You can join its waitlist. If you have a place already, the link in our"
        " e-mail still works."
    )
    field = "shift"


class NoDatesLeft(DomainError):
    message = N_("All dates of this offer are over.")


class PeriodOver(DomainError):
    """An ongoing offer whose last day has passed."""

    message = N_("The period of this offer is over. You can no longer register.")


class UnderAge(DomainError):
    message = N_("Under %(age)d you cannot register here yet. Please call us, we will find a way.")
    field = "is_adult"


class BelowMinimumAge(DomainError):
    message = N_("For this offer you must be at least %(age)d years old. Please call us, we will find another.")
    field = "is_adult"


class MinorsOnly(DomainError):
    message = N_("This offer is only for people under 18.")
    field = "is_adult"


class GuardianMissing(DomainError):
    message = N_("Please write who of your parents we may ask, and the e-mail address.")
    field = "guardian_email"


class MinorNeedsEmail(DomainError):
    message = N_("Please write your e-mail address, too: there you read what your parents answer.")
    field = "email"


class GuardianIsSelf(DomainError):
    message = N_("Please write a parent’s address, not your own.")
    field = "guardian_email"


class PhoneUnusable(DomainError):
    message = N_("We cannot call this number. Please write it with the area code. Example: 07221 12345")
    field = "phone"


class GuardianTooLate(Stale):
    message = N_("The time to agree is over, or the registration has ended. Here is how it stands now.")


class SameTime(DomainError):
    """She has something else at this time; whether she can do both, she knows best."""

    message = N_("At this time you have something else already: %(others)s. Please tell us whether you can do both.")
    field = "despite_overlap"


class OnlyOneAtATime(DomainError):
    """An association forbids it for its offer: this one, or the one that she has already."""

    message = N_("At this time you have %(others)s already. Both is not possible here: please call that off first.")
    field = "shift"


class TooManyReturns(DomainError):
    message = N_(
        "You have called off and come back several times today. Please talk to the association, or try again tomorrow."
    )


class TooManyHolds(DomainError):
    message = N_(
        "Three places wait for your confirmation already. Please open our e-mails and confirm or give back one first."
    )
    field = "email"


class NoContact(DomainError):
    message = N_("Please write your e-mail address or your phone number. One of them is enough.")
    field = "email"


class TooManyCalls(DomainError):
    message = N_("Three calls are open for this number already. Please wait until they have reached you.")
    field = "phone"


class TooManyRequests(DomainError):
    message = N_("Too many registrations came from your connection. Please try again in an hour, or call us.")


class AlreadyRegistered(DomainError):
    message = N_("You are registered for this already.")


class HoldLapsed(DomainError):
    message = N_("The 30 minutes are over, so we gave the place back.")


class PlacePassedOn(DomainError):
    """An offered place was not taken in time."""

    message = N_("The time is over, so this place went to the next person. You can join the waitlist again.")


class PlaceNotOffered(Stale):
    """She waits: her turn has not come, or her mail came back and the place went to the next one."""

    message = N_(
        "No place is kept for you at the moment. You are still on the waitlist. If our mails came back, please call us."
    )


class AlreadyEnded(Stale):
    """Withdrawn, declined, cancelled or lapsed before."""

    message = N_("This registration has ended already.")


class TooLateToWithdraw(DomainError):
    message = N_("This date has already begun. Please call the association instead.")


class AlreadyAnswered(Stale):
    message = N_("This request has been answered already, or was withdrawn. Here is how it stands now.")


class LinkNotYours(DomainError):
    """The link was mailed to somebody who does not answer for the association any more."""

    message = N_("This link is no longer valid for you. Please sign in, or ask your association.")


class AnswerTooLate(DomainError):
    message = N_("This date has already begun. Please sign in to see who came.")


class NotByPhone(Stale):
    """Nobody has to be called about this registration (any more)."""

    message = N_("This person was called already, or has called off. Here is how it stands now.")


class CallAnsweredBefore(Stale):
    message = N_("Somebody has told this person already.")


class AlreadyEntered(DomainError):
    message = N_("This person is on the list of this date already.")


class PersonUnderAge(DomainError):
    message = N_("Under %(age)d nobody can be entered here. Please call the town, it will find a way.")
    field = "is_adult"


class TooFewPlaces(DomainError):
    message = N_("So many places are no longer free on this date.")
    field = "party_size"


class ChangeTooLate(DomainError):
    message = N_("This date has already begun. Please call the association instead.")


class TooManyNames(DomainError):
    message = N_("These are more names than people. Please check the number.")
    field = "companions"


class TooManySuccessors(DomainError):
    message = N_("You have asked several people today already. Please try again tomorrow.")
    field = "email"


class SuccessorIsSelf(DomainError):
    message = N_("This is your own address.")
    field = "email"


class NotAskedToTakeOver(Stale):
    """Taken back, too late, or somebody else was asked since."""

    message = N_("This is no longer open. Please ask the person who wrote to you.")


class SuccessorTooYoung(DomainError):
    message = N_("Only who is old enough can take this over.")
    field = "is_old_enough"


class NotWithThisAssociation(DomainError):
    """The association has blocked the person. The sentence says no more than that it does not work."""

    message = N_("You cannot register with this association here. Others are looking for you, or call us.")


class PersonBlocked(DomainError):
    """Said to the association itself, which would like to enter somebody."""

    message = N_("Your association has blocked this person. Please lift that first.")


class BlockReasonMissing(DomainError):
    message = N_("Please write why, for your team. The person does not read it.")
    field = "reason"


class BlockedBefore(Stale):
    message = N_("This person is blocked already.")


class NothingToKnowBy(DomainError):
    message = N_("This person has left neither an address nor a number. We could not recognise her again.")


class UnknownReminder(DomainError):
    message = N_("Please choose one of the times.")
    field = "hours"
