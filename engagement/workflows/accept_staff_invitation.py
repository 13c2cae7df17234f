"""An invited member of staff who has no account yet."""

from __future__ import annotations

from engagement.accounts.operations import create_confirmed_account
from engagement.accounts.operations.sign_up import check_new_password
from engagement.accounts.passwords import hash_password
from engagement.cities.operations import accept_staff_invitation
from engagement.core.transaction import operation
from engagement.registrations.operations import adopt_guest_registrations


def accept_as_newcomer(public_id: str, *, email: str, name: str, password: str, city_id: int) -> int:
    """Make the account of an invited member of staff and give her the role. The invitation proved the address.

    `email` is the one the invitation was sent to. Returns the user's id.

    Raises the refusals of a new password, AccountExists, and those of `cities.operations.accept_staff_invitation`.
    """
    check_new_password(password, email=email, name=name, city_id=city_id)
    return _accept(public_id, email, name, hash_password(password), city_id)


@operation
def _accept(public_id: str, email: str, name: str, password_hash: str, city_id: int) -> int:
    user_id = create_confirmed_account(name=name, email=email, password_hash=password_hash)
    accept_staff_invitation(public_id, city_id=city_id, user_id=user_id)
    adopt_guest_registrations(user_id)
    return user_id
