"""Load the demonstration through the actions of the rooms, at the dates the content gives."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.actions import Profile, create_member, describe
from app.accounts.actor import Actor, actor_for
from app.accounts.models import Member, MemberStatus, ProfileVisibility
from app.clock import frozen_at, now
from app.contributions.actions import cite
from app.contributions.models import CitationKind, Contribution, Visibility
from app.database import db, transaction
from app.demo import reading
from app.demo.accounts import PASSWORD
from app.demo.answering import answer_as_written
from app.demo.conversations import load_conversations
from app.demo.files import make_file
from app.demo.reading import Document, moment_of
from app.files.actions import store_upload
from app.forum.actions import TopicFields, publish_topic, start_topic
from app.forum.models import Category, Nature
from app.forum.posting import accept_answer, reply
from app.forum.queries import get_topic
from app.markup import typeset
from app.notifications.actions import settle_before
from app.organisations.actions import found_structure, join_structure
from app.organisations.models import StructureStatus
from app.practices.actions import publish_sheet, rewrite_sheet, write_sheet
from app.practices.models import PracticeSheet
from app.resources.actions import ResourceContent, deposit, publish_resource
from app.resources.models import Language, Licence
from app.settings import current_settings
from app.themes import models as schemes
from app.themes.queries import find_term, find_territory, terms_by_slug
from app.web.facts import DEMO, write_fact

Say = Callable[[str], None]
STILL_NEWS = timedelta(days=7)
VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "reseau": Visibility.NETWORK,
    "structure": Visibility.STRUCTURE,
    "groupe": Visibility.GROUP,
}
STRUCTURE_STATUSES = {
    "demande": StructureStatus.REQUEST,
    "active": StructureStatus.ACTIVE,
    "en veille": StructureStatus.DORMANT,
    "sortie": StructureStatus.LEFT,
}
MEMBER_STATUSES = {"actif": MemberStatus.ACTIVE, "en attente": MemberStatus.PENDING}
PROFILES = {
    "public": ProfileVisibility.PUBLIC,
    "reseau": ProfileVisibility.NETWORK,
    "structure": ProfileVisibility.STRUCTURE,
}
SCHEMES_OF = {
    "themes": schemes.THEME,
    "etapes": schemes.STAGE,
    "secteurs": schemes.SECTOR,
    "publics": schemes.PUBLIC,
}


@dataclass
class Names:
    """What the content calls each thing, and which row it became."""

    structures: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    resources: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Return a member as actions receive them."""
        return actor_for(db.session.get_one(Member, self.members[name]))


def is_empty() -> bool:
    """Say whether nobody has an account yet."""
    return db.session.scalar(select(Member.id).limit(1)) is None


def load(say: Say) -> None:
    """Load everything, kind by kind; the site says that it is a demonstration from then on."""
    names = Names()
    for words, step in (
        ("structures et membres", _load_people),
        ("ressources et leurs fichiers", _load_resources),
        ("fiches de bonne pratique", _load_sheets),
        ("discussions du forum", _load_topics),
        ("conversations privées", lambda names: load_conversations(names.actor)),
    ):
        with transaction():
            say(f"  … {step(names)} {words}")
    with transaction():
        # These people were told long ago; only the last days still ring their bell.
        settle_before(now() - STILL_NEWS)
        write_fact(DEMO, "loaded")


def _load_people(names: Names) -> int:
    for one in reading.structures():
        structure = found_structure(
            typeset(one["nom"]),
            slug=one["id"],
            status=STRUCTURE_STATUSES[one["statut"]],
            admitted_on=_day(one.get("admise_le")),
        )
        structure.presentation = typeset(one["presentation"])
        structure.acronym = one["sigle"] or ""
        kind = find_term(schemes.STRUCTURE_TYPE, one["type"])
        structure.type_id = kind.id if kind else None
        structure.is_demo = True
        names.structures[one["id"]] = structure.id
    for one in reading.people():
        _load_member(one, names)
    return len(names.structures) + len(names.members)


