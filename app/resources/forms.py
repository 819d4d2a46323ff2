import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.contributions.forms import ClassificationForm, VisibilityField
from app.contributions.models import Visibility
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import clean_line
from app.organisations.models import Structure
from app.resources.actions import ResourceContent
from app.resources.models import Language, Licence, Resource
from app.themes.forms import TermField, TermsField
from app.themes.models import PUBLIC, RESOURCE_TYPE
from app.web.templating import number

MOST_KEYWORDS = 5
LONGEST_KEYWORD = 40
_DAY_FIRST = re.compile(r"^(?:(\d{1,2})/)?(\d{1,2})/(\d{4})$")
_MONTH_OR_DAY = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
_BARE_HOST = re.compile(r"^[\w-]+(\.[\w-]+)+(/|\?|$)")

LANGUAGES = {
    Language.FRENCH: _l("Français"),
    Language.DUTCH: _l("Néerlandais"),
    Language.ENGLISH: _l("Anglais"),
    Language.PICARD: _l("Picard"),
    Language.OTHER: _l("Autre"),
}
LICENCES = {
    Licence.BY_SA: _l("CC BY-SA 4.0"),
    Licence.BY: _l("CC BY 4.0"),
    Licence.BY_NC_SA: _l("CC BY-NC-SA 4.0"),
    Licence.CC0: _l("CC0 1.0"),
    Licence.OPEN: _l("Licence Ouverte 2.0"),
    Licence.MEMBERS: _l("Réservé aux membres du réseau"),
    Licence.RESERVED: _l("Tous droits réservés (lien seulement)"),
}
LICENCE_HINTS = {
    Licence.BY_SA: _l("Reprendre et adapter, en citant la source, aux mêmes conditions."),
    Licence.BY: _l("Reprendre et adapter, en citant la source."),
    Licence.BY_NC_SA: _l(
        "Reprendre et adapter, en citant la source, aux mêmes conditions et sans usage commercial."
    ),
    Licence.CC0: _l("Reprendre sans aucune condition."),
    Licence.OPEN: _l("La licence des données publiques\u00a0: citer la source et sa date."),
    Licence.MEMBERS: _l("Ne sort pas du réseau."),
    Licence.RESERVED: _l("On lit à l’adresse donnée\u00a0; rien n’est copié ici."),
}


def _choices(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in labels.items()]


class AtMost:
    """Refuse a text that is too long, saying by how much; new lines count for one."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Field) -> None:
        length = len((field.data or "").replace("\r\n", "\n").strip())
        if length > self.most:
            raise ValidationError(
                _(
                    "%(most)s caractères au plus\u00a0; il y en a %(n)s.",
                    most=number(self.most),
                    n=number(length),
                )
            )


class FilesField(Field):
    """What was wrong with the files sent: they are received apart, and drawn by their own macro."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.problems: list[str] = []
        self.names: list[str] = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Leave what was sent to `app.files.uploads`."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what was refused on the way in, and a publication without anything to take."""
        if self.problems:
            raise ValidationError(" ".join(self.problems))
        if form.is_publishing and not self.names and not form.url.data:
            self.problems.append(_("Joignez un fichier, ou donnez une adresse web."))
            raise ValidationError(self.problems[0])


