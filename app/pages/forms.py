from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length

from app.i18n import lazy_gettext as _l


class ContactForm(FlaskForm):
    """A word to the people who run the network. `website` is a trap that only robots fill."""

    name = StringField(
        _l("Votre nom"),
        validators=[InputRequired(_l("Écrivez votre nom.")), Length(max=120)],
    )
    email = EmailField(
        _l("Votre courriel"),
        validators=[
            InputRequired(_l("Écrivez votre courriel, pour que l’on puisse vous répondre.")),
            Email(_l("Écrivez une adresse complète, comme prenom@exemple.fr.")),
            Length(max=254),
        ],
    )
    text = TextAreaField(
        _l("Votre message"),
        validators=[
            InputRequired(_l("Écrivez votre message.")),
            Length(
                min=10,
                max=5000,
                message=_l("Entre dix et cinq mille caractères, pour que l’on puisse répondre."),
            ),
        ],
    )
    website = StringField(_l("Laissez ce champ vide"))
