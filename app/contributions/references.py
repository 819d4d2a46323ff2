"""Whom and what texts name: read for each reader when a page is sent, proposed to who writes.

A page may hold many texts, of any room: their references are all read in one statement a page.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from flask import Response, request, url_for
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Subquery,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member, MemberStatus, ProfileVisibility
from app.accounts.session import current_reader
from app.contributions.kinds import kind_named
from app.contributions.models import Contribution
from app.contributions.permissions import contributions_visible_to, published_visible_to
from app.contributions.viewing import VIEW, VISITOR
from app.database import db
from app.groups.models import GroupMembership
from app.i18n import gettext as _
from app.markup.references import CLASS, MEMBER, THINGS, Named, Reference, fill, references_in
from app.organisations.models import Membership, Structure
from app.slugs import slug_of

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]

MOST_PROPOSED = 8
MOST_NAMED = 400
KINDS = dict(zip(THINGS, ("topic", "resource", "sheet"), strict=True))
WORDS = {kind: word for word, kind in KINDS.items()}
_SIGN = f'<a class="{CLASS}"'.encode()


def fill_page(response: Response) -> Response:
    """Put names and titles where the texts of a page name members and things."""
    if response.mimetype != "text/html" or response.direct_passthrough or not response.is_sequence:
        return response
    if _SIGN in response.get_data():
        as_visitor = request.args.get(VIEW) == VISITOR
        reader = None if as_visitor else current_reader()
        response.set_data(filled(reader, response.get_data(as_text=True)))
    return response


def filled(reader: Reader, html: str) -> str:
    """Return HTML whose references read as this reader may read them."""
    wanted = sorted(references_in(html))[:MOST_NAMED]
    return fill(html, named_for(reader, wanted)) if wanted else html


def named_for(reader: Reader, wanted: Collection[Reference]) -> Mapping[Reference, Named]:
    """Say how each reference reads: a title only for who may read the thing, in one statement."""
    people = {one.number for one in wanted if one.word == MEMBER}
    things = {one.number for one in wanted if one.word != MEMBER}
    parts: list[AnySelect] = [_members(reader, people)] if people else []
    if things:
        parts.append(
            select(
                literal(1).label("is_thing"),
                Contribution.id,
                Contribution.kind,
                Contribution.slug,
                Contribution.title,
            ).where(Contribution.id.in_(things), contributions_visible_to(reader))
        )
    found = {
        _reference(row): _named(reader, row) for row in db.session.execute(union_all(*parts)).all()
    }
    unknown = {MEMBER: Named(_("@un membre"))}
    return {
        one: found.get(one, unknown.get(one.word, Named(_("contenu réservé")))) for one in wanted
    }


def _members(reader: Reader, ids: Collection[int]) -> AnySelect:
    return select(
        literal(0).label("is_thing"),
        Member.id,
        cast(Member.profile_visibility, String).label("kind"),
        Member.slug,
        Member.name.label("title"),
    ).where(Member.id.in_(ids), Member.status.in_(Member.USABLE), _name_known_to(reader))


def _name_known_to(reader: Reader) -> ColumnElement[bool]:
    """Members know each other's names; others, those of their groups and of public profiles."""
    public = Member.profile_visibility == ProfileVisibility.PUBLIC
    if reader is None:
        return public
    if reader.is_network_member:
        return true()
    together = exists().where(
        GroupMembership.member_id == Member.id, GroupMembership.group_id.in_(reader.group_ids)
    )
    return or_(public, together, Member.id == reader.id)


def _reference(row: AnyRow) -> Reference:
    return Reference(WORDS.get(row.kind, "") if row.is_thing else MEMBER, row.id)


def _named(reader: Reader, row: AnyRow) -> Named:
    if row.is_thing:
        return Named(row.title, kind_named(row.kind).address(row.id, row.slug))
    closed = row.kind == ProfileVisibility.STRUCTURE.value
    may_open = not closed or (reader is not None and reader.is_facilitator)
    href = url_for("network.member", member_id=row.id, slug=row.slug) if may_open else ""
    return Named(f"@{row.title}", href)


# --- What is proposed to who writes ---------------------------------------------------------


def propose_members(actor: Actor, typed: str) -> list[dict[str, str]]:
    """Return the members whose name begins like what was typed after an @."""
    start = slug_of(typed) if typed.strip() else ""
    if not start:
        return []
    home = _home()
    rows = db.session.execute(
        select(Member.id, Member.slug, Member.name, home.c.name.label("structure"))
        .outerjoin(home, home.c.member_id == Member.id)
        .where(
            Member.status == MemberStatus.ACTIVE,
            Member.id != actor.id,
            or_(Member.slug.startswith(start), Member.slug.contains(f"-{start}")),
            _profile_open_to(actor),
        )
        .order_by(Member.slug.startswith(start).desc(), Member.slug, Member.id)
        .limit(MOST_PROPOSED)
    )
    return [
        {"text": f"@{row.slug}.{row.id}", "label": row.name, "detail": row.structure or ""}
        for row in rows
    ]


def _home() -> Subquery:
    first = (
        select(Membership.member_id, Membership.structure_id)
        .where(Membership.ended_on.is_(None))
        .subquery()
    )
    return (
        select(first.c.member_id, func.min(Structure.name).label("name"))
        .join(Structure, Structure.id == first.c.structure_id)
        .group_by(first.c.member_id)
        .subquery()
    )


def _profile_open_to(actor: Actor) -> ColumnElement[bool]:
    """Who shows their profile to their structure alone is proposed to nobody else."""
    if actor.is_facilitator:
        return true()
    same = exists().where(
        Membership.member_id == Member.id, Membership.structure_id.in_(actor.structure_ids)
    )
    return or_(Member.profile_visibility != ProfileVisibility.STRUCTURE, same)


def propose_things(reader: Actor, typed: str) -> list[dict[str, str]]:
    """Return the topics, resources and sheets whose title holds what was typed after a #."""
    words = [word for word in slug_of(typed).split("-") if word][:6] if typed.strip() else []
    if not words:
        return []
    statement = select(
        Contribution.id, Contribution.kind, Contribution.title, Contribution.slug
    ).where(Contribution.kind.in_(WORDS), published_visible_to(reader))
    for word in words:
        statement = statement.where(
            or_(Contribution.slug.startswith(word), Contribution.slug.contains(f"-{word}"))
        )
    rows = db.session.execute(
        statement.order_by(Contribution.last_activity_at.desc(), Contribution.id).limit(
            MOST_PROPOSED
        )
    ).all()
    return [
        {
            "text": f"#{WORDS[row.kind]}-{row.id}",
            "label": row.title,
            "detail": str(kind_named(row.kind).label),
        }
        for row in rows
    ]
