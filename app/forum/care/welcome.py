"""A warm word under the first message of somebody new."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.clock import now
from app.i18n import gettext as _

if TYPE_CHECKING:
    from app.forum.carried import Shown

WELCOMED = timedelta(days=30)  # older, nobody is new any more


def welcome_shown(shown: "Shown") -> dict[str, Any]:
    """Return, for those who may answer, what to say under first messages, by the id of these."""
    reader, since = shown.reader, now() - WELCOMED
    if reader is None or not shown.may_reply:
        return {"welcome_words": {}}
    return {
        "welcome_words": {
            post.id: _(
                "Premier message de %(name)s\u00a0: souhaitez-lui la bienvenue.", name=post.name
            )
            for post in shown.page.posts
            if post.is_authors_first
            and post.name
            and post.author_id != reader.id
            and post.created_at > since
            and post.deleted_at is None
        }
    }
