from collections.abc import Collection, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import MAX_LENGTH
from app.messages.actions import LONGEST_SUBJECT, MOST_PEOPLE
from app.messages.models import OpenTo
from app.messages.reporting import LONGEST_WORD, reasons

Known = Sequence[tuple[int, str, str]]


class PeopleField(SelectMultipleField):
    """Members one may write to: boxes without script, type-ahead with it."""

    data: list[int] | None

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(
            label,
            coerce=int,
            choices=[],
            validate_choice=False,
            invalid_value_message=_l("Choisissez dans la liste."),
            **kwargs,
        )
        self.max_items = MOST_PEOPLE - 1
        self.flags.asked = True

    def offer(self, people: Known, most: int = MOST_PEOPLE - 1) -> None:
        """Give the members to choose from, and how many at most."""
        self.max_items = most
        self.choices = [
            SelectChoice(
                str(identity),
                f"{name}, {structure}" if structure else name,
                {"data-alt": structure},
            )
            for identity, name, structure in people
        ]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        known = {int(choice.value) for choice in self.choices}
        chosen = set(self.data or [])
        if not chosen:
            raise ValidationError(_("Choisissez à qui vous écrivez."))
        if not chosen <= known:
            self.data = sorted(chosen & known)
            raise ValidationError(
                _("Une des personnes choisies ne peut pas recevoir de message de vous.")
            )
        if len(chosen) > self.max_items:
            raise ValidationError(
                _(
                    "%(most)s personnes au plus\u00a0; il y en a %(n)s.",
                    most=self.max_items,
                    n=len(chosen),
                )
            )


class MessageForm(FlaskForm):
    """One message."""

    text = TextAreaField(_l("Votre message"))

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse a message that says nothing, or that no page could show; say by how much."""
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


class ConversationForm(MessageForm):
    """A first message, to one member or to several."""

    people = PeopleField(_l("À qui"), description=_l("Une à neuf personnes du réseau."))
    subject = StringField(
        _l("Objet"),
        validators=[Length(max=LONGEST_SUBJECT, message=_l("120 caractères au plus."))],
        render_kw={"maxlength": LONGEST_SUBJECT, "autocomplete": "off"},
    )

    def __init__(
        self, *args: Any, known: Known, chosen: Collection[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people.offer(known)
        if not self.is_submitted() and not self.people.data:
            offered = {identity for identity, _name, _structure in known}
            self.people.data = [one for one in chosen if one in offered]
        for name in ("text",):  # errors are listed in the order of the page
            self._fields[name] = self._fields.pop(name)


class AddPeopleForm(FlaskForm):
    """Who comes into a conversation."""

    people = PeopleField(_l("Qui ajouter"))

    def __init__(self, *args: Any, known: Known, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people.offer(known, most)


class ReportForm(FlaskForm):
    """What is wrong with a message."""

    reason = RadioField(
        _l("Ce qui ne va pas"),
        validators=[InputRequired(_l("Choisissez ce qui ne va pas."))],
        choices=lambda: [(slug, title) for slug, title, _help in reasons()],
    )
    text = TextAreaField(
        _l("Ce que vous voulez ajouter"),
        validators=[Length(max=LONGEST_WORD, message=_l("2 000 caractères au plus."))],
        render_kw={"rows": 4, "maxlength": LONGEST_WORD},
    )


class WishForm(FlaskForm):
    """From whom one wishes messages."""

    open_to = RadioField(
        _l("Recevoir des messages"),
        validators=[InputRequired(_l("Choisissez de qui vous recevez des messages."))],
        choices=lambda: [
            (OpenTo.EVERYBODY.value, _("De tous les membres")),
            (OpenTo.NOBODY.value, _("De personne, sauf mes conversations en cours")),
        ],
    )
