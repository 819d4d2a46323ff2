import re
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Form,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import URL, InputRequired, Length, Optional, Regexp, ValidationError

from app.contributions.forms import ClassificationForm, VisibilityField
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.resources.actions import ResourceContent
from app.resources.models import Language, Licence, Resource
from app.themes.forms import TermField, TermsField
from app.themes.models import PUBLIC, RESOURCE_TYPE

MOST_KEYWORDS = 5
LONGEST_KEYWORD = 40
_DATE = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")

LANGUAGES = [
    (Language.FRENCH.value, _l("Français")),
    (Language.DUTCH.value, _l("Néerlandais")),
    (Language.ENGLISH.value, _l("Anglais")),
    (Language.PICARD.value, _l("Picard")),
    (Language.OTHER.value, _l("Autre")),
]
LICENCES = [
    (Licence.BY_SA.value, _l("CC BY-SA 4.0")),
    (Licence.BY.value, _l("CC BY 4.0")),
    (Licence.BY_NC_SA.value, _l("CC BY-NC-SA 4.0")),
    (Licence.CC0.value, _l("CC0 1.0")),
    (Licence.OPEN.value, _l("Licence Ouverte 2.0")),
    (Licence.MEMBERS.value, _l("Réservé aux membres du réseau")),
    (Licence.RESERVED.value, _l("Tous droits réservés (lien seulement)")),
]
LICENCE_HINTS = {
    Licence.BY_SA.value: _l("Reprendre et adapter, en citant la source, aux mêmes conditions."),
    Licence.BY.value: _l("Reprendre et adapter, en citant la source."),
    Licence.BY_NC_SA.value: _l("Comme la première, mais sans usage commercial."),
    Licence.CC0.value: _l("Reprendre sans aucune condition."),
    Licence.OPEN.value: _l("La licence des données publiques\u00a0: citer la source et sa date."),
    Licence.MEMBERS.value: _l("Ne sort pas du réseau."),
    Licence.RESERVED.value: _l("On lit à l’adresse donnée\u00a0; rien n’est copié ici."),
}


