from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from app.contributions.forms import VisibilityField
from app.i18n import lazy_gettext as _l
from app.practices.actions import LONGEST_REASON
from app.practices.content.fields import FIELDS


class NewSheetForm(FlaskForm):
    """Only a title: the rest is written, and saved, section by section."""

    title = StringField(
        _l("Titre"),
        [
            InputRequired(_l("Donnez un titre à la fiche\u00a0: le reste peut attendre.")),
            Length(
                min=FIELDS["titre"].min_length,
                max=FIELDS["titre"].max_length,
                message=_l("Entre %(min)d et %(max)d caractères."),
            ),
        ],
        description=_l(FIELDS["titre"].help),
    )


class PublishForm(FlaskForm):
    """Who will read, asked until the sheet is published; what changed, asked ever after."""

    reason = StringField(
        _l("Ce qui change, et pourquoi"),
        [Length(max=LONGEST_REASON, message=_l("%(max)d caractères au plus."))],
        description=_l("En une phrase. Elle restera dans l’histoire de la fiche."),
    )
    visibility = VisibilityField(validators=[Optional()])
