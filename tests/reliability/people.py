"""Who writes in the drills, and what: a few advisors, an administrator, one topic."""

from pathlib import Path

from app.accounts.actor import actor_for
from app.accounts.passwords import hash_password
from app.database import db, transaction, writes
from app.forum.actions import load_categories
from app.jobs import migrations
from app.themes.actions import load_terms, load_territories
from app.themes.models import THEME
from tests.make.accounts import make_member, make_structure
from tests.make.forum import make_topic
from tests.make.practices import make_draft_sheet
from tests.make.resources import make_resource
from tests.reliability.site import PASSWORD, Person, ServedSite, looking_into

ADVISORS = 8
ADMINISTRATOR = "admin@exemple.test"


def advisor(number: int) -> str:
    return f"conseil{number}@exemple.test"


def fill(folder: Path) -> None:
    """Make the tables, the default data, the people and what they have written."""
    with looking_into(folder):
        migrations.upgrade()
        writes(True)
        with transaction():
            load_terms()
            load_territories()
            load_categories()
        secret = hash_password(PASSWORD)  # made once: it takes 70 ms
        structure, other = make_structure(), make_structure(name="Relais du Ternois")
        people = [
            make_member(name=f"Membre {n}", structure=(structure, other)[n % 2])
            for n in range(ADVISORS)
        ]
        admin = make_member(name="Admin", structure=structure, is_administrator=True)
        for member, email in [
            *zip(people, map(advisor, range(ADVISORS)), strict=True),
            (admin, ADMINISTRATOR),
        ]:
            member.email, member.password_hash = email, secret
        db.session.commit()
        author = actor_for(people[0])
        make_topic(author=author)
        make_resource(author=author)
        make_draft_sheet(people[0])


def signed_in(site: ServedSite, number: int) -> Person:
    person = site.person(advisor(number))
    assert person.sign_in().status == 302
    return person


def topic_address(site: ServedSite) -> str:
    return _address(site, "topic", "/forum/sujets/")


def resource_address(site: ServedSite) -> str:
    return _address(site, "resource", "/ressources/")


def sheet_address(site: ServedSite) -> str:
    return _address(site, "sheet", "/fiches/")


def _address(site: ServedSite, kind: str, prefix: str) -> str:
    wanted = "SELECT id, slug FROM contributions WHERE kind = ? ORDER BY id LIMIT 1"
    found, slug = site.query(wanted, kind)[0]
    return f"{prefix}{found}-{slug}"


def a_theme(site: ServedSite) -> str:
    wanted = "SELECT id FROM terms WHERE scheme = ? AND parent_id IS NOT NULL ORDER BY id LIMIT 1"
    return str(site.query(wanted, THEME)[0][0])
