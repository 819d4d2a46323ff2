"""How the log says what was done."""

from app.forum.care.models import CareAct
from app.forum.care.words import ACTS
from app.i18n import gettext as _
from app.moderation.forms import decision_words
from app.moderation.log import HIDDEN_AT_ONCE

NOT_LOGGED = {CareAct.RECEIVE}


def act_words() -> dict[str, str]:
    """Return, for each act of the log, how it is said."""
    words = {act.value: str(words[0]) for act, words in ACTS.items() if act not in NOT_LOGGED}
    return {
        **decision_words(),
        HIDDEN_AT_ONCE: _("Masqué dès le signalement"),
        **words,
    }
