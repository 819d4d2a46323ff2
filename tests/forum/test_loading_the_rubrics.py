import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.contributions.models import Visibility
from app.database import db
from app.forum.actions import DATA, load_categories, recount_all
from app.forum.models import Category, Topic
from app.forum.permissions import (
    can_see_category,
    can_see_topic,
    categories_visible_to,
    topics_visible_to,
)
from app.forum.queries import get_topic
from app.forum.reading.lists import TopicFilter, list_topics
from app.groups.models import Group
from tests.make.accounts import make_account, make_actor
from tests.make.forum import GROUP_CATEGORY, PUBLIC_CATEGORY, category_named, make_reply, make_topic


@pytest.fixture
def changed(tmp_path: Path):
    """`changed(slug, **values)` is the file of the rubrics with one of them changed."""

    def _changed(slug: str, **values: str) -> Path:
        data = json.loads(DATA.read_text())
        next(one for one in data["categories"] if one["slug"] == slug).update(values)
        file = tmp_path / "categories.json"
        file.write_text(json.dumps(data))
        return file

    return _changed


def test_loading_again_adds_nothing_and_keeps_what_is_there():
    before = {one.slug: one.id for one in db.session.scalars(select(Category))}

    assert load_categories() == (0, 0)

    assert {one.slug: one.id for one in db.session.scalars(select(Category))} == before
    assert len(before) == 14
    assert category_named("presentations").title == "Présentations et bienvenue"


def test_the_closed_rubric_belongs_to_the_facilitators_group():
    group = db.session.scalars(select(Group).where(Group.slug == "animation")).one()

    assert group.is_for_facilitators
    assert category_named(GROUP_CATEGORY).group_id == group.id


def test_the_command_says_what_it_did(app: Flask):
    said = app.test_cli_runner().invoke(args=["forum", "load-categories"]).output

    assert "0 groupes et 0 rubriques ajoutés" in said


def test_a_rubric_that_closes_takes_its_topics_with_it(changed, sylvain):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)

    load_categories(changed(PUBLIC_CATEGORY, visible_to="groupe", group="animation"))
    db.session.commit()

    moved = db.session.get_one(Topic, topic.id)
    assert moved.visibility is Visibility.GROUP
    assert moved.group_id == category_named(PUBLIC_CATEGORY).group_id
    assert not list_topics(sylvain, TopicFilter(), None).items


def test_both_forms_of_the_rules_agree(sylvain):
    claire = make_actor(is_facilitator=True)
    readers = [None, sylvain, claire, make_actor(make_account())]
    for category in (PUBLIC_CATEGORY, GROUP_CATEGORY, "financements"):
        make_topic(author=claire, category=category)
    make_topic(author=claire, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    topics = [get_topic(claire, one) for one in db.session.scalars(select(Topic.id))]

    for reader in readers:
        by_query = set(db.session.scalars(select(Topic.id).where(topics_visible_to(reader))))
        assert by_query == {one.id for one in topics if can_see_topic(reader, one)}
        seen = set(db.session.scalars(select(Category.id).where(categories_visible_to(reader))))
        categories = db.session.scalars(select(Category)).all()
        assert seen == {one.id for one in categories if can_see_category(reader, one)}


def test_counting_again_mends_what_is_wrong_and_nothing_else(app: Flask, sylvain, fatou):
    right, wrong = make_topic(author=sylvain), make_topic(author=sylvain)
    make_reply(right, author=fatou)
    make_reply(wrong, author=fatou)
    wrong.posts_count, wrong.last_poster_id, wrong.last_number = 9, None, 1
    db.session.commit()

    assert recount_all() == 1

    mended = db.session.get_one(Topic, wrong.id)
    assert (mended.posts_count, mended.last_number) == (2, 2)
    assert mended.last_poster_id == fatou.id
    said = app.test_cli_runner().invoke(args=["forum", "recount"]).output
    assert "Sujets corrigés" in said
