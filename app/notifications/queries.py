from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.database import db
from app.i18n import gettext as _
from app.notifications.kinds import (
    Shown,
    mail_kinds,
    mail_kinds_for,
    mail_label,
    notice_kind,
    resolve,
)
from app.notifications.models import Notice, NoticePreference

GROUPS_A_PAGE = 20
MOST_NOTICES = 300


@dataclass(frozen=True)
class Line:
    """One notice as a reader sees it."""

    notice: Notice
    sentence: str
    icon: str


@dataclass(frozen=True)
class Told:
    """All that a member was told of one thing, the latest first."""

    key: str
    title: str
    lines: Sequence[Line]

    @property
    def unread(self) -> int:
        return sum(line.notice.read_at is None for line in self.lines)


@dataclass(frozen=True)
class TellingPage:
    """Some groups of notices, the last told first; `hidden` are no longer readable."""

    groups: Sequence[Told]
    older: int | None
    hidden: Sequence[int]


def find_notice(actor: Actor, notice_id: int) -> Notice | None:
    """Return a notice of this member."""
    return db.session.scalar(
        select(Notice).where(Notice.id == notice_id, Notice.member_id == actor.id)
    )


def telling_page(actor: Actor, before: int | None) -> TellingPage:
    """Return what this member was told and may still read, grouped by thing, the latest first."""
    last = func.max(Notice.id).label("last")
    statement = (
        select(Notice.group_key, last)
        .where(Notice.member_id == actor.id)
        .group_by(Notice.group_key)
        .order_by(last.desc())
        .limit(GROUPS_A_PAGE + 1)
    )
    if before is not None:
        statement = statement.having(last < before)
    found = db.session.execute(statement).all()
    keys = [row.group_key for row in found[:GROUPS_A_PAGE]]
    notices, names = _notices_of(actor, keys)
    readable = resolve(actor, notices)
    groups = [told for key in keys if (told := _told(key, notices, readable, names)) is not None]
    older = found[GROUPS_A_PAGE - 1].last if len(found) > GROUPS_A_PAGE else None
    return TellingPage(groups, older, [one.id for one in notices if one.id not in readable])


def _notices_of(actor: Actor, keys: Collection[str]) -> tuple[Sequence[Notice], Mapping[int, str]]:
    rows = db.session.execute(
        select(Notice, Member.name)
        .outerjoin(Member, Member.id == Notice.actor_id)
        .where(Notice.member_id == actor.id, Notice.group_key.in_(keys))
        .order_by(Notice.id.desc())
        .limit(MOST_NOTICES)
    ).all()
    return [row[0] for row in rows], {row[0].id: row[1] or "" for row in rows}


def _told(
    key: str,
    notices: Sequence[Notice],
    readable: Mapping[int, Shown],
    names: Mapping[int, str],
) -> Told | None:
    its_own = [one for one in notices if one.group_key == key and one.id in readable]
    if not its_own:
        return None
    lines = [Line(one, sentence_of(one, names[one.id]), icon_of(one)) for one in its_own]
    return Told(key, readable[its_own[0].id].title, lines)


def sentence_of(notice: Notice, name: str) -> str:
    """Say what happened: « Fatou N. vous a répondu »."""
    said: Any = notice_kind(notice.kind).sentence
    return str(said) % {"name": name or _("Quelqu’un")}


def icon_of(notice: Notice) -> str:
    """Name the icon of what happened."""
    return notice_kind(notice.kind).icon


def wants_mail(member_id: int, kinds: Collection[str]) -> set[str]:
    """Return, of these kinds, those that a member wants by mail."""
    rows = db.session.execute(
        select(NoticePreference.kind, NoticePreference.by_mail).where(
            NoticePreference.member_id == member_id, NoticePreference.kind.in_(kinds)
        )
    )
    chosen = {row.kind: row.by_mail for row in rows}
    at_first = mail_kinds()
    return {kind for kind in kinds if chosen.get(kind, at_first[kind])}


def mail_choices(actor: Actor) -> list[tuple[str, Any, bool]]:
    """Return each kind of mail with its label and whether this member wants it."""
    kinds = mail_kinds_for(actor)
    wanted = wants_mail(actor.id, kinds)
    return [(name, mail_label(name), name in wanted) for name in kinds]


def is_member(member_id: int) -> bool:
    """Say whether this account still exists."""
    return db.session.scalar(select(Member.id).where(Member.id == member_id)) is not None
