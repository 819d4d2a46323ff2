"""Passwords: kept as argon2id hashes, and refused when anybody would guess them.

Hashing takes about 70 ms and 32 MiB; two at once at most, so that a rush of sign-ins slows itself
down instead of filling the memory.
"""

import functools
import itertools
import re
import unicodedata
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.i18n import gettext as _

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 5

_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_two_at_once = BoundedSemaphore(2)
_COMMON = frozenset((Path(__file__).parent / "data" / "common_passwords.txt").read_text().split())


def normal_form(password: str) -> str:
    """Return the password as it is hashed, the same whichever keyboard typed its accents."""
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    with _two_at_once:
        return _hasher.hash(normal_form(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Say whether this is the password; as long to say no when there is no account at all."""
    compared_with = password_hash or _nobodys_hash()
    try:
        with _two_at_once:
            _hasher.verify(compared_with, normal_form(password))
    except (Argon2Error, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@functools.cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody")


def weakness(password: str, *known: str) -> str:
    """Say in one sentence why a password is refused, or nothing; `known` is what others know."""
    password = normal_form(password)
    if len(password) < SHORTEST:
        return _(
            "%(least)s caractères au moins\u00a0; il y en a %(n)s.", least=SHORTEST, n=len(password)
        )
    if len(password) > LONGEST:
        return _("%(most)s caractères au plus.", most=LONGEST)
    folded = _folded(password)
    if len(set(folded)) < FEWEST_DIFFERENT or _is_a_run(folded):
        return _("Une suite ou une répétition se devine vite\u00a0: ajoutez quelques mots.")
    if _is_common(folded):
        return _("Ce mot de passe est parmi les plus courants\u00a0: choisissez-en un autre.")
    if any(_gives_away(folded, _folded(one)) for one in known):
        return _(
            "Il ressemble trop à votre nom ou à votre adresse\u00a0: choisissez d’autres mots."
        )
    return ""


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _is_a_run(folded: str) -> bool:
    """« 1234567890 », « abcdefghij », and backwards."""
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(folded)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _is_common(folded: str) -> bool:
    letters = re.sub(r"[^a-z0-9]", "", folded)
    bare = re.sub(r"^[\d]+|[\d]+$", "", letters)
    return folded in _COMMON or letters in _COMMON or bare in _COMMON or not bare


def _gives_away(folded: str, known: str) -> bool:
    """Refuse the address, the name, or either with a few signs around."""
    for part in (known, known.partition("@")[0]):
        words = re.sub(r"[^a-z0-9]", "", part)
        left = re.sub(r"[^a-z0-9]", "", folded)
        if words and (left == words or left.replace(words, "", 1).isdigit()):
            return True
    return False
