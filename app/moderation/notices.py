"""What is told of flags: to facilitators that one waits, to who flagged what became of it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select

from app.accounts.actor import Actor
from app.accounts.models import Member, MemberStatus
from app.database import db
from app.events import on
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.moderation.events import CaseDecided, ThingFlagged
from app.moderation.models import Case
from app.moderation.permissions import can_moderate
from app.notifications.actions import notify, take_back
from app.notifications.kinds import NoticeKind, Shown, register_notice_kind
from app.notifications.models import Notice

WAITING, ANSWERED = "flag_waiting", "flag_answered"


def _cases(reader: Actor, notices: Sequence[Notice]) -> Mapping[int, Shown]:
    if not can_moderate(reader):
        return {}
    ids = {one.thing_id for one in notices}
    waiting = set(
        db.session.scalars(select(Case.id).where(Case.id.in_(ids), Case.waiting_since.is_not(None)))
    )
    return {
        one.id: Shown(_("Un signalement attend"), f"/moderation/{one.thing_id}")
        for one in notices
        if one.thing_id in waiting
    }


def _answers(_reader: Actor, notices: Sequence[Notice]) -> Mapping[int, Shown]:
    return {one.id: Shown(_("Votre signalement"), "/signalements") for one in notices}


register_notice_kind(
    NoticeKind(
        name=WAITING,
        label=_l("Un signalement attend l’animation"),
        sentence=_l("Un membre signale un contenu"),
        resolve=_cases,
        slot=WAITING,
        icon="flag",
        for_facilitators=True,
    )
)
register_notice_kind(
    NoticeKind(
        name=ANSWERED,
        label=_l("L’animation répond à mon signalement"),
        sentence=_l("L’animation a répondu à votre signalement"),
        resolve=_answers,
        slot=ANSWERED,
        icon="flag",
    )
)


@on(ThingFlagged)
def _tell_facilitators(event: ThingFlagged) -> None:
    facilitators = db.session.scalars(
        select(Member.id).where(
            or_(Member.is_facilitator, Member.is_administrator),
            Member.status == MemberStatus.ACTIVE,
        )
    )
    notify(
        WAITING,
        facilitators,
        group_key=f"flag:{event.case_id}",
        url=f"/moderation/{event.case_id}",
        actor_id=event.reporter_id,
    )


@on(CaseDecided)
def _tell_reporters(event: CaseDecided) -> None:
    if not event.reporter_ids:
        return
    take_back(f"flag:{event.case_id}")
    notify(
        ANSWERED,
        event.reporter_ids,
        group_key=f"answer:{event.case_id}",
        url="/signalements",
        actor_id=event.actor_id,
    )
