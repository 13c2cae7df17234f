"""Accounts, sessions, and what protects them."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.models import Attempt, EmailChange, SignInCode, User, UserSession
from engagement.accounts.operations.sign_up import CONFIRM_HOURS
from engagement.bookmarks.models import Bookmark
from engagement.core.i18n import _l
from engagement.workflows.idle_accounts import NOTICE_LEAD, delete_idle, send_notices
from engagement.workflows.retention.terms import (
    ALL,
    MONTHS_12,
    MONTHS_24,
    Activity,
    DataClass,
    Ground,
    Notice,
    Recipient,
    Rows,
    days,
)

OWNERS = _l("people with an account")
LAST_SEEN = sa.func.coalesce(User.last_seen_at, User.created_at)
TOLD = User.idle_notice_at >= LAST_SEEN
CONFIRMED = User.email_confirmed_at.is_not(None)
WELCOME_KEPT = days(9)  # whom the operator invites as administrator has a week for the link

ACCOUNT = DataClass(
    key="account",
    name=_l("Accounts that nobody uses"),
    what=_l("name, e-mail address, telephone number, password as a checksum, settings, when last used"),
    purpose=_l("seeing one's own registrations in one place; working for an association or the city"),
    people=OWNERS,
    starts=_l("from the last time that the account was used; we ask by mail and wait 30 days more"),
    period=MONTHS_24,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.ACCOUNTS,
    columns={"app_user": ALL},
    recipients=(Recipient.ASSOCIATION, Recipient.TEAM),
    rows=(Rows(User, User.idle_notice_at, sa.and_(CONFIRMED, TOLD), period=NOTICE_LEAD, erase=delete_idle),),
    notice=Notice(
        Rows(User, LAST_SEEN, sa.and_(CONFIRMED, sa.or_(User.idle_notice_at.is_(None), sa.not_(TOLD)))),
        lead=NOTICE_LEAD, send=send_notices,
    ),
)  # fmt: skip

ACCOUNT_UNCONFIRMED = DataClass(
    key="account_unconfirmed",
    name=_l("Accounts whose address was never confirmed"),
    what=_l("name, e-mail address, password as a checksum"),
    purpose=_l("waiting for the confirmation"),
    people=OWNERS,
    starts=_l("from the last link that we sent"),
    period=timedelta(hours=CONFIRM_HOURS),
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.ACCOUNTS,
    columns={"app_user": ALL},
    rows=(
        Rows(User, User.created_at, sa.and_(~CONFIRMED, User.is_platform_admin.is_(False))),
        Rows(User, User.created_at, ~CONFIRMED, period=WELCOME_KEPT),
    ),
)  # fmt: skip

SESSION = DataClass(
    key="session",
    name=_l("Signed-in devices"),
    what=_l("kind of device, when signed in and last seen; no IP address"),
    purpose=_l("staying signed in; seeing and ending sessions"),
    people=OWNERS,
    starts=_l("from the end of the session"),
    period=days(30),
    grounds=(Ground.SECURITY,),
    activity=Activity.ACCOUNTS,
    columns={"user_session": ALL},
    rows=(
        Rows(UserSession, UserSession.ended_at, UserSession.ended_at.is_not(None)),
        Rows(UserSession, UserSession.expires_at),
    ),
)

SIGN_IN_CODE = DataClass(
    key="sign_in_code",
    name=_l("Codes to sign in with"),
    what=_l("checksum of the code"),
    purpose=_l("signing in without a password"),
    people=OWNERS,
    starts=_l("from the end of the ten minutes for which a code is good"),
    period=days(1),
    grounds=(Ground.SECURITY,),
    activity=Activity.ACCOUNTS,
    columns={"sign_in_code": ALL},
    rows=(Rows(SignInCode, SignInCode.expires_at),),
)

ATTEMPT = DataClass(
    key="attempt",
    name=_l("Counted attempts"),
    what=_l("a checksum from which neither address nor network can be read, and the time"),
    purpose=_l("slowing down attacks and floods of mail"),
    people=_l("everybody who signs in or asks for a mail"),
    starts=_l("from the attempt"),
    period=days(1),
    grounds=(Ground.SECURITY,),
    activity=Activity.OPERATION,
    columns={"attempt": ALL},
    rows=(Rows(Attempt, Attempt.at),),
)

EMAIL_CHANGE = DataClass(
    key="email_change",
    name=_l("Changes of the mail address"),
    what=_l("old and new address, when asked and confirmed"),
    purpose=_l("letting the owner of the old address stop a change that was not hers"),
    people=OWNERS,
    starts=_l("from the change, its end, or its request if nobody confirmed it"),
    period=days(30),
    grounds=(Ground.SECURITY,),
    activity=Activity.ACCOUNTS,
    columns={"email_change": ALL},
    recipients=(Recipient.MAIL,),
    rows=(
        Rows(
            EmailChange, sa.func.coalesce(EmailChange.ended_at, EmailChange.confirmed_at, EmailChange.created_at)
        ),
    ),
)  # fmt: skip

BOOKMARK = DataClass(
    key="bookmark",
    name=_l("Offers on somebody’s own list"),
    what=_l("which offers somebody wants to find again, and since when"),
    purpose=_l("finding offers again on every device"),
    people=OWNERS,
    starts=_l("from the day when the offer was put on the list"),
    period=MONTHS_12,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.ACCOUNTS,
    columns={"bookmark": ALL},
    rows=(Rows(Bookmark, Bookmark.created_at),),
)

CLASSES = (ACCOUNT, ACCOUNT_UNCONFIRMED, BOOKMARK, EMAIL_CHANGE, SESSION, SIGN_IN_CODE, ATTEMPT)
