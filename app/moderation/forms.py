from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.moderation.actions import LONGEST_TEXT, Decision
from app.moderation.reasons import all_reasons

TOO_LONG = _l("%(most)s caractères au plus.", most=LONGEST_TEXT)


class FlagForm(FlaskForm):
    """What is wrong with a thing."""

    reason = RadioField(
        _l("Ce qui ne va pas"), validators=[InputRequired(_l("Choisissez ce qui ne va pas."))]
    )
    text = TextAreaField(
        _l("Précisions"),
        validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)],
        description=_l("Ce qui aide à comprendre\u00a0: la phrase, la source, le contexte."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(one.slug, one.title) for one in all_reasons().values()]


class DecisionForm(FlaskForm):
    """What is done about a case, and why."""

    decision = RadioField(
        _l("Décision"), validators=[InputRequired(_l("Choisissez une décision."))]
    )
    reason = TextAreaField(
        _l("Raison"),
        validators=[
            InputRequired(_l("Écrivez la raison\u00a0: elle reste dans le journal.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        description=_l(
            "Elle reste dans le journal. Quand vous masquez ou écrivez, "
            "la personne concernée la lit."
        ),
    )
    answer = TextAreaField(
        _l("Réponse aux personnes qui ont signalé"),
        validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)],
        description=_l("Elles la lisent dans «\u00a0Mes signalements\u00a0»."),
    )
    version = HiddenField()

    def offer(self, decisions: list[Decision]) -> None:
        """Offer these, in this order."""
        words = decision_words()
        self.decision.choices = [(one.value, words[one]) for one in decisions]


def decision_words() -> dict[str, str]:
    """Return how each decision is said."""
    return {
        Decision.WRITE: _("Écrire à l’auteur"),
        Decision.HIDE: _("Masquer"),
        Decision.SHOW: _("Rétablir"),
        Decision.HANDLED: _("Donner suite sans masquer"),
        Decision.DISMISS: _("Classer sans suite"),
    }


def decision_hints() -> dict[str, str]:
    """Return what each decision does."""
    return {
        Decision.WRITE: _("Premier réflexe\u00a0: demander une précision, une reformulation."),
        Decision.HIDE: _("Seul son auteur le lit encore\u00a0; il est prévenu de la raison."),
        Decision.SHOW: _("Tout le monde le lit de nouveau. Les signalements sont classés."),
        Decision.HANDLED: _("Le sujet a été déplacé, corrigé, ou son auteur a répondu."),
        Decision.DISMISS: _("Rien à changer\u00a0; ce qui était masqué reparaît."),
    }
