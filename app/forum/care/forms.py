"""One form an act: what it asks for, then the reason."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from app.clock import today
from app.database import row_id
from app.forum.care.models import CareAct
from app.forum.forms import LONGEST_TITLE, SHORTEST_TITLE
from app.forum.models import Category
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import clean_line

_TOPIC = re.compile(r"sujets/(\d+)|^\s*(\d+)\s*$")
IN_CATEGORY, EVERYWHERE = "rubrique", "forum"
MOST_CHOSEN = 1000


class CareForm(FlaskForm):
    """What every act asks for: why, and from which state of the topic it was decided."""

    reason = StringField(
        _l("Raison"),
        validators=[InputRequired(_l("Écrivez la raison\u00a0: elle se lit dans le sujet."))],
        description=_l("Une phrase. Elle se lit dans le sujet et reste dans le journal."),
        render_kw={"maxlength": 500},
    )
    version = HiddenField()


class MoveForm(CareForm):
    """To which category."""

    category = SelectField(
        _l("Nouvelle rubrique"),
        validators=[InputRequired(_l("Choisissez une rubrique."))],
        description=_l("Le sujet n’y est jamais lu par plus de personnes qu’aujourd’hui."),
        validate_choice=False,
    )

    def offer(self, categories: Mapping[str, Category]) -> None:
        """Offer these categories."""
        self.known = categories
        self.category.choices = [
            SelectChoice("", _("Choisir…")),
            *(SelectChoice(one.slug, one.title) for one in categories.values()),
        ]

    def validate_category(self, field: SelectField) -> None:
        """Refuse what is not offered, or no longer."""
        if field.data not in self.known:
            raise ValidationError(_("Choisissez une rubrique de la liste."))


class MergeForm(CareForm):
    """Into which topic."""

    other = StringField(
        _l("Sujet d’accueil"),
        validators=[InputRequired(_l("Donnez l’adresse du sujet qui accueille les messages."))],
        description=_l(
            "Son adresse ou son numéro. Les messages y sont ajoutés à la suite, "
            "dans leur ordre\u00a0; les anciens liens y mènent."
        ),
    )

    def other_id(self) -> int | None:
        """Return the number that the address names."""
        found = _TOPIC.search(self.other.data or "")
        return row_id(found[1] or found[2]) if found else None

    def validate_other(self, _field: StringField) -> None:
        """Refuse what names no topic."""
        if self.other_id() is None:
            raise ValidationError(_("Cette adresse n’est pas celle d’un sujet du forum."))


class SplitForm(CareForm):
    """Which messages, and the title of the topic that they become."""

    title = StringField(
        _l("Titre du nouveau sujet"),
        validators=[InputRequired(_l("Donnez un titre au nouveau sujet."))],
        render_kw={"maxlength": 200},
    )
    since = IntegerField(
        _l("Tous les messages à partir du numéro"),
        validators=[Optional()],
        description=_l("Ou cochez ci-dessous seulement ceux qui partent."),
    )

    def chosen(self, last_number: int) -> set[int]:
        """Return the numbers of the messages that leave."""
        ticked = {number for text in request.form.getlist("numbers") if (number := row_id(text))}
        since = self.since.data
        if since is not None and 1 < since <= last_number:
            ticked |= set(range(since, last_number + 1))
        return ticked

    def validate_title(self, field: StringField) -> None:
        """Ask of this title what is asked of every topic."""
        _check_title(field)


class CloseForm(CareForm):
    """Until when."""

    reopens_on = DateField(
        _l("Reprise le"),
        validators=[Optional()],
        description=_l("La discussion reprend d’elle-même ce jour-là. Vide\u00a0: sans date."),
    )

    def validate_reopens_on(self, field: DateField) -> None:
        """Refuse a day that has passed."""
        if field.data is not None and field.data <= today():
            raise ValidationError(_("Choisissez un jour à venir."))


class PinForm(CareForm):
    """Where it is shown first."""

    where = RadioField(
        _l("En tête"),
        choices=[
            SelectChoice(IN_CATEGORY, _l("de sa rubrique")),
            SelectChoice(EVERYWHERE, _l("de sa rubrique et du forum")),
        ],
        default=IN_CATEGORY,
    )


class RetitleForm(CareForm):
    """The other title."""

    title = StringField(
        _l("Nouveau titre"),
        validators=[InputRequired(_l("Donnez un titre."))],
        render_kw={"maxlength": 200},
    )

    def validate_title(self, field: StringField) -> None:
        """Ask of this title what is asked of every topic."""
        _check_title(field)


def _check_title(field: StringField) -> None:
    if not SHORTEST_TITLE <= len(clean_line(field.data or "")) <= LONGEST_TITLE:
        raise ValidationError(
            _("De %(least)s à %(most)s caractères.", least=SHORTEST_TITLE, most=LONGEST_TITLE)
        )


FORMS: Mapping[CareAct, type[CareForm]] = {
    CareAct.MOVE: MoveForm,
    CareAct.MERGE: MergeForm,
    CareAct.SPLIT: SplitForm,
    CareAct.CLOSE: CloseForm,
    CareAct.REOPEN: CareForm,
    CareAct.PIN: PinForm,
    CareAct.UNPIN: CareForm,
    CareAct.RETITLE: RetitleForm,
}


def form_for(act: CareAct, **kwargs: Any) -> CareForm:
    """Return the form of an act, filled with what was sent."""
    return FORMS[act](**kwargs)
