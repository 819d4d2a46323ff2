from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.actor import Actor
from app.contributions.models import Contribution
from app.contributions.watches import ContributionWatch, TermWatch, WatchLevel
from app.database import db
from app.forum.models import Category
from app.forum.watching.models import CategoryWatch


def watch_contribution(actor: Actor, contribution: Contribution, level: WatchLevel) -> None:
    """Follow one contribution this closely, whatever was chosen for what it stands in."""
    if level is WatchLevel.FIRST_POST:  # of one topic, the first message is there already
        level = WatchLevel.NORMAL
    watch = db.session.get(ContributionWatch, (actor.id, contribution.id))
    if watch is None:
        watch = ContributionWatch(member_id=actor.id, contribution_id=contribution.id)
        db.session.add(watch)
    watch.level = level
    watch.is_chosen = True


def follow_as_writer(member_id: int, contribution_id: int) -> None:
    """Follow what one wrote in, unless another choice was made."""
    if db.session.get(ContributionWatch, (member_id, contribution_id)) is not None:
        return
    try:
        # Somebody who answers twice at once follows once.
        with db.session.begin_nested():
            db.session.add(
                ContributionWatch(
                    member_id=member_id,
                    contribution_id=contribution_id,
                    level=WatchLevel.TRACKING,
                    is_chosen=False,
                )
            )
    except IntegrityError:
        return


def follow_into(topic_id: int, into_id: int) -> None:
    """Let those who follow a topic follow the one it was merged into, unless they chose already."""
    before = select(ContributionWatch).where(ContributionWatch.contribution_id == topic_id)
    there = set(
        db.session.scalars(
            select(ContributionWatch.member_id).where(ContributionWatch.contribution_id == into_id)
        )
    )
    db.session.add_all(
        ContributionWatch(
            member_id=watch.member_id,
            contribution_id=into_id,
            level=watch.level,
            is_chosen=watch.is_chosen,
        )
        for watch in db.session.scalars(before).all()
        if watch.member_id not in there
    )


def watch_category(actor: Actor, category: Category, level: WatchLevel) -> None:
    """Follow the topics of a category this closely."""
    watch = db.session.get(CategoryWatch, (actor.id, category.id))
    if level is WatchLevel.NORMAL:
        if watch is not None:
            db.session.delete(watch)
    elif watch is None:
        db.session.add(CategoryWatch(member_id=actor.id, category_id=category.id, level=level))
    else:
        watch.level = level


def watch_term(actor: Actor, term_id: int, level: WatchLevel) -> None:
    """Follow the topics of a theme this closely."""
    watch = db.session.get(TermWatch, (actor.id, term_id))
    if level is WatchLevel.NORMAL:
        if watch is not None:
            db.session.delete(watch)
    elif watch is None:
        db.session.add(TermWatch(member_id=actor.id, term_id=term_id, level=level))
    else:
        watch.level = level
