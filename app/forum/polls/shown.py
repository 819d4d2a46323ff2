"""What the page of a topic shows of the polls of its messages, and what of them to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.forum.polls.counting import shares_of
from app.forum.polls.models import Poll, PollKind, ResultsShown
from app.forum.polls.permissions import can_see_results
from app.forum.polls.queries import polls_with_vote
from app.i18n import gettext as _

if TYPE_CHECKING:
    from app.forum.carried import Shown


@dataclass(frozen=True)
class ShownOption:
    """One choice: its place, what this reader did with it, its points when they may be seen."""

    place: int
    label: str
    rank: int  # where this reader put it, 0 when they did not
    points: int
    share: int  # of the most it could have
    is_first: bool  # nothing has more points


@dataclass(frozen=True)
class ShownPoll:
    """A poll for one reader."""

    question: str
    kind: str
    options: list[ShownOption]
    is_closed: bool
    is_anonymous: bool
    has_voted: bool
    shows_results: bool
    hint: str  # when the results are shown, while they are not
    voters: int
    closes_at: datetime | None  # the last moment of its last day
    may_close: bool

    @property
    def by_points(self) -> list[ShownOption]:
        """A ranking is read from the best down; votes in the order of the choices."""
        if self.kind != PollKind.RANKED:
            return self.options
        return sorted(self.options, key=lambda one: (-one.points, one.place))


def polls_shown(shown: "Shown") -> dict[str, Any]:
    """Return the polls of the messages of a page, by the id of their message."""
    posts = {post.id: post for post in shown.page.posts if post.poll_id and not post.deleted_at}
    if not posts:
        return {"polls": {}}
    me = shown.reader.id if shown.reader else None
    found = polls_with_vote([post.poll_id for post in posts.values()], shown.reader)
    return {
        "polls": {
            post_id: poll_shown(
                poll, choices, may_close=shown.may_reply and posts[post_id].author_id == me
            )
            for post_id, (poll, choices) in found.items()
        }
    }


def poll_shown(poll: Poll, choices: Sequence[int], *, may_close: bool) -> ShownPoll:
    """Return a poll as somebody who voted so may see it."""
    sees = can_see_results(poll, has_voted=bool(choices))
    return ShownPoll(
        question=poll.question,
        kind=poll.kind.value,
        options=_options(poll, choices, sees=sees),
        is_closed=poll.is_closed,
        is_anonymous=poll.is_anonymous,
        has_voted=bool(choices),
        shows_results=sees,
        hint="" if sees else _hints()[poll.results],
        voters=poll.ballots_count if sees else 0,
        closes_at=poll.closed_at or poll.closes_at,
        may_close=may_close and not poll.is_closed,
    )


def _options(poll: Poll, choices: Sequence[int], *, sees: bool) -> list[ShownOption]:
    points = poll.points if sees else [0] * len(poll.options)
    best = max(points)
    each = len(poll.options) if poll.kind is PollKind.RANKED else 1
    shares = shares_of(points, poll.ballots_count * each)
    return [
        ShownOption(
            place,
            label,
            choices.index(place) + 1 if place in choices else 0,
            points[place],
            shares[place],
            is_first=best > 0 and points[place] == best,
        )
        for place, label in enumerate(poll.options)
    ]


def _hints() -> Mapping[ResultsShown, str]:
    return {
        ResultsShown.AFTER_VOTE: _("Les résultats s’affichent après votre vote."),
        ResultsShown.AT_CLOSING: _("Les résultats s’affichent à la clôture du sondage."),
    }
