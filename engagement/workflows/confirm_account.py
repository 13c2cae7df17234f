"""Proving an address, and what follows: registrations made as a guest belong to the account from then on."""

from __future__ import annotations

from engagement.accounts.enums import SignInMethod
from engagement.accounts.operations import (
    SignIn,
    check_own_password,
    confirm_email,
    confirmable_user,
    reset_password,
)
from engagement.accounts.operations.sign_in import WrongCredentials, step_of
from engagement.accounts.queries import user_by_id
from engagement.core.transaction import operation
from engagement.kernel.errors import N_, DomainError
from engagement.notifications.operations import revive
from engagement.registrations.operations import adopt_guest_registrations


class WrongConfirmPassword(DomainError):
    message = N_("This is not the password that was chosen with this account. You can set a new one by mail.")
    field = "password"


def confirm_account(token: str, password: str, *, network: str) -> SignIn:
    """Confirm the address of a new account and say what the sign-in still needs.

    The password is asked for, because the link alone does not tell whether its reader made the account: otherwise
    somebody could sign up with another person's address, let that person click, and read the registrations which are
    adopted here.

    Raises TokenExpired, TokenInvalid, TooManyAttempts, WrongConfirmPassword.
    """
    user = confirmable_user(token)
    try:
        check_own_password(user.email, password, network=network)
    except WrongCredentials:
        raise WrongConfirmPassword from None
    _confirm(user.id)
    return step_of(user_by_id(user.id), SignInMethod.PASSWORD)


def reset_and_confirm(token: str, password: str, *, city_id: int | None) -> int:
    """Set a new password by a mailed link, which proves the address too. Returns the user's id.

    Raises what `accounts.operations.reset_password` raises.
    """
    user_id = reset_password(token, password, city_id=city_id)
    _confirm(user_id)
    return user_id


@operation
def _confirm(user_id: int) -> None:
    revive(user_by_id(user_id).email)
    if confirm_email(user_id):
        adopt_guest_registrations(user_id)
