from itertools import count
from typing import Any

from app.accounts.actor import Actor, actor_for
from app.accounts.models import Member, MemberStatus, ProfileVisibility
from app.accounts.passwords import hash_password
from app.organisations.models import Membership, Structure, StructureStatus
from app.slugs import slug_of
from tests.make.saving import save

_numbers = count(1)


def make_structure(
    *, name: str = "Appui de la Lys", status: StructureStatus = StructureStatus.ACTIVE
) -> Structure:
    return save(Structure(name=name, slug=f"{slug_of(name)}-{next(_numbers)}", status=status))


def make_account(
    *,
    name: str = "Ada L.",
    status: MemberStatus = MemberStatus.ACTIVE,
    is_facilitator: bool = False,
    is_administrator: bool = False,
    password: str | None = None,
    profile_visibility: ProfileVisibility = ProfileVisibility.NETWORK,
) -> Member:
    """Somebody with an account and no structure: a guest. A password takes 70 ms to make."""
    n = next(_numbers)
    return save(
        Member(
            email=f"membre{n}@exemple.test",
            name=name,
            slug=slug_of(name),
            session_key=f"key-{n}",
            status=status,
            is_facilitator=is_facilitator,
            is_administrator=is_administrator,
            password_hash=hash_password(password) if password else None,
            profile_visibility=profile_visibility,
        )
    )


def make_member(
    *,
    name: str = "Ada L.",
    structure: Structure | None = None,
    is_referent: bool = False,
    is_facilitator: bool = False,
    is_administrator: bool = False,
    **account: Any,
) -> Member:
    """An advisor of an active structure; `account` goes to `make_account`."""
    member = make_account(
        name=name, is_facilitator=is_facilitator, is_administrator=is_administrator, **account
    )
    structure = structure or make_structure()
    save(Membership(member_id=member.id, structure_id=structure.id, is_referent=is_referent))
    return member


def make_actor(member: Member | None = None, **kwargs: object) -> Actor:
    """A member as actions receive them."""
    return actor_for(member or make_member(**kwargs))  # type: ignore[arg-type]
