from typing import TypeVar

from app.database import Base, db

T = TypeVar("T", bound=Base)


def save(thing: T) -> T:
    """Store a thing and return it."""
    db.session.add(thing)
    db.session.commit()
    return thing
