"""How the levels are named and explained on screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.contributions.watches import WatchLevel
from app.i18n import gettext as _


@dataclass(frozen=True)
class LevelWords:
    """A level as the menu says it."""

    name: str
    meaning: str
    icon: str


def level_words() -> Mapping[WatchLevel, LevelWords]:
    """Return the five levels, the closest first."""
    return {
        WatchLevel.WATCHING: LevelWords(
            _("Surveiller"), _("Être prévenu·e de chaque message."), "bell-ringing"
        ),
        WatchLevel.TRACKING: LevelWords(
            _("Suivre"),
            _("Voir combien de messages sont nouveaux\u00a0; être prévenu·e des réponses."),
            "bell",
        ),
        WatchLevel.FIRST_POST: LevelWords(
            _("Premiers messages"), _("Être prévenu·e de chaque nouveau sujet."), "message-2"
        ),
        WatchLevel.NORMAL: LevelWords(
            _("Normal"), _("Être prévenu·e quand on vous mentionne ou vous répond."), "eye"
        ),
        WatchLevel.MUTED: LevelWords(
            _("Silence"),
            _("N’être prévenu·e de rien et ne plus le voir dans les listes."),
            "bell-off",
        ),
    }


def levels_of_a_topic() -> Mapping[WatchLevel, LevelWords]:
    """Return the levels of one topic, whose first message is there already."""
    words = level_words()
    return {one: words[one] for one in words if one is not WatchLevel.FIRST_POST}
