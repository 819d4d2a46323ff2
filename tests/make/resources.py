"""Resources made through the real actions, and the fields of their form as a browser sends."""

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.actor import Actor
from app.contributions.models import State, Visibility
from app.database import db
from app.resources import actions
from app.resources.models import Licence, Resource
from app.themes.models import PUBLIC, RESOURCE_TYPE, THEME, Term
from tests.make.accounts import make_actor

TITLE = "Grille de premier entretien"
TYPE, THEME_SLUG, PUBLIC_SLUG = "grille", "tresorerie", "accompagnateurs"


def term(scheme: str, slug: str) -> Term:
    return db.session.scalars(select(Term).where(Term.scheme == scheme, Term.slug == slug)).one()


def resource_fields(**changes: object) -> dict[str, object]:
    """What a browser sends for a link that can be published; None leaves a field out."""
    fields = {
        "title": TITLE,
        "description": "Quatorze questions, à garder **en tête**.",
        "url": "https://exemple.fr/grille",
        "type": str(term(RESOURCE_TYPE, TYPE).id),
        "themes": [str(term(THEME, THEME_SLUG).id)],
        "publics": [str(term(PUBLIC, PUBLIC_SLUG).id)],
        "authors": "Pôle associatif du Dunkerquois",
        "licence": Licence.BY_SA.value,
        "language": "fr",
        "rights_checked": "y",
        "visibility": "network",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def make_resource(
    *,
    author: Actor | None = None,
    visibility: Visibility = Visibility.NETWORK,
    state: State = State.PUBLISHED,
    file_ids: Sequence[int] = (),
    terms: Sequence[Term] = (),
    **content: object,
) -> Resource:
    """A resource that lacks nothing, published under its author's structure."""
    author = author or make_actor(name="Nadia B.")
    chosen = terms or [term(THEME, THEME_SLUG), term(PUBLIC, PUBLIC_SLUG)]
    said = actions.ResourceContent(
        **{  # type: ignore[arg-type]
            "title": TITLE,
            "description": "Quatorze questions, à garder **en tête**.",
            "type_id": term(RESOURCE_TYPE, TYPE).id,
            "term_ids": [one.id for one in chosen],
            "file_ids": file_ids,
            "url": "" if file_ids else "https://exemple.fr/grille",
            "authors": "Pôle associatif du Dunkerquois",
            "rights_checked": True,
            **content,
        }
    )
    resource = actions.deposit(author, said, visibility)
    if state is State.PUBLISHED:
        actions.publish_resource(author, resource)
    db.session.commit()
    return resource


def address_of(resource: Resource) -> str:
    return f"/ressources/{resource.id}-{resource.slug}"