def _load_member(one: dict[str, Any], names: Names) -> None:
    roles = one["roles"]
    member = create_member(
        one["nom_affiche"],
        one["contacts"]["courriel"],
        password=PASSWORD,
        is_facilitator="animation" in roles,
        is_administrator="administration" in roles,
        arrived_on=_day(one["arrivee_le"]),
    )
    member.status, member.is_demo = MEMBER_STATUSES[one["statut"]], True
    job = find_term(schemes.FUNCTION, one["metier"])
    known = terms_by_slug(schemes.THEME, one["themes"])
    known += terms_by_slug(schemes.SKILL, one["competences"])
    describe(
        member,
        Profile(
            name=one["nom_affiche"],
            job_id=job.id if job else None,
            presentation=typeset(one["presentation"]),
            availability=typeset(_without_messages(one["disponibilite"])),
            term_ids=[term.id for term in known],
            visibility=PROFILES[one["visibilite"]],
        ),
    )
    join_structure(
        member.id,
        names.structures[one["structure"]],
        is_referent="referent" in roles,
        since=_day(one["arrivee_le"]),
    )
    names.members[one["id"]] = member.id


def _load_resources(names: Names) -> int:
    for document in reading.documents("ressources"):
        front = document.front
        actor = names.actor(front["deposant"])
        with frozen_at(moment_of(front["date_depot"])):
            visibility = VISIBILITIES[front["visibilite"]]
            resource = deposit(actor, _resource_content(document, actor), visibility)
            _belongs(resource, names.structures[front["structure"]])
            publish_resource(actor, resource)
        names.resources[front["id"]] = resource.id
    return len(names.resources)


def _resource_content(document: Document, actor: Actor) -> ResourceContent:
    front = document.front
    kind = find_term(schemes.RESOURCE_TYPE, front["type"])
    return ResourceContent(
        title=typeset(front["titre"]),
        description=document.body,
        type_id=kind.id if kind else None,
        term_ids=_terms(front),
        territory_ids=_territories(front.get("territoires") or ()),
        file_ids=[_store(actor, spec, front) for spec in front["fichier"]],
        url=front["adresse"] or "",
        keywords=front.get("mots_cles") or (),
        extent=typeset(front.get("taille_duree") or ""),
        language=Language(front["langue"]),
        authors=typeset(front["auteurs"]),
        made_on=str(front["date_creation"] or ""),
        licence=Licence(front["licence"]),
        rights_checked=front["droits_verifies"],
        valid_until=_day(front.get("valable_jusqua")),
    )


def _store(actor: Actor, spec: dict[str, Any], front: dict[str, Any]) -> int:
    name, content = make_file(spec, title=typeset(front["titre"]))
    most = current_settings().max_upload_bytes
    return store_upload(actor, io.BytesIO(content), name, max_bytes=most).id


def _load_sheets(names: Names) -> int:
    """Begin every sheet before publishing any: they point at one another."""
    documents = reading.documents("fiches")
    sheets = {}
    for document in documents:
        front = document.front
        author, *others = (names.actor(name) for name in front["auteurs"])
        with frozen_at(moment_of(front["publie_le"])):
            sheet = write_sheet(
                author,
                {"titre": front["titre"]},
                visibility=VISIBILITIES[front["visibilite"]],
                coauthors=[other.member for other in others],
            )
        sheets[front["id"]], names.sheets[front["id"]] = sheet, sheet.id
    for document in documents:
        _publish_revisions(document, sheets[document.front["id"]], names)
    return len(documents)


def _publish_revisions(document: Document, sheet: PracticeSheet, names: Names) -> None:
    """Write the sheet as it stood at each revision, and publish it at the date of each."""
    front = document.front
    for revision, texts in reading.sheet_versions(document):
        actor = names.actor(revision["auteur"])
        with frozen_at(moment_of(revision["date"])):
            rewrite_sheet(actor, sheet, _sheet_content(front, revision, texts, names))
            publish_sheet(actor, sheet, typeset(revision["resume"]))
    _belongs(sheet, names.structures[front["structure"]])


