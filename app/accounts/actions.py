from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select, update

from app.accounts import throttling
from app.accounts.actor import Actor
from app.accounts.addresses import is_an_address, normal_email
from app.accounts.events import SignedIn, TextLeft
from app.accounts.models import (
    LinkPurpose,
    Member,
    MemberStatus,
    OneTimeLink,
    ProfileVisibility,
    member_terms,
)
from app.accounts.passwords import hash_password, is_password, needs_rehash, weakness
from app.accounts.permissions import can_manage_members
from app.accounts.queries import find_live_link, find_member_by_email
from app.accounts.throttling import Bucket, Limit, network_of
from app.accounts.tokens import hash_of, new_token
from app.clock import now, today
from app.database import db, transaction
from app.errors import Conflict, Forbidden, Gone, Invalid, TooManyRequests
from app.events import publish
from app.i18n import gettext as _
from app.markup import clean_line
from app.slugs import slug_of

DAY = 24 * 60
LIFETIMES = {
    LinkPurpose.RESET: timedelta(hours=1),
    LinkPurpose.INVITATION: timedelta(days=14),
}
# Somebody who forgot waits longer each time; who tries from everywhere at once is slowed too.
SAME_PLACE = (Limit(5, 15), Limit(10, 60), Limit(20, DAY))
ONE_NETWORK = (Limit(30, 15),)
ONE_ACCOUNT = (Limit(100, 60),)
RESETS_BY_NETWORK = (Limit(20, 60),)
RESETS_BY_ACCOUNT = (Limit(3, 60), Limit(8, DAY))


# ---- Signing in ----


def sign_in(email: str, password: str, address: str) -> Member:
    """Return the member whose address and password these are.

    Takes as long, and says the same, whether the address is known or not. Raises Invalid,
    TooManyRequests, or Forbidden for an account that was closed.
    """
    email, network = normal_email(email), network_of(address)
    here = Bucket(f"sign-in:{email}:{network}", SAME_PLACE)
    with transaction():  # ended before the password is hashed: nobody waits for that
        tries = throttling.count_try(
            here,
            Bucket(f"sign-in:{network}", ONE_NETWORK),
            Bucket(f"sign-in:{email}", ONE_ACCOUNT),
        )
        found = find_member_by_email(email)
        member_id, password_hash = (found.id, found.password_hash) if found else (0, None)
    if not is_password(password, password_hash):
        raise Invalid(_("Adresse ou mot de passe incorrect."))
    member = db.session.get_one(Member, member_id)
    if not member.is_active:
        raise Forbidden(_("Ce compte est fermé. Écrivez à l’animation du réseau pour le rouvrir."))
    throttling.give_back(tries)
    throttling.empty(here)
    if password_hash and needs_rehash(password_hash):
        member.password_hash = hash_password(password)
    return member


def welcome(member: Member, place: str = "", fields: Mapping[str, list[str]] | None = None) -> None:
    """Tell that a member signed in, and what they were sending when they were asked to."""
    publish(SignedIn(member_id=member.id, place=place, fields=fields))


def keep_text(member_id: int, place: str, fields: Mapping[str, list[str]]) -> None:
    """Keep what a refused request held, for good: the refusal undoes everything else."""
    with transaction():
        publish(TextLeft(member_id=member_id, place=place, fields=fields))


def forget_old_attempts() -> None:
    """Remove the tries that no longer count, and the links long dead."""
    throttling.forget_old()
    long_dead = now() - timedelta(days=30)
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < long_dead))


# ---- Passwords ----


def issue_link(member: Member, purpose: LinkPurpose) -> str:
    """Return the token of a new one-time link; only its hash is kept."""
    token = new_token()
    db.session.add(
        OneTimeLink(
            member_id=member.id,
            purpose=purpose,
            token_hash=hash_of(token),
            expires_at=now() + LIFETIMES[purpose],
        )
    )
    return token


def ask_for_reset(email: str, address: str) -> tuple[Member, str] | None:
    """Return who is to receive which token, or None: the page says the same in both cases."""
    email = normal_email(email)
    throttling.count_try(Bucket(f"reset:{network_of(address)}", RESETS_BY_NETWORK))
    try:
        throttling.count_try(Bucket(f"reset:{email}", RESETS_BY_ACCOUNT))
    except TooManyRequests:
        return None
    member = find_member_by_email(email)
    if member is None or not member.is_active:
        return None
    return member, issue_link(member, LinkPurpose.RESET)


def choose_password(token: str, password: str) -> Member:
    """Spend a one-time link to give its member a new password; every other session ends."""
    link = find_live_link(token)
    if link is None:
        raise Gone(_("Ce lien a déjà servi, ou son délai est passé."))
    member = link.member
    _set_password(member, password)
    spent = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.member_id == member.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )
    if not spent.rowcount:  # type: ignore[attr-defined]
        raise Gone(_("Ce lien a déjà servi, ou son délai est passé."))
    return member


def change_password(actor: Actor, current: str, new: str) -> None:
    """Replace one's own password; every other session ends."""
    member_id, current_hash = actor.id, actor.member.password_hash
    tries = throttling.count_try(Bucket(f"change:{member_id}", SAME_PLACE))
    if not is_password(current, current_hash):
        raise Forbidden(_("Ce n’est pas votre mot de passe actuel."))
    throttling.give_back(tries)
    _set_password(actor.member, new)


