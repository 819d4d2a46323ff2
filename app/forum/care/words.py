"""How the site says what a facilitator does, and did."""

from collections.abc import Mapping

from app.forum.care.models import CareAct
from app.i18n import LazyText
from app.i18n import lazy_gettext as _l

# Verb of the page, icon, what is said once it is done.
ACTS: Mapping[CareAct, tuple[LazyText, str, LazyText]] = {
    CareAct.MOVE: (_l("Déplacer"), "share", _l("Le sujet est déplacé.")),
    CareAct.MERGE: (
        _l("Réunir avec un autre sujet"),
        "arrows-exchange",
        _l("Les deux sujets sont réunis\u00a0: vous êtes dans celui qui reste."),
    ),
    CareAct.SPLIT: (
        _l("Séparer des messages"),
        "arrows-shuffle",
        _l("Les messages choisis forment ce nouveau sujet."),
    ),
    CareAct.CLOSE: (_l("Suspendre la discussion"), "lock", _l("La discussion est suspendue.")),
    CareAct.REOPEN: (_l("Reprendre la discussion"), "refresh", _l("La discussion reprend.")),
    CareAct.PIN: (_l("Épingler"), "anchor", _l("Le sujet est épinglé.")),
    CareAct.UNPIN: (_l("Ne plus épingler"), "x", _l("Le sujet n’est plus épinglé.")),
    CareAct.RETITLE: (_l("Changer le titre"), "pencil", _l("Le titre est changé.")),
}
DONE: Mapping[CareAct, LazyText] = {
    CareAct.MOVE: _l("Déplacé par l’animation"),
    CareAct.MERGE: _l("Réuni par l’animation avec un autre sujet"),
    CareAct.SPLIT: _l("Des messages en ont été séparés par l’animation"),
    CareAct.CLOSE: _l("Discussion suspendue par l’animation"),
    CareAct.REOPEN: _l("Discussion reprise par l’animation"),
    CareAct.PIN: _l("Épinglé par l’animation"),
    CareAct.UNPIN: _l("N’est plus épinglé"),
    CareAct.RETITLE: _l("Titre changé par l’animation"),
    CareAct.RECEIVE: _l("Des messages d’un autre sujet sont venus ici"),
}


def acts_offered(*, is_closed: bool, is_pinned: bool) -> list[CareAct]:
    """Return what may be done with a topic in this state, in the order of the menu."""
    return [
        CareAct.MOVE,
        CareAct.MERGE,
        CareAct.SPLIT,
        CareAct.REOPEN if is_closed else CareAct.CLOSE,
        CareAct.UNPIN if is_pinned else CareAct.PIN,
        CareAct.RETITLE,
    ]
