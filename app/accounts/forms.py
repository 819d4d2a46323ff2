"""The forms of signing in, of passwords and of the profile."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    PasswordField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from app.accounts.addresses import is_an_address
from app.accounts.models import Member, ProfileVisibility
from app.accounts.passwords import LONGEST, weakness
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.themes.forms import TermField, TermsField
from app.themes.models import FUNCTION, SKILL, THEME


def whole_address(_form: object, field: Field) -> None:
    """Refuse what is not the whole of an address."""
    if not is_an_address(field.data or ""):
        raise ValidationError(_("Écrivez une adresse complète, comme prenom@structure.fr."))


def _visibilities() -> list[tuple[str, str]]:
    return [
        (ProfileVisibility.PUBLIC.value, _("Public")),
        (ProfileVisibility.NETWORK.value, _("Membres du réseau")),
        (ProfileVisibility.STRUCTURE.value, _("Ma structure")),
    ]


class SignInForm(FlaskForm):
    """Who one is, and whether this device is one's own."""

    email = EmailField(
        _l("Adresse de courriel"),
        [InputRequired(_l("Écrivez votre adresse de courriel.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Mot de passe"),
        [InputRequired(_l("Écrivez votre mot de passe.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(
        _l("Rester connecté·e sur cet appareil"),
        description=_l("Ne cochez pas sur un ordinateur partagé."),
        default=True,
    )


class ForgottenForm(FlaskForm):
    """Where to send the link."""

    email = EmailField(
        _l("Adresse de courriel"),
        [
            InputRequired(_l("Écrivez votre adresse de courriel.")),
            whole_address,
        ],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(FlaskForm):
    """A new password, for the member given."""

    new_password = PasswordField(
        _l("Nouveau mot de passe"),
        [InputRequired(_l("Écrivez un mot de passe."))],
        description=_l(
            "Dix caractères au moins. Trois ou quatre mots sans rapport entre eux se retiennent "
            "bien et ne se devinent pas."
        ),
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def validate_new_password(self, field: PasswordField) -> None:
        refusal = weakness(field.data or "", self.member.email, self.member.name)
        if refusal:
            raise ValidationError(refusal)


class ChangePasswordForm(NewPasswordForm):
    """The present password, then the new one."""

    current_password = PasswordField(
        _l("Mot de passe actuel"),
        [InputRequired(_l("Écrivez votre mot de passe actuel.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class ProfileForm(FlaskForm):
    """What a member says of themselves."""

    name = StringField(
        _l("Nom affiché"),
        [
            InputRequired(_l("Écrivez le nom que les autres liront.")),
            Length(max=60, message=_l("60 caractères au plus.")),
        ],
        description=_l("Prénom et nom, ou prénom et initiale."),
        render_kw={"autocomplete": "name", "maxlength": 60},
    )
    job = TermField(
        _l("Métier"),
        scheme=FUNCTION,
        blank=_l("Choisissez…"),
        description=_l("Le plus proche de ce que vous faites."),
    )
    presentation = TextAreaField(
        _l("En une phrase"),
        [Length(max=300, message=_l("300 caractères au plus."))],
        description=_l("Ce que vous faites et pour qui."),
        render_kw={"rows": 3, "maxlength": 300},
    )
    themes = TermsField(
        _l("Thèmes"),
        scheme=THEME,
        max_items=4,
        description=_l("Un à quatre thèmes sur lesquels vous travaillez."),
    )
    skills = TermsField(
        _l("Compétences"),
        scheme=SKILL,
        max_items=6,
        description=_l(
            "Une à six choses que vous savez faire et que vous acceptez d’apporter à un pair."
        ),
    )
    availability = StringField(
        _l("Disponibilité"),
        [Length(max=160, message=_l("160 caractères au plus."))],
        description=_l("Quand et comment vous préférez que l’on vous joigne."),
        render_kw={"maxlength": 160},
    )
    visibility = RadioField(
        _l("Qui peut voir votre profil"),
        [InputRequired(_l("Choisissez qui peut voir votre profil."))],
        choices=_visibilities,
        default=ProfileVisibility.NETWORK.value,
    )

    def term_ids(self) -> list[int]:
        """Return every chosen term, of both schemes."""
        return [*(self.themes.data or []), *(self.skills.data or [])]

    def show(self, member: Member) -> None:
        """Fill the fields with the profile as it is; its terms and job were loaded."""
        self.name.data = member.name
        self.job.data = member.job_id
        self.presentation.data = member.presentation
        self.availability.data = member.availability
        self.visibility.data = member.profile_visibility.value
        for chosen in (self.themes, self.skills):
            chosen.data = [term.id for term in member.terms if term.scheme == chosen.scheme]