class ResourceForm(ClassificationForm):
    """All that is said of a resource; files are received apart (`app.files.uploads`)."""

    fichiers = FilesField(_l("Fichiers"))
    url = URLField(
        _l("Adresse web"),
        filters=[lambda text: _whole_address(text or "")],
        validators=[AtMost(500)],
        description=_l("Si l’outil est en ligne ailleurs."),
    )
    title = StringField(
        _l("Titre"),
        validators=[AtMost(160)],
        description=_l("Le nom de l’outil tel qu’on le cherche."),
    )
    description = TextAreaField(
        _l("Description"),
        validators=[AtMost(1500)],
        description=_l("À quoi il sert, pour qui, et ce qu’il ne fait pas. Quelques phrases."),
    )
    type = TermField(_l("Type de ressource"), scheme=RESOURCE_TYPE, blank=_l("Choisir un type"))
    publics = TermsField(_l("Pour qui"), scheme=PUBLIC, min_items=1, max_items=4)
    authors = StringField(
        _l("Auteur ou autrice"),
        validators=[AtMost(200)],
        description=_l("La personne ou la structure qui a fait l’outil."),
    )
    structure = SelectField(
        _l("Structure qui publie"), coerce=int, choices=[], validate_choice=False
    )
    licence = RadioField(_l("Licence"), choices=_choices(LICENCES), default=Licence.BY_SA.value)
    rights_checked = BooleanField(
        _l("J’ai le droit de partager cet outil à ces conditions"),
        description=_l("Et il ne contient aucune donnée personnelle d’un porteur de projet."),
    )
    visibility = VisibilityField()
    advice = TextAreaField(
        _l("Conseil d’usage"),
        validators=[AtMost(1500)],
        description=_l("Comment vous l’utilisez, en combien de temps, avec quelles précautions."),
    )
    short_title = StringField(
        _l("Autre titre"), validators=[AtMost(80)], description=_l("Sigle ou nom d’usage.")
    )
    keywords = StringField(
        _l("Mots-clés libres"),
        description=_l("Ce que vous taperiez pour la retrouver\u00a0: cinq au plus, "
                       "séparés par des virgules."),
    )  # fmt: skip
    extent = StringField(
        _l("Taille ou durée"),
        validators=[AtMost(40)],
        description=_l("Par exemple «\u00a04 pages\u00a0» ou «\u00a012 minutes\u00a0»."),
    )
    language = SelectField(_l("Langue"), choices=_choices(LANGUAGES), default=Language.FRENCH.value)
    accessibility = StringField(
        _l("Accessibilité"),
        validators=[AtMost(300)],
        description=_l("Ce qui est fait et ce qui manque\u00a0: titres, contrastes, sous-titres…"),
    )
    contributors = StringField(
        _l("Contributions"),
        validators=[AtMost(200)],
        description=_l("Les autres personnes ou structures qui y ont pris part."),
    )
    made_on = StringField(
        _l("Date de l’outil"),
        filters=[lambda text: _iso(text or "")],
        description=_l("Une année, un mois ou un jour\u00a0: 2025, 03/2025 ou 14/03/2025."),
    )
    rights_holder = StringField(
        _l("Titulaire des droits"),
        validators=[AtMost(200)],
        description=_l("S’il diffère de l’auteur."),
    )
    valid_until = DateField(
        _l("Valable jusqu’au"),
        validators=[Optional()],
        description=_l("Pour un texte, un barème ou un formulaire qui change."),
    )

    is_publishing = True
    _fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is to be corrected is listed in the order of the page.
        first = {name: self._fields[name] for name in _ORDER}
        self._fields = {**first, **self._fields}

    def for_draft(self) -> None:
        """Ask only what a draft needs: a title."""
        self.is_publishing = False
        self.themes.min_items = self.publics.min_items = 0

    def offer(self, visibilities: Sequence[Visibility], structures: Sequence[Structure]) -> None:
        """Offer who may read, and under whose name to publish when the member has several."""
        self.visibility.offer(visibilities)
        self.stages.description = _("À quelles étapes du projet accompagné l’outil sert-il\u00a0?")
        self.territories.description = _("Laissez vide si l’outil vaut partout.")
        if len(structures) > 1:
            self.structure.choices = [SelectChoice(one.id, one.name) for one in structures]
        else:
            del self.structure

    def validate_title(self, field: StringField) -> None:
        """Ask for a title that says something, even of a draft."""
        if not clean_line(field.data or ""):
            raise ValidationError(
                _("Donnez un titre\u00a0: le nom de l’outil tel qu’on le cherche.")
            )

    def validate_url(self, field: URLField) -> None:
        """Accept only what a browser may open safely from a link."""
        if field.data and not _is_web_address(field.data):
            raise ValidationError(
                _("Écrivez une adresse complète, comme https://exemple.fr/outil.")
            )

    def validate_keywords(self, field: StringField) -> None:
        """Five words or expressions at most, each short."""
        words = _split(field.data)
        if len(words) > MOST_KEYWORDS:
            raise ValidationError(_("Cinq mots-clés au plus\u00a0; il y en a %(n)s.", n=len(words)))
        long = next((word for word in words if len(word) > LONGEST_KEYWORD), None)
        if long:
            raise ValidationError(
                _(
                    "«\u00a0%(word)s\u00a0» est trop long\u00a0: quarante caractères au plus.",
                    word=long,
                )
            )

    def validate_rights_checked(self, field: BooleanField) -> None:
        """Sharing is refused without it; a draft can wait."""
        if self.is_publishing and not field.data:
            raise ValidationError(_("Confirmez que vous avez le droit de partager cet outil."))

    def validate_authors(self, field: StringField) -> None:
        """Publishing says who made it."""
        if self.is_publishing and not clean_line(field.data or ""):
            raise ValidationError(
                _("Dites qui a fait l’outil\u00a0: une personne ou une structure.")
            )

    def validate_type(self, field: TermField) -> None:
        """Publishing says what it is."""
        if self.is_publishing and field.data is None:
            raise ValidationError(_("Choisissez un type de ressource."))

    def validate_made_on(self, field: StringField) -> None:
        """A year, a month or a day that exists."""
        if field.data and not _is_date(field.data):
            raise ValidationError(_("Écrivez une année, un mois ou un jour, comme 03/2025."))

    def validate_structure(self, field: SelectField) -> None:
        """One of those the member belongs to."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choisissez une structure dont vous êtes membre."))

    def validate_licence(self, field: RadioField) -> None:
        """What is reserved by its author is read where they put it."""
        if self.is_publishing and field.data == Licence.RESERVED.value and self.fichiers.names:
            raise ValidationError(
                _(
                    "«\u00a0Tous droits réservés\u00a0» ne permet qu’un lien\u00a0: retirez les "
                    "fichiers, ou choisissez une autre licence."
                )
            )

    def validate_visibility(self, field: VisibilityField) -> None:
        """A licence that keeps it inside the network goes with readers of the network."""
        is_public = field.data == Visibility.PUBLIC.value
        if self.is_publishing and is_public and self.licence.data == Licence.MEMBERS.value:
            raise ValidationError(
                _(
                    "La licence la réserve aux membres du réseau\u00a0: choisissez une autre "
                    "licence, ou des lecteurs du réseau."
                )
            )

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
            structure_id=self.structure.data if self.structure is not None else None,
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
        self.type.data = resource.type_id
        self.keywords.data = ", ".join(resource.keywords)
        self.made_on.data = "/".join(reversed(resource.made_on.split("-")))
        self.language.data = resource.language.value
        self.licence.data = resource.licence.value
        self.visibility.data = resource.visibility.value
        if self.structure is not None:
            self.structure.data = resource.structure_id
        self.show_classification(resource)


_ORDER = ("fichiers", "url", "title", "description", "type", "themes", "publics")
_SAME_NAMES = (
    "title", "description", "url", "authors", "rights_checked", "advice", "short_title", "extent",
    "accessibility", "contributors", "rights_holder", "valid_until",
)  # fmt: skip


def _split(text: str | None) -> list[str]:
    return [word.strip() for word in re.split(r"[,;\n]", text or "") if word.strip()]


def _whole_address(text: str) -> str:
    """Add what people leave out: « www.exemple.fr » is a web address."""
    text = text.strip()
    return f"https://{text}" if _BARE_HOST.match(text) else text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_clean = text.isprintable() and " " not in text and "\\" not in text
    return parts.scheme in ("http", "https") and "." in host.strip(".") and is_clean


def _iso(text: str) -> str:
    """Read « 14/03/2025 » and « 3/2025 » as dates are stored."""
    found = _DAY_FIRST.match(text.strip())
    if not found:
        return text.strip()
    day, month, year = found.groups()
    return "-".join([year, f"{int(month):02d}", *([f"{int(day):02d}"] if day else [])])


def _is_date(text: str) -> bool:
    if not _MONTH_OR_DAY.match(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[: len("2025-03-14")])
    except ValueError:
        return False
    return True
