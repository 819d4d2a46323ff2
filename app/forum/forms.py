from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from app.contributions.forms import ClassificationForm, VisibilityField
from app.contributions.models import Visibility
from app.forum.models import Category, Nature
from app.forum.permissions import visibilities_in
from app.forum.polls.forms import PollPart
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import MAX_LENGTH, clean_line

SHORTEST_TITLE = 10
LONGEST_TITLE = 120
WIDEST_FIRST = (Visibility.NETWORK, Visibility.PUBLIC, Visibility.GROUP)


class PostForm(PollPart, FlaskForm):
    """One message: a reply, or the change of one."""

    text = TextAreaField(_l("Votre message"))

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse a message that says nothing, or that no page could show."""
        check_text(field)


class TopicForm(PollPart, ClassificationForm):
    """A topic and its first message; `offer` gives what its author may choose."""

    title = StringField(
        _l("Titre"),
        validators=[InputRequired(_l("Donnez un titre\u00a0: la question, comme à un collègue."))],
        description=_l("La question telle que vous la poseriez à un collègue."),
        render_kw={"maxlength": 200},
    )
    category = SelectField(
        _l("Rubrique"),
        validators=[InputRequired(_l("Choisissez une rubrique."))],
        validate_choice=False,
        description=_l("Là où l’on ira la chercher."),
    )
    nature = SelectField(
        _l("Nature"),
        choices=[
            SelectChoice(Nature.QUESTION.value, _l("Question")),
            SelectChoice(Nature.DISCUSSION.value, _l("Discussion")),
            SelectChoice(Nature.ANNOUNCEMENT.value, _l("Annonce")),
            SelectChoice(Nature.OFFER.value, _l("Offre ou demande")),
        ],
        default=Nature.QUESTION.value,
        validators=[InputRequired(_l("Choisissez une nature."))],
        description=_l("Ce que vous attendez\u00a0: une réponse, un échange, un écho, une offre."),
    )
    text = TextAreaField(
        _l("Votre message"),
        validators=[InputRequired(_l("Écrivez votre message."))],
        description=_l(
            "Présentez la situation sans nom ni détail reconnaissable, "
            "puis dites ce que vous cherchez."
        ),
    )
    expires_on = DateField(
        _l("Jusqu’au"),
        validators=[Optional()],
        description=_l(
            "Pour une annonce ou un appel\u00a0: le jour après lequel il n’a plus cours."
        ),
    )
    visibility = VisibilityField()

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.slug: one for one in categories}
        self.category.choices = [
            SelectChoice("", _("Choisir…")),
            *(SelectChoice(one.slug, one.title) for one in categories),
        ]
        possible = {one for category in categories for one in visibilities_in(category)}
        self.visibility.offer([one for one in WIDEST_FIRST if one in possible])
        self._bound_classification()
        # Errors are listed in the order of the page: the vocabulary comes after the message.
        polls = [name for name in self._fields if name.startswith("poll_")]
        for name in (*polls, "themes", "stages", "publics", "sectors", "territories", "visibility"):
            self._fields[name] = self._fields.pop(name)

    def _bound_classification(self) -> None:
        for field in (self.stages, self.sectors, self.publics, self.territories):
            field.max_items = 3
        self.territories.description = _("Seulement s’il compte et ne fait reconnaître personne.")

    def chosen_category(self) -> Category | None:
        """Return the category that was chosen, if this member may write there."""
        return self.known.get(self.category.data or "")

    def show_chosen(self, terms: Mapping[str, list[int]], territories: list[int]) -> None:
        """Tick the terms and territories of a topic."""
        for field in (self.themes, self.stages, self.sectors, self.publics):
            field.data = terms.get(field.scheme, [])
        self.territories.data = territories

    def show_proposed(self, themes: list[int]) -> None:
        """Tick themes that the text suggests; they are still to be looked at before sending."""
        if themes:
            self.themes.data = themes
            self.themes.errors = [
                _("Aucun n’était choisi. Ceux-ci viennent de votre texte\u00a0: gardez les bons.")
            ]

    def as_draft(self) -> None:
        """Ask for no theme: a draft is not yet to be found."""
        self.themes.min_items = 0

    def validate_title(self, field: StringField) -> None:
        """Refuse a title too short to say something, or too long for a list."""
        length = len(clean_line(field.data or ""))
        if length < SHORTEST_TITLE:
            raise ValidationError(
                _(
                    "%(least)s caractères au moins\u00a0; il y en a %(n)s.",
                    least=SHORTEST_TITLE,
                    n=length,
                )
            )
        if length > LONGEST_TITLE:
            raise ValidationError(
                _(
                    "%(most)s caractères au plus\u00a0; il y en a %(n)s.",
                    most=LONGEST_TITLE,
                    n=length,
                )
            )

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse a message that says nothing, or that no page could show."""
        check_text(field)

    def validate_category(self, _field: SelectField) -> None:
        """Refuse a category that is not offered, or no longer."""
        if self.chosen_category() is None:
            raise ValidationError(_("Choisissez une rubrique de la liste."))

    def validate_visibility(self, field: VisibilityField) -> None:
        """Never wider than the category."""
        category = self.chosen_category()
        if category is None or field.data in {one.value for one in visibilities_in(category)}:
            return
        whom = {
            Visibility.NETWORK: _("aux membres du réseau"),
            Visibility.GROUP: _("à son groupe"),
            Visibility.PUBLIC: _("à tout le monde, ou aux membres du réseau"),
        }[category.visible_to]
        raise ValidationError(
            _(
                "La rubrique «\u00a0%(category)s\u00a0» est ouverte %(whom)s, pas au-delà.",
                category=category.title,
                whom=whom,
            )
        )


def check_text(field: TextAreaField) -> None:
    """Refuse an empty message, and one longer than any page shows; say by how much."""
    length = len((field.data or "").replace("\r\n", "\n").strip())
    if not length:
        raise ValidationError(_("Écrivez votre message avant de l’envoyer."))
    if length > MAX_LENGTH:
        raise ValidationError(
            _(
                "Ce message est trop long\u00a0: %(most)s caractères au plus, il y en a %(n)s.",
                most=MAX_LENGTH,
                n=length,
            )
        )
