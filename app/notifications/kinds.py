"""The kinds of notices: each room registers its own, with what a reader may still read of them.

A room writes, in its `notices.py`:

    register_notice_kind(
        NoticeKind(
            name="reply",
            label=_l("On répond à un de mes messages"),
            sentence=_l("%(name)s vous a répondu"),
            resolve=_readable_topics,
            strength=40,
        )
    )

and calls `app.notifications.actions.notify` when something happens.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.actor import Actor
from app.i18n import lazy_gettext as _l
from app.notifications.models import Notice

SAID = "said"
SUMMARY = "summary"  # a mail without notices: what the network did in a week
SUMMARY_LABEL = _l("Le résumé de la semaine, le lundi")


@dataclass(frozen=True)
class Shown:
    """What a reader may see of a notice: the title of its thing, and where it is."""

    title: str
    url: str  # a path, that opens at the right place also after signing in


Resolver = Callable[[Actor, Sequence[Notice]], Mapping[int, Shown]]


def _nothing(_reader: Actor, _notices: Sequence[Notice]) -> Mapping[int, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """How the site speaks of one kind of notice, and who finds its title for a reader."""

    name: str
    label: Any  # « On me mentionne », lazily translated: the line of the preferences
    sentence: Any  # « %(name)s vous a mentionné », lazily translated; %(name)s is who did it
    # By the ids of the notices: what this reader may read at this moment, the rest left out.
    resolve: Resolver
    # The words of the message for the mail, by id; only of notices that `resolve` returned.
    words: Callable[[Actor, Sequence[Notice]], Mapping[int, str]] = _nothing
    # Of two kinds of the same slot about the same thing and number, the stronger is told.
    strength: int = 10
    slot: str = SAID
    icon: str = "bell"
    mailed_at_first: bool = True
    for_facilitators: bool = False  # nobody else is ever told, nor asked whether they want it


_kinds: dict[str, NoticeKind] = {}


def register_notice_kind(kind: NoticeKind) -> NoticeKind:
    """Make a kind known to the list, the mails and the preferences."""
    _kinds[kind.name] = kind
    return kind


def notice_kind(name: str) -> NoticeKind:
    """Return a kind by its name; an unknown name is a programming error."""
    return _kinds[name]


def all_notice_kinds() -> Collection[NoticeKind]:
    """Return the kinds, the strongest first: the order of the preferences."""
    return sorted(_kinds.values(), key=lambda kind: -kind.strength)


def mail_label(name: str) -> Any:
    """Say what the mails of a kind are about, None when there is no such kind."""
    if name == SUMMARY:
        return SUMMARY_LABEL
    return _kinds[name].label if name in _kinds else None


def mail_kinds_for(reader: Actor) -> list[str]:
    """Return the names of the kinds of mail that this member may ever get."""
    return [
        name
        for name in mail_kinds()
        if reader.is_facilitator or name not in _kinds or not _kinds[name].for_facilitators
    ]


def mail_kinds() -> dict[str, bool]:
    """Return the name of every kind of mail, and whether one gets it without having chosen."""
    return {one.name: one.mailed_at_first for one in all_notice_kinds()} | {SUMMARY: True}


def resolve(reader: Actor, notices: Sequence[Notice]) -> dict[int, Shown]:
    """Return, by id, what this reader may read now; each resolver is asked once for all its own."""
    asked: dict[Resolver, list[Notice]] = {}
    for notice in notices:
        if notice.kind in _kinds:
            asked.setdefault(_kinds[notice.kind].resolve, []).append(notice)
    found: dict[int, Shown] = {}
    for resolver, its_own in asked.items():
        found.update(resolver(reader, its_own))
    return found
