"""Writing in a topic: its messages, and the counters that follow them in the same transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, insert, select

from app import markup
from app.accounts.actor import Actor
from app.clock import now
from app.contributions.actions import save_draft
from app.contributions.models import State
from app.contributions.permissions import RESTORABLE_DAYS
from app.database import db
from app.errors import Forbidden, Gone, Invalid, NotFound
from app.events import publish as tell
from app.files.actions import attach, detach
from app.forum.events import (
    AnswerAccepted,
    AnswerReleased,
    PostDeleted,
    PostEdited,
    PostRestored,
    PostTakenBack,
    ReplyPosted,
)
from app.forum.mentions import follow_mentions
from app.forum.models import Post, Topic, post_files
from app.forum.permissions import (
    can_accept_answers,
    can_delete_post,
    can_edit_post,
    can_reply,
    can_restore_post,
)
from app.forum.writing.models import PostRevision
from app.forum.writing.naming import tell_named, with_numbers
from app.forum.writing.permissions import can_take_back
from app.i18n import gettext as _


def open_with(actor: Actor, topic: Topic, text: str, file_ids: Sequence[int] = ()) -> Post:
    """Write the first message of a new topic."""
    return _write(actor, topic, text, file_ids)


def reply(actor: Actor, topic: Topic, text: str, file_ids: Sequence[int] = ()) -> Post:
    """Answer in a topic; its counters and its place in the lists follow."""
    if not can_reply(actor, topic):
        raise Forbidden(_("Ce sujet n’est pas ouvert à votre réponse."))
    post = _write(actor, topic, text, file_ids)
    topic.last_activity_at = post.created_at
    tell(ReplyPosted(topic_id=topic.id, number=post.number, actor_id=actor.id))
    tell_named(actor, topic, post)
    return post


def edit_text(
    actor: Actor, topic: Topic, number: int, text: str, file_ids: Sequence[int] = ()
) -> Post:
    """Change one's own message; readers see that it was, once it could have been read."""
    post = get_post(topic, number)
    if not can_edit_post(actor, post, topic):
        raise Forbidden(_("Seule la personne qui l’a écrit modifie ce message."))
    before, shown, since = post.text, post.html, post.edited_at or post.created_at
    rewritten = _put(post, text)
    if not _hold(actor, post, file_ids) and not rewritten:
        return post
    if topic.state is not State.DRAFT:
        if rewritten:
            db.session.add(
                PostRevision(post_id=post.id, editor_id=actor.id, text=before, written_at=since)
            )
        post.edited_at = now()
    if post.is_first:
        topic.summary = markup.excerpt(post.text)
    follow_mentions(actor, topic, before=before, after=post.text)
    tell(PostEdited(topic_id=topic.id, number=number))
    tell_named(actor, topic, post, shown)
    return post


def delete_post(actor: Actor, topic: Topic, number: int) -> Post:
    """Hide one's own reply: its number stays, its words can come back for thirty days."""
    post = get_post(topic, number)
    if not can_delete_post(actor, post, topic):
        raise Forbidden(_("Seule la personne qui l’a écrit supprime ce message."))
    post.deleted_at = now()
    if topic.accepted_number == number:
        topic.accepted_number = None
    follow(topic)
    follow_mentions(actor, topic, before=post.text, after="")
    tell(PostDeleted(topic_id=topic.id, number=number))
    return post


def take_back_reply(actor: Actor, topic: Topic, number: int) -> None:
    """Make as if a reply had never been sent, within a minute: its words are a draft again."""
    post = get_post(topic, number)
    if post.is_first or not can_take_back(actor, post, topic):
        raise Forbidden(_("Ce message ne peut plus être repris : modifiez-le ou supprimez-le."))
    files = db.session.scalars(
        select(post_files.c.file_id).where(post_files.c.post_id == post.id)
    ).all()
    text = post.text
    _hold(actor, post, ())
    if topic.accepted_number == number:
        topic.accepted_number = None
    # The database removes what hangs on it: reactions, what it said before.
    db.session.execute(delete(Post).where(Post.id == post.id))
    recount(topic.id)
    follow_mentions(actor, topic, before=text, after="")
    kept = {"text": [text], "file_ids": [str(one) for one in files]}
    save_draft(actor, f"forum.reply.{topic.id}", kept, "")  # beside what was begun since
    tell(PostTakenBack(topic_id=topic.id, number=number))


def restore_post(actor: Actor, topic: Topic, number: int) -> Post:
    """Bring back a reply that was deleted, where it stood."""
    post = get_post(topic, number)
    if not can_restore_post(actor, post, topic):
        raise Forbidden(_("Ce message ne peut plus être restauré."))
    post.deleted_at = None
    follow(topic)
    follow_mentions(actor, topic, before="", after=post.text)
    tell(PostRestored(topic_id=topic.id, number=number))
    return post


def accept_answer(actor: Actor, topic: Topic, number: int) -> None:
    """Say which reply helped; it replaces the one said before."""
    post = get_post(topic, number)
    if not can_accept_answers(actor, topic):
        raise Forbidden(_("Seule la personne qui a posé la question dit quelle réponse l’a aidée."))
    if post.is_first or post.deleted_at is not None or post.hidden_at is not None:
        raise Invalid(_("Ce message ne peut pas être la réponse qui a aidé."))
    topic.accepted_number = number
    tell(AnswerAccepted(topic_id=topic.id, number=number, actor_id=actor.id))


