"""Fields that the forms of every kind share: vocabulary, and who will read."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.contributions.models import Contribution, Visibility
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.themes.forms import TermsField, TerritoriesField
from app.themes.models import PUBLIC, SECTOR, STAGE, THEME


def visibility_labels() -> dict[Visibility, str]:
    """Return how each visibility is named on screen."""
    return {
        Visibility.PUBLIC: _("Public"),
        Visibility.NETWORK: _("Membres du réseau"),
        Visibility.STRUCTURE: _("Ma structure"),
        Visibility.GROUP: _("Un groupe"),
        Visibility.PARTIES: _("Structures concernées"),
    }


class VisibilityField(RadioField):
    """Who will read it once published; its kind gives the choices, per contribution."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("default", Visibility.NETWORK.value)
        super().__init__(
            label or _l("Qui pourra lire"),
            validators or [InputRequired(_l("Choisissez qui pourra lire."))],
            choices=[],
            **kwargs,
        )

    def offer(self, visibilities: Sequence[Visibility]) -> None:
        """Offer these, in their own order, and keep the choice within them."""
        labels = visibility_labels()
        self.choices = [(one.value, labels[one]) for one in visibilities]
        kept = {one.value for one in visibilities}
        if not self.raw_data and visibilities and self.object_data not in kept:
            self.data = visibilities[0].value


class ClassificationForm(FlaskForm):
    """One to four themes, then stages, sectors, publics and territories, each optional."""

    themes = TermsField(
        _l("Thèmes"),
        scheme=THEME,
        min_items=1,
        max_items=4,
        description=_l("Un à quatre thèmes. Choisissez les plus précis."),
    )
    stages = TermsField(_l("Étapes du projet"), scheme=STAGE, max_items=4)
    sectors = TermsField(
        _l("Secteurs d’activité"),
        scheme=SECTOR,
        max_items=4,
        description=_l("Laissez vide si cela vaut pour tous les secteurs."),
    )
    publics = TermsField(_l("Publics"), scheme=PUBLIC, max_items=4)
    territories = TerritoriesField(_l("Territoires"), max_items=5)

    def term_ids(self) -> list[int]:
        """Return every chosen term, of whatever scheme."""
        chosen: list[int] = []
        for field in (self.themes, self.stages, self.sectors, self.publics):
            chosen += field.data or []
        return chosen

    def show_classification(self, contribution: Contribution) -> None:
        """Fill the fields from a contribution whose terms and territories were loaded."""
        for field in (self.themes, self.stages, self.sectors, self.publics):
            field.data = [term.id for term in contribution.terms_in(field.scheme)]
        self.territories.data = [place.id for place in contribution.territories]


class ChangeVisibilityForm(FlaskForm):
    """Choose again who reads a contribution."""

    visibility = VisibilityField()