class ResourceForm(ClassificationForm):
    """All that is said of a resource; files are received apart (`app.files.uploads`)."""

    title = StringField(
        _l("Titre"),
        validators=[
            InputRequired(_l("Donnez un titre\u00a0: le nom de l’outil tel qu’on le cherche.")),
            Length(max=160, message=_l("160 caractères au plus.")),
        ],
        description=_l("Le nom de l’outil tel qu’on le cherche."),
    )
    description = TextAreaField(
        _l("Description"),
        validators=[Length(max=1500, message=_l("1 500 caractères au plus."))],
        description=_l("À quoi il sert, pour qui, et ce qu’il ne fait pas."),
    )
    type = TermField(_l("Type de ressource"), scheme=RESOURCE_TYPE, blank=_l("Choisir un type"))
    publics = TermsField(_l("Pour qui\u00a0?"), scheme=PUBLIC, min_items=1, max_items=4)
    url = URLField(
        _l("Adresse web"),
        validators=[
            Optional(),
            Length(max=500),
            URL(message=_l("Écrivez une adresse complète, comme https://exemple.fr/outil.")),
        ],
        description=_l("Si l’outil est en ligne ailleurs."),
    )
    authors = StringField(
        _l("Auteur ou autrice"),
        validators=[Length(max=200)],
        description=_l("La personne ou la structure qui a fait l’outil."),
    )
    licence = RadioField(_l("Licence"), choices=LICENCES, default=Licence.BY_SA.value)
    rights_checked = BooleanField(
        _l("J’ai le droit de partager cet outil à ces conditions"),
        description=_l("C’est le vôtre, ou son auteur vous y a autorisé·e."),
    )
    visibility = VisibilityField()
    advice = TextAreaField(
        _l("Conseil d’usage"),
        validators=[Length(max=1500, message=_l("1 500 caractères au plus."))],
        description=_l("Comment vous l’utilisez, en combien de temps, avec quelles précautions."),
    )
    short_title = StringField(_l("Autre titre"), validators=[Length(max=80)])
    keywords = StringField(
        _l("Mots-clés libres"),
        description=_l("Cinq au plus, séparés par des virgules."),
    )
    extent = StringField(
        _l("Taille ou durée"),
        validators=[Length(max=40)],
        description=_l("Par exemple «\u00a04 pages\u00a0» ou «\u00a012 minutes\u00a0»."),
    )
    language = SelectField(_l("Langue"), choices=LANGUAGES, default=Language.FRENCH.value)
    accessibility = StringField(
        _l("Accessibilité"),
        validators=[Length(max=300)],
        description=_l("Ce qui est fait et ce qui manque\u00a0: sous-titres, lecture d’écran…"),
    )
    contributors = StringField(_l("Contributions"), validators=[Length(max=200)])
    made_on = StringField(
        _l("Date de l’outil"),
        validators=[
            Optional(),
            Regexp(_DATE, message=_l("Écrivez une année, ou AAAA-MM, comme 2025-03.")),
        ],
        description=_l("Une année, ou AAAA-MM."),
    )
    rights_holder = StringField(_l("Titulaire des droits"), validators=[Length(max=200)])
    valid_until = DateField(
        _l("Valable jusqu’au"),
        validators=[Optional()],
        description=_l("Pour un texte ou un barème qui se périme."),
    )

    def validate_url(self, field: URLField) -> None:
        """Only what a browser may open safely from a link."""
        if field.data and not field.data.strip().lower().startswith(("https://", "http://")):
            raise ValidationError(_("L’adresse commence par https:// ou http://."))

    def validate_keywords(self, field: StringField) -> None:
        """Five words or expressions at most, each short."""
        words = _split(field.data)
        if len(words) > MOST_KEYWORDS or any(len(word) > LONGEST_KEYWORD for word in words):
            raise ValidationError(_("Cinq mots-clés au plus, de quarante caractères au plus."))

    def validate_rights_checked(self, field: BooleanField) -> None:
        """Sharing is refused without it; a draft can wait."""
        if self.is_publishing and not field.data:
            raise ValidationError(_("Confirmez que vous avez le droit de partager cet outil."))

    def validate_authors(self, field: StringField) -> None:
        if self.is_publishing and not (field.data or "").strip():
            raise ValidationError(
                _("Dites qui a fait l’outil\u00a0: une personne ou une structure.")
            )

    def validate_type(self, field: TermField) -> None:
        if self.is_publishing and field.data is None:
            raise ValidationError(_("Choisissez un type de ressource."))

    is_publishing = True

    def for_draft(self) -> "ResourceForm":
        """Ask only what a draft needs: a title."""
        self.is_publishing = False
        self.themes.min_items = self.publics.min_items = 0
        return self

    def content(self, file_ids: list[int]) -> ResourceContent:
        """Return what was typed, as the action takes it."""
        return ResourceContent(
            title=self.title.data or "",
            description=self.description.data or "",
            type_id=self.type.data,
            term_ids=self.term_ids(),
            territory_ids=self.territories.data or [],
            file_ids=file_ids,
            url=self.url.data or "",
            short_title=self.short_title.data or "",
            advice=self.advice.data or "",
            keywords=_split(self.keywords.data),
            extent=self.extent.data or "",
            language=Language(self.language.data),
            accessibility=self.accessibility.data or "",
            authors=self.authors.data or "",
            contributors=self.contributors.data or "",
            made_on=self.made_on.data or "",
            licence=Licence(str(self.licence.data)),
            rights_holder=self.rights_holder.data or "",
            rights_checked=bool(self.rights_checked.data),
            valid_until=self.valid_until.data,
        )

    def show(self, resource: Resource) -> None:
        """Fill the form from a resource that was read whole."""
        for name in _SAME_NAMES:
            getattr(self, name).data = getattr(resource, name)
        self.description.data = resource.summary
        self.type.data = resource.type_id
        self.keywords.data = ", ".join(resource.keywords)
        self.language.data = resource.language.value
        self.licence.data = resource.licence.value
        self.visibility.data = resource.visibility.value
        self.show_classification(resource)


_SAME_NAMES = (
    "title", "url", "authors", "rights_checked", "advice", "short_title", "extent",
    "accessibility", "contributors", "made_on", "rights_holder", "valid_until",
)  # fmt: skip


def _split(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


class FilterForm(Form):
    """What the list is narrowed to; in the address."""

    type = TermField(_l("Type"), scheme=RESOURCE_TYPE, blank=_l("Tous les types"))
    theme = TermField(_l("Thème"), scheme="themes", blank=_l("Tous les thèmes"))
    stage = TermField(_l("Étape du projet"), scheme="etapes", blank=_l("Toutes les étapes"))
    public = TermField(_l("Public"), scheme=PUBLIC, blank=_l("Tous les publics"))

    def is_narrowed(self) -> bool:
        """Say whether anything is filtered at all."""
        return any(field.data is not None for field in self)

    def address_arguments(self) -> dict[str, Any]:
        """Return what the address of the next page repeats."""
        return {field.name: field.data for field in self if field.data is not None}
