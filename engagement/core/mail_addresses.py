"""Mail addresses as nearly everybody types them, told at once; about all others email_validator decides.

It looks at each sign of the domain six times, two hundred calls an address. People's addresses are of few domains, so
what it said of those stays in the process: of domains alone, of no person.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from email_validator import EmailNotValidError, validate_email

MOST_DOMAINS: Final = 1000  # that are kept
_LONGEST: Final = 254
# RFC 5322, 3.2.3: a dot-atom. A domain in Punycode is longer or shorter when it is written out, which counts.
_SIGNS: Final = r"[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~]+"
_PLAIN: Final = re.compile(rf"(?=.{{1,64}}@){_SIGNS}(?:\.{_SIGNS})*@(?!.*xn--)([a-z0-9.\-]+)", re.IGNORECASE | re.ASCII)


def is_plain_address(address: str) -> bool:
    """Whether the address is of the plain kind and valid; False says nothing: ask email_validator.

    It is only looked at: nobody is asked whether it exists.
    """
    plain = _PLAIN.fullmatch(address) if len(address) <= _LONGEST else None
    return plain is not None and _is_domain(plain[1])


@functools.lru_cache(maxsize=MOST_DOMAINS)
def _is_domain(domain: str) -> bool:
    try:
        validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
