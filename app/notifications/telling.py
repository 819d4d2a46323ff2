"""The jobs that turn notices into mails. Each mail and what it settles are one transaction:
killed at any point, the job finds the same work again, or none.
"""

import logging
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import exists, func, select, update

from app.accounts.actor import Actor, actor_for
from app.accounts.models import Member, MemberStatus
from app.clock import now
from app.database import db, transaction
from app.notifications import letters
from app.notifications.kinds import SUMMARY, NoticeKind, notice_kind, resolve
from app.notifications.models import MailState, Notice, WeeklySummary
from app.notifications.queries import sentence_of, wants_mail
from app.notifications.summary import due_week, sections_for, span_before

log = logging.getLogger(__name__)
AT_ONCE = 20
AFTER_A_FAULT = timedelta(hours=1)


def mail_notices() -> int:
    """Mail what is due and was not read meanwhile; return how many things were looked at."""
    due = db.session.execute(
        select(Notice.member_id, Notice.group_key)
        .where(Notice.mail_state == MailState.WAITING, Notice.mail_at <= now())
        .group_by(Notice.member_id, Notice.group_key)
        .order_by(func.min(Notice.mail_at))
        .limit(AT_ONCE)
    ).all()
    db.session.rollback()  # a reading transaction could not become a writing one
    for member_id, group_key in due:
        try:
            with transaction():
                _settle(member_id, group_key)
        except Exception:
            # One that cannot be told must not keep all others waiting.
            log.exception("notices of member %d about %s failed", member_id, group_key)
            _put_off(member_id, group_key)
    return len(due)


def _settle(member_id: int, group_key: str) -> None:
    notices = db.session.scalars(
        select(Notice)
        .where(
            Notice.member_id == member_id,
            Notice.group_key == group_key,
            Notice.mail_state == MailState.WAITING,
            Notice.mail_at <= now(),
        )
        .order_by(Notice.number, Notice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    member = db.session.get_one(Member, member_id)
    told = _mail(member, notices) if member.is_active else set()
    for notice in notices:
        notice.mail_state = MailState.QUEUED if notice.id in told else MailState.SKIPPED


def _mail(member: Member, notices: Sequence[Notice]) -> set[int]:
    """Mail, of these, what is unread, wanted and readable at this moment; return the ids."""
    reader = actor_for(member)
    wanted = wants_mail(member.id, {one.kind for one in notices})
    unread = [one for one in notices if one.read_at is None and one.kind in wanted]
    shown = resolve(reader, unread)
    told = [one for one in unread if one.id in shown]
    if told:
        sentences = {one.id: sentence_of(one, name) for one, name in _with_names(told)}
        letters.send_notices(member, told, shown, sentences, _words(reader, told))
    return {one.id for one in told}


def _with_names(notices: Sequence[Notice]) -> list[tuple[Notice, str]]:
    ids = {one.actor_id for one in notices if one.actor_id is not None}
    rows = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    return [(one, names.get(one.actor_id or 0, "")) for one in notices]


def _words(reader: Actor, notices: Sequence[Notice]) -> dict[int, str]:
    by_kind: dict[str, list[Notice]] = {}
    for one in notices:
        by_kind.setdefault(one.kind, []).append(one)
    found: dict[int, str] = {}
    for name, its_own in by_kind.items():
        kind: NoticeKind = notice_kind(name)
        found.update(kind.words(reader, its_own))
    return found


def _put_off(member_id: int, group_key: str) -> None:
    with transaction():
        db.session.execute(
            update(Notice)
            .where(
                Notice.member_id == member_id,
                Notice.group_key == group_key,
                Notice.mail_state == MailState.WAITING,
            )
            .values(mail_at=now() + AFTER_A_FAULT)
        )


def write_summaries() -> int:
    """On Monday morning, write the summaries that are left to write; return how many were."""
    week = due_week()
    if week is None:
        return 0
    ids = db.session.scalars(
        select(Member.id)
        .where(
            Member.status == MemberStatus.ACTIVE,
            ~exists().where(
                WeeklySummary.member_id == Member.id, WeeklySummary.week == week.isoformat()
            ),
        )
        .order_by(Member.id)
        .limit(AT_ONCE)
    ).all()
    db.session.rollback()  # a reading transaction could not become a writing one
    for member_id in ids:
        with transaction():
            _summarise(member_id, week)
    return len(ids)


def _summarise(member_id: int, week: date) -> None:
    db.session.add(WeeklySummary(member_id=member_id, week=week.isoformat()))
    db.session.flush()  # another process that writes the same one stops here
    if SUMMARY not in wants_mail(member_id, {SUMMARY}):
        return
    member = db.session.get_one(Member, member_id)
    sections = sections_for(actor_for(member), span_before(week))
    if sections:
        letters.send_summary(member, week.isoformat(), sections)
