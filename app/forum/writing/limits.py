"""How many messages one person sends in a while: a script meets the limit, nobody else does."""

import math

from app.accounts.actor import Actor
from app.accounts.throttling import MINUTE, Bucket, Limit, count_try
from app.errors import TooManyRequests
from app.i18n import ngettext

LIMITS = (Limit(10, 1), Limit(60, 60))


def count_message(actor: Actor) -> None:
    """Count one more message, for good; raise TooManyRequests over the limit."""
    try:
        count_try(Bucket(f"forum.message:{actor.id}", LIMITS))
    except TooManyRequests as refusal:
        wait = refusal.retry_after or MINUTE
        minutes = math.ceil(wait / MINUTE)
        raise TooManyRequests(
            ngettext(
                "Vous avez envoyé beaucoup de messages en peu de temps. "
                "Votre texte est gardé\u00a0: réessayez dans une minute.",
                "Vous avez envoyé beaucoup de messages en peu de temps. "
                "Votre texte est gardé\u00a0: réessayez dans %(num)s minutes.",
                minutes,
            ),
            retry_after=wait,
        ) from refusal
