from sqlalchemy import func, select

from app.database import db
from app.themes import actions
from app.themes.models import Level, Term, Territory
from app.themes.queries import (
    find_territory,
    get_term,
    terms_of,
    territories_with_ancestors,
    with_ancestors,
)


def _place(level: str, code: str) -> Territory:
    found = find_territory(level, code)
    assert found is not None
    return found


def test_every_scheme_and_every_territory_is_there():
    schemes = set(db.session.scalars(select(Term.scheme).distinct()))
    assert {"themes", "etapes", "secteurs", "publics", "types-ressource"} <= schemes
    assert len(schemes) == 19
    levels = dict(
        db.session.execute(select(Territory.level, func.count()).group_by(Territory.level)).all()
    )
    assert levels == {
        Level.REGION: 1,
        Level.DEPARTMENT: 5,
        Level.INTERCOMMUNALITY: 92,
        Level.TOWN: 156,
    }


def test_loading_again_changes_nothing_and_keeps_the_ids():
    before = get_term("themes", "tresorerie").id
    assert actions.load_terms() == actions.Loaded(added=0, changed=0)
    assert actions.load_territories() == actions.Loaded(added=0, changed=0)
    assert get_term("themes", "tresorerie").id == before


def test_a_label_that_changed_is_brought_back_in_place():
    term = get_term("themes", "tresorerie")
    term.label = "Autre chose"
    db.session.commit()
    assert actions.load_terms() == actions.Loaded(added=0, changed=1)
    assert get_term("themes", "tresorerie").label == "Trésorerie"


def test_labels_are_set_as_french_is_printed():
    labels = db.session.scalars(select(Term.label)).all()
    assert not [label for label in labels if "'" in label]


def test_children_follow_their_parent():
    themes = terms_of("themes")
    assert len(themes) == 87
    parent = None
    for theme in themes:
        if theme.parent_id is None:
            parent = theme
        else:
            assert parent is not None
            assert theme.parent_id == parent.id


def test_a_theme_and_a_place_know_what_is_above_them():
    theme = get_term("themes", "ecoute-bienveillance")
    assert with_ancestors([theme.id]) == {theme.id, theme.parent_id}
    amiens = _place("ville", "80021")
    above = territories_with_ancestors([amiens.id])
    assert {_place("departement", "80").id, _place("region", "32").id} <= above
