import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select, update

from app import markup
from app.accounts.actor import Actor
from app.contributions import actions as contributions
from app.contributions.models import Contribution, State, Visibility, contribution_terms
from app.contributions.permissions import can_edit
from app.database import db
from app.errors import Forbidden, Invalid
from app.events import publish as tell
from app.forum.about.permissions import can_ask_about
from app.forum.events import PostTakenBack
from app.forum.models import Category, Nature, Post, Topic
from app.forum.permissions import can_start_topic, visibilities_in
from app.forum.posting import edit_text, get_post, open_with, recount
from app.forum.writing.naming import tell_named
from app.forum.writing.permissions import can_take_back
from app.groups.models import Group
from app.i18n import gettext as _
from app.themes.models import THEME, Term

DATA = Path(__file__).parent / "data" / "categories.json"
VISIBLE_TO = {
    "public": Visibility.PUBLIC,
    "reseau": Visibility.NETWORK,
    "groupe": Visibility.GROUP,
}


@dataclass(frozen=True, kw_only=True)
class TopicFields:
    """What the author of a topic wrote and chose."""

    title: str
    category: Category
    nature: Nature
    text: str
    visibility: Visibility = Visibility.NETWORK
    term_ids: Sequence[int] = ()
    territory_ids: Sequence[int] = ()
    expires_on: date | None = None
    about: Contribution | None = None  # of a new topic only
    file_ids: Sequence[int] = field(default=())


def start_topic(actor: Actor, fields: TopicFields) -> Topic:
    """Write a topic and its first message, as a draft that only its author reads."""
    if not can_start_topic(actor, fields.category):
        raise Forbidden(_("Cette rubrique n’est pas ouverte à votre compte."))
    if fields.about is not None and not can_ask_about(actor, fields.about):
        raise Forbidden(_("On ne peut pas ouvrir de sujet à propos de cette page."))
    topic = Topic(
        about_id=fields.about.id if fields.about else None,
        author_id=actor.id,
        structure_id=actor.home_structure_id,
        state=State.DRAFT,
        coauthors=[],
    )
    _fill(topic, fields)
    db.session.add(topic)
    contributions.classify(topic, fields.term_ids, fields.territory_ids)
    open_with(actor, topic, fields.text, fields.file_ids)
    return topic


def publish_topic(actor: Actor, topic: Contribution) -> None:
    """Let those whom its visibility names read it; a theme is asked for, so that they find it."""
    if not isinstance(topic, Topic):
        raise TypeError(topic)
    if not _has_theme(topic):
        raise Invalid(_("Choisissez au moins un thème avant de publier."))
    first_time = topic.published_at is None
    contributions.publish(actor, topic)
    if first_time:
        _date_first_post(topic)
        tell_named(actor, topic, get_post(topic, 1))


def edit_topic(actor: Actor, topic: Topic, fields: TopicFields) -> None:
    """Change the title, the first message and where the topic stands."""
    if not can_edit(actor, topic):
        raise Forbidden(_("Seul son auteur modifie ce sujet."))
    moved = fields.category.id != topic.category_id
    if moved and not can_start_topic(actor, fields.category):
        raise Forbidden(_("Cette rubrique n’est pas ouverte à votre compte."))
    _fill(topic, fields)
    contributions.classify(topic, fields.term_ids, fields.territory_ids)
    edit_text(actor, topic, 1, fields.text, fields.file_ids)
    if topic.nature is not Nature.QUESTION:
        topic.accepted_number = None
    contributions.touch(topic)


def take_back_topic(actor: Actor, topic: Topic) -> None:
    """Make a topic a draft again within a minute, as if it had never been published."""
    if not can_take_back(actor, get_post(topic, 1), topic):
        raise Forbidden(_("Ce sujet ne peut plus être repris : modifiez-le ou retirez-le."))
    contributions.withdraw(actor, topic)
    topic.published_at = topic.withdrawn_at = None
    tell(PostTakenBack(topic_id=topic.id, number=1))


def recount_all() -> int:
    """Write every topic's counters again from its posts; return how many were wrong."""
    ids = db.session.scalars(select(Topic.id).order_by(Topic.id)).all()
    return sum(recount(topic_id) for topic_id in ids)


def load_categories(file: Path = DATA) -> tuple[int, int]:
    """Bring the groups and categories of the file into the database; return how many are new.

    What is there keeps its id. A category that closes takes its topics with it.
    """
    data: dict[str, Any] = json.loads(file.read_text())
    groups = {group.slug: group for group in db.session.scalars(select(Group))}
    categories = {one.slug: one for one in db.session.scalars(select(Category))}
    new = (
        sum(one["slug"] not in groups for one in data["groups"]),
        sum(one["slug"] not in categories for one in data["categories"]),
    )
    for row in data["groups"]:
        _load_group(groups, row)
    db.session.flush()  # categories need the ids of their groups
    for row in data["categories"]:
        _load_category(categories, row, groups)
    return new


def _load_group(groups: dict[str, Group], row: dict[str, Any]) -> None:
    group = groups.setdefault(row["slug"], Group(slug=row["slug"]))
    group.title = row["title"]
    group.description = row["description"]
    group.is_for_facilitators = bool(row.get("members_from_roles"))
    db.session.add(group)


def _load_category(
    categories: dict[str, Category], row: dict[str, Any], groups: dict[str, Group]
) -> None:
    category = categories.setdefault(row["slug"], Category(slug=row["slug"]))
    category.title = markup.typeset(row["title"])
    category.description = markup.typeset(row["description"])
    category.post_hint = markup.typeset(row["post_hint"])
    category.position = row["order"]
    category.visible_to = VISIBLE_TO[row["visible_to"]]
    category.group_id = groups[row["group"]].id if "group" in row else None
    db.session.add(category)
    if category.id is not None:
        _close_topics(category)


def _close_topics(category: Category) -> None:
    """Bring the topics of a category within those who may read it."""
    allowed = visibilities_in(category)
    elsewhere = or_(
        Topic.visibility.not_in(allowed), Topic.group_id.is_distinct_from(category.group_id)
    )
    wider = select(Topic).where(Topic.category_id == category.id, elsewhere)
    for topic in db.session.scalars(wider).all():
        if topic.visibility not in allowed:
            topic.visibility = allowed[0]
        topic.group_id = category.group_id
        contributions.touch(topic)


def _fill(topic: Topic, fields: TopicFields) -> None:
    if fields.visibility not in visibilities_in(fields.category):
        raise Invalid(_("Cette visibilité est plus large que celle de la rubrique."))
    contributions.rename(topic, fields.title)
    topic.category = fields.category
    topic.nature = fields.nature
    topic.visibility = fields.visibility
    topic.group_id = fields.category.group_id
    topic.expires_on = fields.expires_on


def _has_theme(topic: Topic) -> bool:
    themes = (
        select(func.count())
        .select_from(contribution_terms)
        .join(Term, Term.id == contribution_terms.c.term_id)
        .where(contribution_terms.c.contribution_id == topic.id, Term.scheme == THEME)
    )
    return bool(db.session.scalar(themes))


def _date_first_post(topic: Topic) -> None:
    """What was written days ago as a draft is said today."""

    db.session.execute(
        update(Post)
        .where(Post.topic_id == topic.id, Post.number == 1)
        .values(created_at=topic.published_at, edited_at=None)
    )
