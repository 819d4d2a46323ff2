"""E-mail addresses: how they are written, kept and compared.

Only their shape is checked: the link sent there proves the rest, and « exemple.test » is one.
"""

import re

LONGEST = 254
_SPECIAL = r"\s\x00-\x1f\x7f@<>()\[\],;:\\\""
_WHOLE = re.compile(rf"[^{_SPECIAL}]+@[^{_SPECIAL}]+\.[^{_SPECIAL}.]+")


def normal_email(email: str) -> str:
    """Return an address as it is kept and compared."""
    return email.strip().lower()


def is_an_address(email: str) -> bool:
    """Say whether a mail could be sent there."""
    email = normal_email(email)
    return len(email) <= LONGEST and _WHOLE.fullmatch(email) is not None
