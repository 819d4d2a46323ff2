"""Builders of practice sheets: `sheet_content()` is a whole text, ready to be published."""

from collections.abc import Mapping
from typing import Any

from app.accounts.actor import actor_for
from app.accounts.models import Member
from app.contributions.models import Visibility
from app.database import db
from app.organisations.models import Structure
from app.practices.actions import publish_sheet, write_sheet
from app.practices.content.fields import GRID
from app.practices.models import PracticeSheet
from tests.make.accounts import make_member
from tests.make.saving import save

TITLE = "Tenir une permanence d’accueil à trois structures"
SUMMARY = (
    "Les porteurs de projet devaient faire une heure de route pour un premier rendez-vous. Trois"
    " structures tiennent désormais ensemble une permanence, un jeudi sur deux, à la médiathèque."
)
DIFFICULTIES = (
    "Les trois premiers mois, nous avons reçu sept personnes en tout et failli arrêter. La"
    " communication numérique n’a presque rien donné ; les secrétaires de mairie, si."
)


def sheet_content(structure: str = "", **fields: Any) -> dict[str, Any]:
    """A text that lacks nothing; `structure` is the slug of the structure it comes from."""
    return {
        "titre": TITLE,
        "resume": SUMMARY,
        "themes": ["orientation-relais", "analyse-demande"],
        "etapes": ["etape-emergence"],
        "publics": ["habitants-ruraux"],
        "fonctions": ["fonction-accueil"],
        "territoires": ["ville:02381"],
        "structure": structure,
        "periode_debut": "2024-03",
        "maturite": "mp-prometteuse",
        "probleme": "La moitié avaient rencontré **deux ou trois** structures avant la bonne.",
        "contexte_local": "La Thiérache est peu dense et les transports collectifs y sont rares.",
        "contexte_origine": {row.name: f"Réponse sur {row.label.lower()}." for row in GRID},
        "objectifs": ["Offrir un premier accueil à moins de trente minutes de route."],
        "etapes_demarche": [
            {
                "titre": "Se mettre d’accord",
                "description": "Écrire ce que l’on fait, et ce que l’on ne fait pas.",
                "duree": "deux réunions",
                "acteurs": "les trois directions",
            },
            {"titre": "Tenir la permanence à deux", "description": "Café offert."},
        ],
        "marques_demarche": [
            {"cle": "", "marque": "noyau", "texte": "Une fiche-navette gardée par la personne."},
            {"cle": "", "marque": "adaptable", "texte": "Le jour et la fréquence."},
        ],
        "acteurs": "Une structure rurale généraliste, un appui aux associations, une coopérative.",
        "temps": "Huit heures par quinzaine à deux personnes.",
        "equipe": "Six accueillants en rotation.",
        "cout_estime": {"montant": 4200, "annee": 2025, "detail": "Déplacements et animation."},
        "resultats": "En dix-huit mois, 143 personnes reçues pour 96 projets.",
        "type_preuve": ["Données de suivi"],
        "parole": {"texte": "Je n’ai raconté mon projet qu’une fois.", "qui": "une porteuse"},
        "facteurs_reussite": ["Le binôme de structures différentes.", "La régularité."],
        "difficultes": DIFFICULTIES,
        "prerequis": ["Un lieu neutre prêté au moins un an."],
        "contre_indications": "En ville dense, un standard commun rend le même service.",
        "premier_pas": "Essayez trois dates avec une seule autre structure.",
        "contacts": [{"fonction": "Animation", "structure": structure, "moyen": "messagerie"}],
        "accord_structure": True,
        "anonymat_verifie": True,
        "licence": "CC BY-SA 4.0",
        **fields,
    }


def make_draft_sheet(
    author: Member | None = None, content: Mapping[str, Any] | None = None, **fields: Any
) -> PracticeSheet:
    """A sheet being written: with a title only, unless more is said."""
    actor = actor_for(author or make_member())
    text = content if content is not None else {"titre": TITLE, **fields}
    return save(write_sheet(actor, text))


def make_sheet(
    author: Member | None = None,
    *,
    visibility: Visibility = Visibility.NETWORK,
    coauthors: tuple[Member, ...] = (),
    **fields: Any,
) -> PracticeSheet:
    """A published sheet, of its author's structure."""
    actor = actor_for(author or make_member())
    origin = db.session.get_one(Structure, actor.home_structure_id)
    sheet = write_sheet(
        actor,
        sheet_content(origin.slug, **fields),
        visibility=visibility,
        coauthors=coauthors,
    )
    publish_sheet(actor, sheet, "Première publication.")
    return save(sheet)


def address_of(sheet: PracticeSheet, *, section: str = "") -> str:
    """Where a sheet is read, or where one of its sections is written."""
    address = f"/fiches/{sheet.id}-{sheet.slug}"
    return f"{address}/modifier?section={section}" if section else address
