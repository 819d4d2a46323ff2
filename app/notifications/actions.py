from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.actor import Actor
from app.clock import now
from app.database import db
from app.notifications.kinds import mail_kinds_for, notice_kind
from app.notifications.models import MailState, Notice, NoticePreference

HELD = timedelta(seconds=60)  # as long as a message can be taken back
KEPT = timedelta(days=90)


def notify(
    kind: str,
    member_ids: Iterable[int],
    *,
    group_key: str,
    number: int = 0,
    url: str,
    actor_id: int | None = None,
) -> int:
    """Tell members of one thing, in the present transaction; return how many were not told yet.

    Never of one's own act, and never twice of the same thing: `group_key` (« topic:12 »), `number`
    and the slot of the kind name it. Told for two reasons, a member keeps the stronger one. The
    caller has checked that they may read it; it is checked again before a mail leaves.
    """
    told = notice_kind(kind)
    wanted = sorted(set(member_ids) - {actor_id})
    if not wanted:
        return 0
    before = {
        notice.member_id: notice
        for notice in db.session.scalars(
            select(Notice).where(
                Notice.member_id.in_(wanted),
                Notice.group_key == group_key,
                Notice.number == number,
                Notice.slot == told.slot,
            )
        )
    }
    for notice in before.values():
        if notice_kind(notice.kind).strength < told.strength:
            notice.kind = kind
    return sum(
        _write(
            Notice(
                member_id=member_id,
                kind=kind,
                slot=told.slot,
                group_key=group_key,
                number=number,
                url=url,
                actor_id=actor_id,
                created_at=now(),
                mail_state=MailState.WAITING,
                mail_at=now() + HELD,
            )
        )
        for member_id in wanted
        if member_id not in before
    )


def _write(notice: Notice) -> bool:
    try:
        # Another process may be telling the same: the database says who was first.
        with db.session.begin_nested():
            db.session.add(notice)
    except IntegrityError:
        return False
    return True


def take_back(group_key: str, number: int | None = None) -> None:
    """Forget what was told of a thing, or of one number of it, that was undone, deleted or hidden.

    What was mailed already is kept as read: if the thing comes back, nobody is told again.
    """
    about = [Notice.group_key == group_key]
    if number is not None:
        about.append(Notice.number == number)
    db.session.execute(delete(Notice).where(*about, Notice.mail_state == MailState.WAITING))
    db.session.execute(update(Notice).where(*about, Notice.read_at.is_(None)).values(read_at=now()))


def read_group(actor: Actor, group_key: str, *, first: int = 0, up_to: int | None = None) -> None:
    """Mark as read what this member was told of a thing, or of the numbers that they have seen."""
    see_group(actor.id, group_key, first=first, up_to=up_to)


def see_group(member_id: int, group_key: str, *, first: int = 0, up_to: int | None = None) -> None:
    """Do as `read_group`, after the page: who was reading is then known by their id alone."""
    about = [Notice.group_key == group_key, Notice.number >= first]
    if up_to is not None:
        about.append(Notice.number <= up_to)
    _mark_read(member_id, *about)


def see_notices(member_id: int, notice_ids: Collection[int]) -> None:
    """Mark these notices of a member as read, after the page."""
    _mark_read(member_id, Notice.id.in_(notice_ids))


def read_all(actor: Actor) -> None:
    """Mark as read all that this member was told."""
    _mark_read(actor.id)


def settle_before(moment: datetime) -> None:
    """Mail nothing of what waits, and count as read what is older: the past of a demonstration."""
    db.session.execute(
        update(Notice)
        .where(Notice.mail_state == MailState.WAITING)
        .values(mail_state=MailState.SKIPPED)
    )
    db.session.execute(
        update(Notice).where(Notice.created_at < moment).values(read_at=Notice.created_at)
    )


def _mark_read(member_id: int, *which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Notice)
        .where(Notice.member_id == member_id, Notice.read_at.is_(None), *which)
        .values(read_at=now())
    )


def choose_mail(member_id: int, kind: str, *, by_mail: bool) -> None:
    """Say whether one member wants mails of this kind."""
    preference = db.session.get(NoticePreference, (member_id, kind))
    if preference is None:
        db.session.add(NoticePreference(member_id=member_id, kind=kind, by_mail=by_mail))
    else:
        preference.by_mail = by_mail


def choose_mails(actor: Actor, wanted: Collection[str]) -> None:
    """Want mails of these kinds and of no other."""
    for kind in mail_kinds_for(actor):
        choose_mail(actor.id, kind, by_mail=kind in wanted)


def forget_old_notices() -> None:
    """Remove what was told long ago, read or not."""
    db.session.execute(delete(Notice).where(Notice.created_at < now() - KEPT))
