"""Take the demonstration away: its people, its structures and all that they published."""

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from app.accounts.models import Member
from app.contributions.models import Contribution
from app.database import db
from app.files.models import StoredFile
from app.messages.models import Conversation, ConversationMember
from app.organisations.models import Structure
from app.search.outbox import mark_stale
from app.web.facts import DEMO, write_fact


def remove() -> dict[str, int]:
    """Remove everything that was marked as demonstration; return how many of each."""
    gone = db.session.execute(
        select(Contribution.kind, Contribution.id).where(Contribution.is_demo)
    ).all()
    for kind, identity in gone:
        mark_stale(kind, identity)
    members = select(Member.id).where(Member.is_demo)
    with_them = select(ConversationMember.conversation_id).where(
        ConversationMember.member_id.in_(members)
    )
    counts = {
        "conversations": _delete(Conversation, Conversation.id.in_(with_them)),
        "contributions": _delete(Contribution, Contribution.is_demo),
        "fichiers": _delete(StoredFile, StoredFile.uploader_id.in_(members)),
        "membres": _delete(Member, Member.is_demo),
        "structures": _delete(Structure, Structure.is_demo),
    }
    write_fact(DEMO, None)
    return counts


def _delete(
    table: type[DeclarativeBase], condition: ColumnElement[bool] | InstrumentedAttribute[bool]
) -> int:
    result = db.session.execute(delete(table).where(condition))
    return int(result.rowcount)  # type: ignore[attr-defined]
