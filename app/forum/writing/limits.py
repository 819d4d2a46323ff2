"""How many messages one person sends in a while: a script meets the limit, nobody else does."""

import math

from app.accounts.actor import Actor
from app.accounts.throttling import MINUTE, Bucket, Limit, count_try
from app.errors import TooManyRequests
from app.i18n import ngettext
from app.settings import current_settings

HOUR = 60
AS_MUCH_AN_HOUR = 6  # minutes at full pace


def count_message(actor: Actor) -> None:
    """Count one more message, for good; raise TooManyRequests over the limit."""
    pace = current_settings().messages_per_minute
    limits = (Limit(pace, 1), Limit(AS_MUCH_AN_HOUR * pace, HOUR))
    try:
        count_try(Bucket(f"forum.message:{actor.id}", limits))
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
