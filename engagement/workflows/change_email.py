"""Confirming a new mail address, and what follows: registrations made as a guest with it belong to the account."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from engagement.accounts.operations import apply_email_change, check_own_password, confirmable_change
from engagement.accounts.operations.sign_in import WrongCredentials
from engagement.accounts.queries import user_by_id
from engagement.accounts.rules.email_change import AddressTaken
from engagement.core.actor import Actor
from engagement.core.transaction import operation
from engagement.kernel.errors import N_, DomainError
from engagement.notifications.operations import revive
from engagement.registrations.operations import adopt_guest_registrations, void_links


class WrongOwnerPassword(DomainError):
    message = N_("This is not the password of your account. You can set a new one by mail.")
    field = "password"


def confirm_new_email(
    token: str, password: str | None, *, actor: Actor, session_id: int | None, city_id: int | None, network: str
) -> None:
    """Make the new address count. Who is not signed in as the owner needs the password as well.

    The link alone does not tell whether its reader asked for the change: otherwise somebody could ask with another
    person's address, let that person click, and read the registrations which are adopted here.

    Raises TokenExpired, TokenInvalid, ChangeVoid, AddressTaken, TooManyAttempts, WrongOwnerPassword.
    """
    _change, user = confirmable_change(token)
    is_owner = actor.user_id == user.id
    if not is_owner:
        try:
            check_own_password(user.email, password or "", network=network)
        except WrongCredentials:
            raise WrongOwnerPassword from None
    try:
        _apply(token, user.id, session_id if is_owner else None, city_id)
    except IntegrityError:  # somebody else took the address at this moment
        raise AddressTaken from None


@operation
def _apply(token: str, user_id: int, keep_session_id: int | None, city_id: int | None) -> None:
    apply_email_change(token, user_id=user_id, keep_session_id=keep_session_id, city_id=city_id)
    void_links(user_id)
    adopt_guest_registrations(user_id)
    revive(user_by_id(user_id).email)