def release_answer(actor: Actor, topic: Topic) -> None:
    """Say that the question waits for an answer again."""
    if not can_accept_answers(actor, topic):
        raise Forbidden(_("Seule la personne qui a posé la question dit quelle réponse l’a aidée."))
    if topic.accepted_number is None:
        return
    number, topic.accepted_number = topic.accepted_number, None
    tell(AnswerReleased(topic_id=topic.id, number=number))


def get_post(topic: Topic, number: int) -> Post:
    """Return a message of a topic by its number; raise NotFound."""
    post = db.session.scalar(select(Post).where(Post.topic_id == topic.id, Post.number == number))
    if post is None:
        raise NotFound
    return post


def recount(topic_id: int) -> bool:
    """Write the counters of a topic again from its posts; say whether they were wrong."""
    topic = db.session.get_one(Topic, topic_id)
    before = _counters(topic)
    topic.last_number = (
        db.session.scalar(select(func.max(Post.number)).where(Post.topic_id == topic_id)) or 0
    )
    follow(topic)
    return before != _counters(topic)


def forget_deleted_posts() -> int:
    """Erase the words of replies deleted more than thirty days ago; return how many."""
    limit = now() - timedelta(days=RESTORABLE_DAYS)
    old = db.session.scalars(
        select(Post).where(Post.deleted_at < limit, Post.text != "").limit(100)
    ).all()
    for post in old:
        post.text = post.html = ""
    ids = [post.id for post in old]
    db.session.execute(delete(PostRevision).where(PostRevision.post_id.in_(ids)))
    return len(old)


def render_outdated(limit: int = 200) -> int:
    """Render again the messages whose HTML was made by an older version; return how many."""
    old = db.session.scalars(
        select(Post).where(Post.html_version < markup.VERSION).limit(limit)
    ).all()
    for post in old:
        post.html, post.html_version = str(markup.render(post.text)), markup.VERSION
    return len(old)


def _write(actor: Actor, topic: Topic, text: str, file_ids: Sequence[int]) -> Post:
    db.session.flush()  # a new topic needs its id
    # Two replies at once must not take the same number: the second waits for the first.
    db.session.refresh(
        topic, ["last_number", "posts_count", "replaced_by_id"], with_for_update=True
    )
    if topic.replaced_by_id is not None:
        raise Gone  # it was merged into another just now: who asks goes there
    post = Post(
        topic_id=topic.id,
        number=topic.last_number + 1,
        author_id=actor.id,
        structure_id=actor.home_structure_id,
        created_at=now(),
        is_authors_first=_is_first_of(actor),
    )
    _put(post, text)
    db.session.add(post)
    _hold(actor, post, file_ids)
    topic.last_number = post.number
    topic.posts_count += 1
    topic.last_poster_id = actor.id
    if post.is_first:
        topic.summary = markup.excerpt(post.text)
    follow_mentions(actor, topic, before="", after=post.text)
    return post


def _is_first_of(actor: Actor) -> bool:
    """Say whether others have read nothing of this member in the forum yet."""
    before = (
        select(Post.id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.author_id == actor.id, Topic.state != State.DRAFT)
    )
    return not db.session.scalar(select(exists(before)))


def _put(post: Post, text: str) -> bool:
    """Store a text as it was written, and rendered; say whether it is another one."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("Écrivez votre message avant de l’envoyer."))
    if len(text) > markup.MAX_LENGTH:
        raise Invalid(
            _(
                "Ce message est trop long\u00a0: %(most)s caractères au plus.",
                most=markup.MAX_LENGTH,
            )
        )
    text = with_numbers(text)
    if text == post.text:
        return False
    post.text = text
    post.html, post.html_version = str(markup.render(text)), markup.VERSION
    return True


def _hold(actor: Actor, post: Post, file_ids: Sequence[int]) -> bool:
    """Make these the files of a message; say whether they are others than before."""
    db.session.flush()  # a new message needs its id
    held = set(
        db.session.scalars(select(post_files.c.file_id).where(post_files.c.post_id == post.id))
    )
    wanted = set(file_ids)
    added, removed = wanted - held, held - wanted
    if added:
        attach(actor, added)
        rows = [{"post_id": post.id, "file_id": one} for one in sorted(added)]
        db.session.execute(insert(post_files), rows)
    if removed:
        db.session.execute(
            delete(post_files).where(
                post_files.c.post_id == post.id, post_files.c.file_id.in_(removed)
            )
        )
        detach(removed)
    return bool(added or removed)


def follow(topic: Topic) -> None:
    """Make the counters of a topic those of its living posts."""
    db.session.flush()  # the posts are read again below
    living = select(Post.author_id, Post.created_at).where(
        Post.topic_id == topic.id, Post.deleted_at.is_(None), Post.hidden_at.is_(None)
    )
    topic.posts_count = db.session.scalar(select(func.count()).select_from(living.subquery())) or 0
    last = db.session.execute(living.order_by(Post.number.desc()).limit(1)).one_or_none()
    if last is not None:
        topic.last_poster_id = last.author_id
        topic.last_activity_at = last.created_at


def _counters(topic: Topic) -> tuple[int, int, int | None, datetime]:
    return topic.posts_count, topic.last_number, topic.last_poster_id, topic.last_activity_at
