"""The two forms of the rule of reading, for every reader and every state."""

from itertools import product

from sqlalchemy import select

from app.accounts.actor import Reader
from app.accounts.models import Member
from app.clock import now
from app.contributions.models import Contribution, State, Visibility, contribution_coauthors
from app.contributions.permissions import (
    can_see,
    contributions_visible_to,
    published_visible_to,
)
from app.contributions.queries import find_any
from app.database import db
from app.groups.models import Group, GroupMembership
from app.organisations.models import Membership, Structure, StructureStatus
from tests.make.accounts import make_account, make_actor, make_member, make_structure
from tests.make.forum import make_topic
from tests.make.saving import save


def everything() -> list[Contribution]:
    """One contribution of each visibility, state and fate, of one author."""
    author = make_actor(make_member(structure=make_structure(name="Chez nous")))
    group = save(Group(slug="un-groupe", title="Un groupe"))
    made = []
    for visibility, state, deleted in product(Visibility, State, (False, True)):
        topic = make_topic(author=author, state=State.DRAFT)
        topic.visibility, topic.state = visibility, state
        topic.group_id = group.id
        topic.deleted_at = now() if deleted else None
        made.append(topic)
    db.session.commit()
    return list(made)


def readers(one: Contribution) -> dict[str, Reader]:
    colleague = make_member()
    home = db.session.get_one(Structure, one.structure_id)
    guest, coauthor = make_account(name="Invitée"), make_member(name="Co-autrice")
    save(GroupMembership(group_id=one.group_id, member_id=guest.id))
    db.session.execute(
        contribution_coauthors.insert().values(contribution_id=one.id, member_id=coauthor.id)
    )
    save(Membership(member_id=colleague.id, structure_id=home.id))
    former = make_structure(name="Partie", status=StructureStatus.LEFT)
    return {
        "visitor": None,
        "guest": make_actor(guest),
        "member": make_actor(),
        "colleague": make_actor(colleague),
        "coauthor": make_actor(coauthor),
        "former": make_actor(make_member(structure=former)),
        "facilitator": make_actor(is_facilitator=True),
        "author": make_actor(db.session.get_one(Member, one.author_id)),
    }


def test_both_forms_agree_for_every_reader_and_state():
    made = everything()
    people = readers(made[0])
    ids = [one.id for one in made]
    db.session.expunge_all()
    loaded = [find_any(Contribution, number) for number in ids]

    for name, reader in people.items():
        by_query = set(
            db.session.scalars(select(Contribution.id).where(contributions_visible_to(reader)))
        )
        by_rule = {one.id for one in loaded if one is not None and can_see(reader, one)}
        assert by_query == by_rule, name
        listed = set(
            db.session.scalars(select(Contribution.id).where(published_visible_to(reader)))
        )
        published = {one.id for one in loaded if one is not None and one.state is not State.DRAFT}
        assert listed == by_rule & published, name


def test_each_reader_finds_what_the_visibility_says():
    made = {(one.visibility, one.state): one for one in everything() if one.deleted_at is None}
    people = readers(made[Visibility.PUBLIC, State.DRAFT])
    expected = {
        "visitor": {Visibility.PUBLIC},
        "guest": {Visibility.PUBLIC, Visibility.GROUP},
        "member": {Visibility.PUBLIC, Visibility.NETWORK},
        "colleague": {Visibility.PUBLIC, Visibility.NETWORK, Visibility.STRUCTURE},
        "former": {Visibility.PUBLIC},
        "facilitator": {Visibility.PUBLIC, Visibility.NETWORK},
        "author": set(Visibility),
    }

    for name, visibilities in expected.items():
        statement = select(Contribution.visibility).where(
            contributions_visible_to(people[name]), Contribution.state == State.PUBLISHED
        )
        assert set(db.session.scalars(statement)) == visibilities, name
        drafts = select(Contribution.id).where(
            contributions_visible_to(people[name]), Contribution.state == State.DRAFT
        )
        assert bool(db.session.scalars(drafts).all()) == (name == "author"), name
