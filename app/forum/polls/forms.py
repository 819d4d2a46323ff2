"""The folded part « Ajouter un sondage » of the form of a message."""

from datetime import date, datetime, time, timedelta

from wtforms import BooleanField, DateField, Form, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.accounts.actor import Actor
from app.clock import PARIS, today
from app.forum.models import Topic
from app.forum.polls.actions import FEWEST, MOST, PollFields, put_poll
from app.forum.polls.models import Poll, PollKind, ResultsShown
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import clean_line, typeset

LONGEST = 150
LATEST = timedelta(days=366)


class PollPart(Form):
    """The fields of a poll, beside those of the message that holds it."""

    poll_is_locked = False
    poll_question = StringField(_l("Question du sondage"), render_kw={"maxlength": LONGEST})
    poll_options = TextAreaField(
        _l("Choix proposés"), description=_l("Un par ligne, de deux à douze.")
    )
    poll_kind = RadioField(
        _l("Façon de voter"),
        choices=[
            SelectChoice(PollKind.SINGLE.value, _l("Une seule réponse")),
            SelectChoice(PollKind.MULTIPLE.value, _l("Plusieurs réponses")),
            SelectChoice(PollKind.RANKED.value, _l("Un classement, du préféré au moins apprécié")),
        ],
        default=PollKind.SINGLE.value,
    )
    poll_results = RadioField(
        _l("Résultats visibles"),
        choices=[
            SelectChoice(ResultsShown.ALWAYS.value, _l("Dès l’ouverture")),
            SelectChoice(ResultsShown.AFTER_VOTE.value, _l("Après son propre vote")),
            SelectChoice(ResultsShown.AT_CLOSING.value, _l("À la clôture")),
        ],
        default=ResultsShown.ALWAYS.value,
    )
    poll_anonymous = BooleanField(
        _l("Vote anonyme"),
        description=_l("Personne ne voit qui a voté quoi, l’animation non plus."),
    )
    poll_closes_on = DateField(
        _l("Dernier jour pour voter"),
        validators=[Optional()],
        description=_l("Sans date, vous le clôturez quand vous voulez."),
    )

    def validate_poll_question(self, field: StringField) -> None:
        """A poll asks something."""
        if self._lines() and not clean_line(field.data or ""):
            raise ValidationError(_("Écrivez la question du sondage."))
        if len(clean_line(field.data or "")) > LONGEST:
            raise ValidationError(_("%(most)s caractères au plus.", most=LONGEST))

    def validate_poll_options(self, _field: TextAreaField) -> None:
        """Refuse too few choices, too many, and the same twice."""
        lines = self._lines()
        if not lines and not clean_line(self.poll_question.data or ""):
            return
        if not FEWEST <= len(lines) <= MOST:
            raise ValidationError(
                _("De deux à douze choix, un par ligne\u00a0; il y en a %(n)s.", n=len(lines))
            )
        if len({line.casefold() for line in lines}) < len(lines):
            raise ValidationError(_("Deux choix sont les mêmes\u00a0: gardez-en un."))
        if any(len(line) > LONGEST for line in lines):
            raise ValidationError(_("%(most)s caractères au plus par choix.", most=LONGEST))

    def validate_poll_closes_on(self, field: DateField) -> None:
        """A poll that is closed before it opens is a slip."""
        if field.data is None or not self.has_poll:
            return
        if field.data < today():
            raise ValidationError(_("Ce jour est passé\u00a0: choisissez-en un à venir."))
        if field.data > today() + LATEST:
            raise ValidationError(_("Ce jour est trop loin\u00a0: choisissez-en un avant un an."))

    def show_poll(self, poll: Poll | None) -> None:
        """Fill the fields with the poll that the message has."""
        if poll is None:
            return
        self.poll_question.data = poll.question
        self.poll_options.data = "\n".join(poll.options)
        self.poll_kind.data, self.poll_results.data = poll.kind.value, poll.results.value
        self.poll_anonymous.data = poll.is_anonymous
        if poll.closes_at is not None:
            self.poll_closes_on.data = (
                (poll.closes_at - timedelta(seconds=1)).astimezone(PARIS).date()
            )

    def lock_poll(self, poll: Poll | None) -> None:
        """Leave alone a poll in which somebody voted: its fields are not shown, nor read."""
        self.poll_is_locked = poll is not None and poll.ballots_count > 0
        if self.poll_is_locked:
            self.poll_question.data = self.poll_options.data = ""
            self.poll_closes_on.data = None

    def poll(self) -> PollFields | None:
        """Return the poll that was written, None when there is none."""
        options, question = self._lines(), clean_line(self.poll_question.data or "")
        if not options and not question:
            return None
        return PollFields(
            question=typeset(question),
            options=[typeset(line) for line in options],
            kind=PollKind(self.poll_kind.data),
            results=ResultsShown(self.poll_results.data),
            is_anonymous=bool(self.poll_anonymous.data),
            closes_at=_end_of(self.poll_closes_on.data),
        )

    @property
    def has_poll(self) -> bool:
        """Whether something of a poll was written, or refused."""
        names = ("poll_question", "poll_options", "poll_closes_on")
        return any(self[name].data or self[name].errors for name in names)

    def _lines(self) -> list[str]:
        lines = [clean_line(line) for line in (self.poll_options.data or "").splitlines()]
        return [line for line in lines if line]


def put_written_poll(actor: Actor, topic: Topic, number: int, form: PollPart) -> None:
    """Give a message the poll that was written with it; a poll with votes stays as it is."""
    if not form.poll_is_locked:
        put_poll(actor, topic, number, form.poll())


def _end_of(day: date | None) -> datetime | None:
    """A poll « jusqu’au 3 mars » takes votes all that day."""
    return datetime.combine(day + timedelta(days=1), time(), PARIS) if day else None
