"""Too many tries: counted in the database, for all processes, under keys that name nobody.

A try is written before it is made, in a transaction of its own: it counts even though the request
is refused, and a hundred simultaneous tries are a hundred. What succeeds is given back.
"""

import hashlib
import hmac
import ipaddress
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from app.accounts.models import Attempt
from app.clock import now
from app.database import db, transaction
from app.errors import TooManyRequests
from app.i18n import gettext as _
from app.i18n import ngettext
from app.settings import current_settings

MINUTE = 60
KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """So many tries within so many minutes."""

    most: int
    minutes: int


@dataclass(frozen=True)
class Bucket:
    """What is counted together, and how much of it is allowed."""

    name: str
    limits: Sequence[Limit]

    @property
    def key(self) -> str:
        secret = current_settings().secret_key.encode()
        return hmac.new(secret, self.name.encode(), hashlib.sha256).hexdigest()


def network_of(address: str) -> str:
    """Return what one person holds of the network: an IPv4 address, the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))


def count_try(*buckets: Bucket) -> Sequence[int]:
    """Write one more try in each bucket, for good; raise TooManyRequests when one is full.

    Returns the ids to give back when the try succeeds.
    """
    with transaction():
        wait = max(_seconds_to_wait(bucket) for bucket in buckets)
        if wait:
            raise TooManyRequests(too_many(wait), retry_after=wait)
        attempts = [Attempt(key=bucket.key) for bucket in buckets]
        db.session.add_all(attempts)
        db.session.flush()  # their ids are returned
        return [attempt.id for attempt in attempts]


def give_back(ids: Collection[int]) -> None:
    """Forget tries that succeeded."""
    db.session.execute(delete(Attempt).where(Attempt.id.in_(ids)))


def empty(bucket: Bucket) -> None:
    """Forget every try of a bucket."""
    db.session.execute(delete(Attempt).where(Attempt.key == bucket.key))


def forget_old() -> None:
    """Remove the tries that no longer count."""
    db.session.execute(delete(Attempt).where(Attempt.made_at < now() - KEPT))


def too_many(seconds: int) -> str:
    """Say how long to wait."""
    minutes = math.ceil(seconds / MINUTE)
    if minutes >= 2 * MINUTE:
        return _(
            "Trop d’essais en peu de temps. Réessayez dans %(n)s heures.",
            n=math.ceil(minutes / MINUTE),
        )
    return ngettext(
        "Trop d’essais en peu de temps. Réessayez dans une minute.",
        "Trop d’essais en peu de temps. Réessayez dans %(num)s minutes.",
        minutes,
    )


def _seconds_to_wait(bucket: Bucket) -> int:
    longest = max(limit.minutes for limit in bucket.limits)
    made = db.session.scalars(
        select(Attempt.made_at)
        .where(Attempt.key == bucket.key, Attempt.made_at > now() - timedelta(minutes=longest))
        .order_by(Attempt.made_at.desc())
        .limit(max(limit.most for limit in bucket.limits))
    ).all()
    waits = [0]
    for limit in bucket.limits:
        if len(made) >= limit.most:
            free_at = made[limit.most - 1] + timedelta(minutes=limit.minutes)
            waits.append(math.ceil((free_at - now()).total_seconds()))
    return max(waits)
