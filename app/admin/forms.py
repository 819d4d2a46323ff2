from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.accounts.forms import whole_address
from app.admin.words import STRUCTURE_STATUSES
from app.database import row_id
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.organisations.models import Structure

LONGEST_NAME = 60
LONGEST_STRUCTURE = 120


class StructureField(SelectField):
    """One structure of the network; nothing chosen is None."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[], coerce=_id_or_none, **kwargs)

    def offer(self, structures: Sequence[Structure], blank: str) -> None:
        """Offer these structures, after a line that chooses none."""
        self.choices = [("", blank), *((one.id, one.name) for one in structures)]


def _id_or_none(value: Any) -> int | None:
    return row_id(value)


class InviteForm(FlaskForm):
    """Somebody new: their name, where to write to them, where they work."""

    name = StringField(
        _l("Nom affiché"),
        [
            InputRequired(_l("Écrivez le nom de la personne.")),
            Length(max=LONGEST_NAME, message=_l("60 caractères au plus.")),
        ],
        description=_l("Prénom et nom, ou prénom et initiale. La personne pourra le changer."),
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    email = EmailField(
        _l("Adresse de courriel"),
        [
            InputRequired(_l("Écrivez l’adresse où envoyer l’invitation.")),
            whole_address,
        ],
        render_kw={"autocomplete": "off"},
    )
    structure = StructureField(_l("Structure"))
    is_referent = BooleanField(
        _l("Référent·e de sa structure"),
        description=_l("Gère la page et les personnes de sa structure."),
    )

    def offer(self, structures: Sequence[Structure]) -> None:
        """Offer the structures; none makes a guest."""
        self.structure.offer(structures, _("Aucune (une personne invitée)"))


class PlaceForm(FlaskForm):
    """One more structure for somebody, or another capacity in one of theirs."""

    structure = StructureField(_l("Structure"), [InputRequired(_l("Choisissez une structure."))])
    is_referent = BooleanField(_l("Référent·e de cette structure"))

    def offer(self, structures: Sequence[Structure]) -> None:
        """Offer the structures; one must be chosen."""
        self.structure.offer(structures, _("Choisissez…"))


class RolesForm(FlaskForm):
    """The roles that run the site."""

    is_facilitator = BooleanField(
        _l("Animation du réseau"),
        description=_l("Modère, anime les ateliers, accueille les structures."),
    )
    is_administrator = BooleanField(
        _l("Administration du site"),
        description=_l("Gère les comptes, les rôles et les structures."),
    )


class StructureForm(FlaskForm):
    """The name of a structure, and where it stands."""

    name = StringField(
        _l("Nom"),
        [
            InputRequired(_l("Écrivez le nom de la structure.")),
            Length(max=LONGEST_STRUCTURE, message=_l("120 caractères au plus.")),
        ],
        render_kw={"autocomplete": "off", "maxlength": LONGEST_STRUCTURE},
    )
    status = SelectField(
        _l("Situation dans le réseau"),
        choices=lambda: [(one.value, str(label)) for one, label in STRUCTURE_STATUSES.items()],
        default="active",
        description=_l("Seules les personnes d’une structure active lisent les pages du réseau."),
    )