def _sheet_content(
    front: dict[str, Any], revision: dict[str, Any], texts: dict[str, str], names: Names
) -> dict[str, Any]:
    read = reading.sheet_sections(texts)
    same = (
        "titre", "resume", "themes", "etapes", "secteurs", "publics", "fonctions", "territoires",
        "periode_debut", "periode_fin", "type_preuve", "cout_estime", "mode_essaimage",
        "appui_propose", "parole", "effets_inattendus", "place_des_porteurs", "contexte_origine",
        "accord_structure", "anonymat_verifie", "licence",
    )  # fmt: skip
    content: dict[str, Any] = {name: front[name] for name in same if front.get(name) is not None}
    content |= read.fields | read.marks
    content["maturite"] = revision["maturite"]
    content["structure"] = front["structure"]
    content["ressources"] = [names.resources[name] for name in front.get("ressources") or ()]
    content["fiches_liees"] = [names.sheets[name] for name in front.get("fiches_liees") or ()]
    content["contacts"] = [
        {**one, "moyen": _without_messages(one["moyen"])} for one in front.get("contacts") or ()
    ]
    content["date_revision"] = str(front["date_revision"])
    return content


def _load_topics(names: Names) -> int:
    documents = reading.documents("forum")
    for document in documents:
        _load_topic(document, names)
    return len(documents)


def _load_topic(document: Document, names: Names) -> None:
    front = document.front
    author = names.actor(front["auteur"])
    text, replies = reading.split_replies(document.body)
    with frozen_at(moment_of(front["date"])):
        about = names.sheets.get(front.get("a_propos", ""))
        topic = start_topic(author, _topic_fields(front, text, about))
        topic.is_demo = True
        publish_topic(author, topic)
        cited = [names.sheets[name] for name in front.get("fiches") or ()]
        cited += [names.resources[name] for name in front.get("ressources") or ()]
        cite(topic, cited, CitationKind.RELATED)
    helped = None
    for answer in replies:
        actor = names.actor(answer.author)
        with frozen_at(answer.written_at):
            post = reply(actor, get_topic(actor, topic.id), answer.text)
            helped = post.number if answer.helped else helped
    if helped is not None and topic.nature is Nature.QUESTION:
        accept_answer(author, get_topic(author, topic.id), helped)
    answer_as_written(front, topic.id, names.actor)


def _topic_fields(front: dict[str, Any], text: str, about: int | None) -> TopicFields:
    category = db.session.scalars(select(Category).where(Category.slug == front["rubrique"])).one()
    return TopicFields(
        title=typeset(front["titre"]),
        category=category,
        nature=Nature(front["nature"]),
        text=text,
        visibility=VISIBILITIES[front["visibilite"]],
        term_ids=_terms(front),
        territory_ids=_territories(front.get("territoires") or ()),
        expires_on=_day(front.get("echeance")),
        about=db.session.get(PracticeSheet, about) if about else None,
    )


def _belongs(contribution: Contribution, structure_id: int) -> None:
    contribution.structure_id = structure_id
    contribution.is_demo = True


def _terms(front: dict[str, Any]) -> list[int]:
    return [
        term.id
        for name, scheme in SCHEMES_OF.items()
        for term in terms_by_slug(scheme, front.get(name) or ())
    ]


def _territories(names: Iterable[str]) -> list[int]:
    found = (find_territory(*name.split(":", 1)) for name in names)
    return [place.id for place in found if place is not None]


def _without_messages(said: str) -> str:
    """Leave out what the content says of private messages, which the site does not carry."""
    return "" if "messagerie" in said else said


def _day(written: object) -> date | None:
    return date.fromisoformat(str(written)[:10]) if written else None
