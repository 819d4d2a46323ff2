"""The log listens to what facilitators do with topics, and to what they decide."""

from app.contributions.events import ContributionHidden
from app.database import db
from app.events import on
from app.forum.events import PostHidden, TopicCared
from app.forum.models import Post
from app.moderation.events import CaseDecided
from app.moderation.models import Case, LogEntry
from app.moderation.queries import find_case

HIDDEN_AT_ONCE = "masquer-aussitot"


@on(TopicCared)
def _topic_cared(event: TopicCared) -> None:
    db.session.add(
        LogEntry(
            act=event.act,
            actor_id=event.actor_id,
            reason=event.reason,
            contribution_id=event.topic_id,
        )
    )


@on(ContributionHidden)
def _contribution_hidden(event: ContributionHidden) -> None:
    """A decision is logged as such; here, only what nobody decided."""
    if event.actor_id is not None:
        return
    case = find_case({"contribution_id": event.contribution_id})
    _hidden_at_once(event.contribution_id, None, event.reason, case)


@on(PostHidden)
def _post_hidden(event: PostHidden) -> None:
    if event.actor_id is None:
        _hidden_at_once(event.topic_id, event.number, event.reason, None)


def _hidden_at_once(
    contribution_id: int, number: int | None, reason: str, case: Case | None
) -> None:
    db.session.add(
        LogEntry(
            act=HIDDEN_AT_ONCE,
            reason=reason,
            contribution_id=contribution_id,
            number=number,
            case_id=case.id if case else None,
        )
    )


@on(CaseDecided)
def _decided(event: CaseDecided) -> None:
    case = db.session.get_one(Case, event.case_id)
    contribution_id, number = case.contribution_id, None
    if case.post_id is not None:
        post = db.session.get_one(Post, case.post_id)
        contribution_id, number = post.topic_id, post.number
    db.session.add(
        LogEntry(
            act=event.act,
            actor_id=event.actor_id,
            reason=event.reason,
            contribution_id=contribution_id,
            number=number,
            case_id=case.id,
        )
    )
