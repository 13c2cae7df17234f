"""Changing accounts.

What takes time (hashing) happens before the write transaction, so those are plain functions around a short operation.
"""

from __future__ import annotations

from engagement.accounts.operations.attempts import count_attempts, forget_attempts
from engagement.accounts.operations.codes import request_code, sign_in_with_code
from engagement.accounts.operations.email_change import (
    apply_email_change,
    cancel_email_change,
    confirmable_change,
    request_email_change,
    stop_email_change,
    stoppable_change,
)
from engagement.accounts.operations.platform import Made, make_platform_admin
from engagement.accounts.operations.resets import request_reset, reset_password, resettable_user
from engagement.accounts.operations.security import change_password, change_profile
from engagement.accounts.operations.sessions import (
    end_other_sessions,
    end_session,
    end_session_of_token,
    open_session,
    touch_session,
)
from engagement.accounts.operations.sign_in import SignIn, check_own_password, sign_in_with_password
from engagement.accounts.operations.sign_up import (
    confirm_email,
    confirmable_user,
    create_confirmed_account,
    resend_confirmation,
    sign_up,
)

__all__ = [
    "Made", "SignIn", "apply_email_change", "cancel_email_change", "change_password", "change_profile",
    "check_own_password", "confirm_email", "confirmable_change", "confirmable_user", "count_attempts",
    "create_confirmed_account", "end_other_sessions", "end_session", "end_session_of_token", "forget_attempts",
    "make_platform_admin", "open_session", "request_code", "request_email_change", "request_reset",
    "resend_confirmation", "reset_password", "resettable_user", "sign_in_with_code", "sign_in_with_password",
    "sign_up", "stop_email_change", "stoppable_change", "touch_session",
]  # fmt: skip