def _set_password(member: Member, password: str) -> None:
    refusal = weakness(password, member.email, member.name)
    if refusal:
        raise Invalid(refusal)
    member.password_hash = hash_password(password)
    member.session_key = new_token()


# ---- Profile ----


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a member says of themselves, and who may read it."""

    name: str
    job_id: int | None = None
    presentation: str = ""
    availability: str = ""
    term_ids: Collection[int] = ()
    visibility: ProfileVisibility = ProfileVisibility.NETWORK


def edit_profile(actor: Actor, profile: Profile) -> None:
    """Replace what one says of oneself."""
    describe(actor.member, profile)


def describe(member: Member, profile: Profile) -> None:
    """Write a profile; the member's own edits come through `edit_profile`."""
    _rename(member, profile.name)
    member.job_id = profile.job_id
    member.presentation = profile.presentation.strip()
    member.availability = clean_line(profile.availability)
    member.profile_visibility = profile.visibility
    db.session.execute(delete(member_terms).where(member_terms.c.member_id == member.id))
    if profile.term_ids:
        db.session.execute(
            member_terms.insert(),
            [{"member_id": member.id, "term_id": one} for one in sorted(set(profile.term_ids))],
        )
    db.session.flush()
    db.session.expire(member, ["terms", "job"])  # read again with what was just written


def _rename(member: Member, name: str) -> None:
    name = clean_line(name)
    if not name:
        raise Invalid(_("Écrivez un nom, avec au moins une lettre."))
    member.name, member.slug = name, slug_of(name)


# ---- Accounts ----


def create_member(
    name: str,
    email: str,
    *,
    password: str | None = None,
    is_facilitator: bool = False,
    is_administrator: bool = False,
    arrived_on: date | None = None,
) -> Member:
    """Open an account, for whoever may (a command, the demo, an administrator's invitation)."""
    if not is_an_address(email):
        raise Invalid(_("Écrivez une adresse complète, comme prenom@structure.fr."))
    if find_member_by_email(email) is not None:
        raise Conflict(_("Un compte existe déjà avec cette adresse."))
    member = Member(
        email=normal_email(email),
        session_key=new_token(),
        password_hash=None,
        is_facilitator=is_facilitator,
        is_administrator=is_administrator,
        arrived_on=arrived_on or today(),
    )
    _rename(member, name)
    if password is not None:
        _set_password(member, password)
    db.session.add(member)
    db.session.flush()  # callers need its id
    return member


def make_administrator(name: str, email: str, password: str) -> Member:
    """Open an administrator's account, or give an existing one the role and this password."""
    member = find_member_by_email(email)
    if member is None:
        return create_member(name, email, password=password, is_administrator=True)
    _set_password(member, password)
    member.is_administrator = True
    member.status = MemberStatus.ACTIVE
    return member


def invite_member(actor: Actor, name: str, email: str) -> tuple[Member, str]:
    """Open an account without a password; return it with the token of its invitation."""
    _check_manager(actor)
    member = create_member(name, email)
    return member, issue_link(member, LinkPurpose.INVITATION)


def invite_again(actor: Actor, member: Member) -> str:
    """Return the token of a new invitation; the earlier ones no longer open anything."""
    _check_manager(actor)
    if member.password_hash is not None:
        raise Conflict(_("Cette personne a déjà choisi son mot de passe."))
    if not member.is_active:
        raise Conflict(_("Ce compte est suspendu\u00a0: réactivez-le d’abord."))
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.member_id == member.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )
    return issue_link(member, LinkPurpose.INVITATION)


def set_roles(
    actor: Actor, member: Member, *, is_facilitator: bool, is_administrator: bool
) -> None:
    """Give or take back the roles that run the site; one administrator always remains."""
    _check_manager(actor)
    if member.is_administrator and not is_administrator:
        _check_another_administrator(member)
    member.is_facilitator = is_facilitator
    member.is_administrator = is_administrator


def suspend(actor: Actor, member: Member) -> None:
    """Close an account for a time; its open sessions end, what it published stays."""
    _check_manager(actor)
    if member.id == actor.id:
        raise Forbidden(_("Vous ne pouvez pas suspendre votre propre compte."))
    if member.is_administrator:
        _check_another_administrator(member)
    member.status = MemberStatus.SUSPENDED
    member.session_key = new_token()


def reactivate(actor: Actor, member: Member) -> None:
    """Open again an account that was suspended or left."""
    _check_manager(actor)
    member.status = MemberStatus.ACTIVE


def _check_manager(actor: Actor) -> None:
    if not can_manage_members(actor):
        raise Forbidden(_("Seule l’administration du site peut faire cela."))


def _check_another_administrator(member: Member) -> None:
    # Locked, so that two administrators cannot remove one another at the same moment.
    administrators = db.session.scalars(
        select(Member.id)
        .where(Member.is_administrator, Member.status == MemberStatus.ACTIVE)
        .with_for_update()
    ).all()
    if set(administrators) <= {member.id}:
        raise Conflict(_("Il faut au moins une personne pour administrer le site."))
