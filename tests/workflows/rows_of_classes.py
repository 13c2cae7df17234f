"""A row of every data class, made as it is when its period begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time

from engagement.accounts.models import Attempt, EmailChange, SignInCode, User, UserSession
from engagement.associations.enums import ClaimState, ListingState, MembershipRole, SuspensionGround
from engagement.associations.models import Block, Claim, MembershipInvitation, Suspension
from engagement.attendance.models import Attendance, HoursProposal
from engagement.audit.models import AuditEntry
from engagement.barriers.models import BarrierReport
from engagement.bookmarks.models import Bookmark
from engagement.callbacks.enums import CallbackState
from engagement.callbacks.models import CallbackRequest
from engagement.cities.models import CityLook, CityPageVersion, StaffDeputy, StaffInvitation
from engagement.cities.theme import PRESETS
from engagement.cities.theme_choice import choice_of
from engagement.core.actor import CityRole
from engagement.feedback.models import Feedback
from engagement.kernel.clock import utcnow
from engagement.messages.models import Message, MessageThread
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.models import Decision
from engagement.notes.models import StaffNote
from engagement.notifications.models import DeadAddress, OutboxMessage
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration
from engagement.reports.enums import SubjectKind
from engagement.reports.models import ReportCase
from engagement.workflows.retention.terms import MONTHS_6, MONTHS_12, MONTHS_24
from tests.support.factories import make_association, make_opportunity, make_staff, make_user
from tests.workflows.rows_of_people import (
    DAY,
    feedback,
    hours_proposal,
    message,
    message_thread,
    presence,
    registration,
    save,
    town,
)


def account_unconfirmed() -> datetime:
    make_user(confirmed=False)
    return utcnow()


def session_ended() -> datetime:
    later = utcnow() + 90 * DAY
    save(UserSession(user_id=make_user().id, token_hash="a", expires_at=later, ended_at=utcnow()))
    return utcnow()


def session_run_out() -> datetime:
    ends = utcnow() + 90 * DAY
    save(UserSession(user_id=make_user().id, token_hash="a", expires_at=ends))
    return ends


def email_change() -> datetime:
    save(EmailChange(user_id=make_user().id, old_email="alt@leute.example", new_email="neu@leute.example"))
    return utcnow()


def bookmark() -> datetime:
    city = town()
    offer = make_opportunity(city, make_association(city))
    save(Bookmark(user_id=make_user().id, opportunity_id=offer.id, city_id=city.id))
    return utcnow()


def code() -> datetime:
    save(SignInCode(user_id=make_user().id, code_hash="x", expires_at=utcnow()))
    return utcnow()


def attempt() -> datetime:
    save(Attempt(kind="sign_in_account", key="x"))
    return utcnow()


def team_invitation(ended: str) -> Callable[[], datetime]:
    def make() -> datetime:
        city = town()
        expires = utcnow() + 14 * DAY
        invitation = MembershipInvitation(
            association_id=make_association(city).id, city_id=city.id, email="neu@leute.example",
            role=MembershipRole.EDITOR, expires_at=expires,
        )  # fmt: skip
        if ended:
            setattr(invitation, ended, utcnow())
        save(invitation)
        return utcnow() if ended else expires

    return make


def staff_invitation() -> datetime:
    expires = utcnow() + 14 * DAY
    save(StaffInvitation(city_id=town().id, email="neu@stadt.example", role=CityRole.MODERATOR, expires_at=expires))
    return expires


def staff_deputy() -> datetime:
    city, last = town(), utcnow().date() + 3 * DAY
    pair = [make_staff(city).id for _ in range(2)]
    save(StaffDeputy(city_id=city.id, absent_id=pair[0], deputy_id=pair[1], starts_on=utcnow().date(), ends_on=last))
    return datetime.combine(last, time.min, UTC)


def page_version() -> datetime:
    save(CityPageVersion(city_id=town().id, slug="hilfe", language="de", number=1, title="Hilfe", source="So geht es."))
    return utcnow()


def city_look() -> datetime:
    theme = PRESETS["neutral"]
    save(CityLook(city_id=town().id, number=0, choice=choice_of(theme).to_dict(), theme=theme.to_dict(), sections=[]))
    return utcnow()


def staff_note() -> datetime:
    city, now = town(), utcnow()
    about = make_association(city).id
    save(StaffNote(city_id=city.id, association_id=about, author_name="X", text="x", created_at=now, updated_at=now))
    return now


def block() -> datetime:
    save(
        Block(
            association_id=make_association(town()).id, name="X", reason="x", email_hash="0" * 64, expires_at=utcnow()
        )
    )
    return utcnow()


def claim() -> datetime:
    city = town()
    save(
        Claim(
            city_id=city.id, association_id=make_association(city).id, user_id=make_user().id, decided_at=utcnow(),
            state=ClaimState.CONFIRMED,
        )
    )  # fmt: skip
    return utcnow()


def decision() -> datetime:
    city = town()
    save(
        Decision(
            city_id=city.id,
            association_id=make_association(city).id,
            kind=CaseKind.ASSOCIATION,
            verdict=Verdict.APPROVE,
        )
    )
    return utcnow()


def suspension() -> datetime:
    city = town()
    save(
        Suspension(
            city_id=city.id, association_id=make_association(city).id, ground=next(iter(SuspensionGround)), facts="x",
            state_before=ListingState.VERIFIED, lifted_at=utcnow(),
        )
    )  # fmt: skip
    return utcnow()


def audit() -> datetime:
    save(AuditEntry(actor_name="Murat", action="team.left", subject_kind="association", subject_id="x"))
    return utcnow()


def mail(**done: datetime) -> None:
    save(OutboxMessage(kind="x", to_email="gast@leute.example", subject="", body_text="", body_html="", **done))


def mail_sent() -> datetime:
    mail(sent_at=utcnow())
    return utcnow()


def mail_failed() -> datetime:
    mail(failed_at=utcnow())
    return utcnow()


def dead_address() -> datetime:
    save(DeadAddress(email_normalised="weg@leute.example"))
    return utcnow()


def callback(*, is_finished: bool) -> Callable[[], datetime]:
    def make() -> datetime:
        state, at = (CallbackState.DONE, utcnow()) if is_finished else (CallbackState.OPEN, None)
        save(
            CallbackRequest(
                city_id=town().id, name="Erna", phone="0171 3920012", phone_normalised="+491713920012", state=state,
                finished_at=at,
            )
        )  # fmt: skip
        return utcnow() if is_finished else utcnow() + (MONTHS_12 - MONTHS_6)

    return make


def report(*, is_decided: bool) -> Callable[[], datetime]:
    def make() -> datetime:
        association = make_association(town())
        case = ReportCase(
            city_id=town().id, subject_kind=SubjectKind.ASSOCIATION, subject_id=association.public_id, title="Verein",
            association_id=association.id, final_at=utcnow() if is_decided else None,
        )  # fmt: skip
        save(case)
        return utcnow() if is_decided else utcnow() + (MONTHS_24 - MONTHS_6)

    return make


def barrier(*, is_answered: bool) -> Callable[[], datetime]:
    def make() -> datetime:
        save(
            BarrierReport(
                city_id=town().id, text="Zu klein.", fingerprint="0" * 64, due_at=utcnow(),
                answered_at=utcnow() if is_answered else None,
            )
        )  # fmt: skip
        return utcnow() if is_answered else utcnow() + (MONTHS_12 - MONTHS_6)

    return make


S = RegistrationState
# Data class, its table, and what makes one row and says when the period starts.
CASES: list[tuple[str, type, Callable[[], datetime]]] = [
    ("registration_unconfirmed", Registration, registration(S.EXPIRED)),
    *(("registration_ended", Registration, registration(state)) for state in (S.WITHDRAWN, S.DECLINED, S.CANCELLED)),
    ("registration_ended", Registration, registration(S.EXPIRED, is_unanswered=True)),
    ("registration_completed", Registration, registration(S.CONFIRMED)),
    ("registration_completed", Registration, registration(S.PENDING)),
    ("registration_completed", Registration, registration(S.CONFIRMED, shift=False)),
    *(("presence", Attendance, presence(has_account=has_account)) for has_account in (True, False)),
    *(("callback", CallbackRequest, callback(is_finished=is_finished)) for is_finished in (True, False)),
    *(("barrier", BarrierReport, barrier(is_answered=is_answered)) for is_answered in (True, False)),
    *(("report", ReportCase, report(is_decided=is_decided)) for is_decided in (True, False)),
    ("account_unconfirmed", User, account_unconfirmed),
    ("session", UserSession, session_ended),
    ("session", UserSession, session_run_out),
    ("email_change", EmailChange, email_change),
    ("bookmark", Bookmark, bookmark),
    ("sign_in_code", SignInCode, code),
    ("attempt", Attempt, attempt),
    *(("team_invitation", MembershipInvitation, team_invitation(end)) for end in ("", "accepted_at", "revoked_at")),
    ("claim", Claim, claim),
    ("staff_invitation", StaffInvitation, staff_invitation),
    ("staff_deputy", StaffDeputy, staff_deputy),
    ("page_version", CityPageVersion, page_version),
    ("page_version", CityLook, city_look),
    ("staff_note", StaffNote, staff_note),
    ("block", Block, block),
    ("decision", Decision, decision),
    ("suspension", Suspension, suspension),
    ("audit", AuditEntry, audit),
    ("mail", OutboxMessage, mail_sent),
    ("mail", OutboxMessage, mail_failed),
    ("proposed_hours", HoursProposal, hours_proposal),
    ("feedback", Feedback, feedback),
    ("message", Message, message),
    ("message_thread", MessageThread, message_thread),
    ("dead_address", DeadAddress, dead_address),
]
