"""The rule of reading is written for one and for a query; the oracle says it a third time."""

import pytest
from sqlalchemy import select

from app.contributions.models import Contribution, Visibility
from app.contributions.permissions import (
    can_see,
    contributions_visible_to,
    could_have_seen,
    published_visible_to,
)
from app.contributions.queries import find_any
from app.database import db
from tests.rights.world import ROLES, could_read, listed, make_case, make_world, may_read

FATES = ("draft", "published", "archived", "hidden", "withdrawn", "deleted", "deleted_draft")


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_rule_its_query_and_what_the_product_says_agree(app, sign_in, visibility):
    world = make_world(app, sign_in)
    with app.app_context():
        things = [make_case(world, "resource", fate, visibility, n) for n, fate in enumerate(FATES)]
        db.session.commit()
        for role in ROLES:
            reader = world.actor(role)
            seen = set(
                db.session.scalars(select(Contribution.id).where(contributions_visible_to(reader)))
            )
            shown = set(
                db.session.scalars(select(Contribution.title).where(published_visible_to(reader)))
            )
            for thing in things:
                stored = find_any(Contribution, thing.id)
                assert stored is not None
                assert can_see(reader, stored) == may_read(role, thing), (role, str(thing))
                assert could_have_seen(reader, stored) == could_read(role, thing), (
                    role,
                    str(thing),
                )
            assert seen == {one.id for one in things if may_read(role, one)}, role
            assert shown == listed(things, role), role
