"""A database of an earlier version is brought up with all that it holds."""

import pytest
from alembic import command
from sqlalchemy import text

from app.database import db, transaction
from app.forum.models import Topic
from app.jobs import migrations

pytestmark = pytest.mark.real_site

MOMENT = "2026-03-03 10:00:00.000000"
CONTRIBUTION = """
    INSERT INTO contributions (id, kind, title, slug, summary, visibility, state, created_at,
      updated_at, published_at, last_activity_at, is_demo)
    VALUES (:id, 'topic', 'Une question', 'une-question', '', 'network', 'published', :moment,
      :moment, :moment, :moment, false)
"""
TOPIC = """
    INSERT INTO forum_topics (id, category_id, nature, posts_count, last_number)
    VALUES (:id, :category, 'question', 1, 1)
"""
POST = """
    INSERT INTO forum_posts (topic_id, number, text, html, html_version, created_at)
    VALUES (:id, 1, 'Bonjour', '<p>Bonjour</p>', 1, :moment)
"""
CATEGORY = """
    INSERT INTO forum_categories (id, slug, title, description, visible_to, position, post_hint)
    VALUES (901, 'autre', 'Autre', '', 'network', 99, '')
"""


def _fill_as_in_the_first_version() -> None:
    command.upgrade(migrations.configuration(), "0001")
    with transaction():
        db.session.execute(text(CATEGORY))
        for number in (501, 502):
            for statement in (CONTRIBUTION, TOPIC, POST):
                db.session.execute(
                    text(statement), {"id": number, "category": 901, "moment": MOMENT}
                )


def test_what_was_written_before_is_there_after(make_site):
    site = make_site("old", migrated=False)
    with site.app_context():
        _fill_as_in_the_first_version()
        migrations.upgrade()
        assert migrations.differences() == []
        topics = db.session.scalars(db.select(Topic).order_by(Topic.id)).all()
        assert [topic.id for topic in topics] == [501, 502]
        assert [topic.is_closed for topic in topics] == [False, False]
        assert db.session.scalar(text("SELECT count(*) FROM forum_posts")) == 2


def test_a_key_that_came_later_does_what_the_models_say(make_site):
    site = make_site("keys", migrated=False)
    with site.app_context():
        _fill_as_in_the_first_version()
        migrations.upgrade()
        with transaction():
            db.session.execute(text("UPDATE forum_topics SET about_id = 502 WHERE id = 501"))
        with transaction():
            db.session.execute(text("DELETE FROM contributions WHERE id = 502"))
        db.session.expire_all()
        assert db.session.get_one(Topic, 501).about_id is None
        assert db.session.scalar(text("SELECT count(*) FROM forum_posts")) == 1
