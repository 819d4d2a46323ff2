"""A file says much of itself: what it proposes for the fields still empty."""

from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.database import db
from app.files.models import StoredFile
from app.resources.models import Resource
from app.themes.models import PUBLIC, RESOURCE_TYPE, THEME
from tests.make.files import docx_bytes, xlsx_bytes
from tests.make.resources import resource_fields, term

TEXT = """# Grille

Cette grille prépare un rendez-vous sur la trésorerie d’une association, sans rien oublier.

La trésorerie se lit semaine par semaine.
"""
EMPTY = {"title": "", "description": "", "type": "", "themes": [], "publics": []}


def proposed(me: FlaskClient, *files: StoredFile) -> dict[str, Any]:
    ids = [file.id for file in files]
    found: dict[str, Any] = me.get(
        "/ressources/proposition", query_string={"file_ids": ids}
    ).get_json()
    return found


def test_the_name_gives_a_title_and_a_type_at_once(browse, sylvain, received):
    file = received(sylvain, content=docx_bytes(TEXT), name="grille_premier-entretien_v2.docx")

    found = proposed(browse(sylvain), file)

    assert found["title"] == "Grille premier entretien"
    assert found["type"] == term(RESOURCE_TYPE, "grille").id
    assert found["publics"] == [term(PUBLIC, "accompagnateurs").id]
    assert found["is_reading"] is True


def test_the_words_once_read_give_themes_and_a_description(browse, sylvain, received, work):
    file = received(sylvain, content=docx_bytes(TEXT), name="sans-nom.docx")
    work()

    found = proposed(browse(sylvain), file)

    assert term(THEME, "tresorerie").id in found["themes"]
    assert found["description"].startswith("Cette grille prépare un rendez-vous")
    assert found["is_reading"] is False


def test_a_workbook_is_a_financial_one_until_somebody_says_otherwise(browse, sylvain, received):
    file = received(sylvain, content=xlsx_bytes(), name="flux.xlsx")

    assert proposed(browse(sylvain), file)["type"] == term(RESOURCE_TYPE, "tableur-financier").id


def test_files_of_others_say_nothing(browse, sylvain, fatou, received):
    hers = received(fatou, name="prive.txt")

    found = proposed(browse(sylvain), hers)

    assert found["title"] == ""
    assert proposed(browse(sylvain))["themes"] == []


def test_without_script_a_form_sent_with_only_a_file_comes_back_filled(browse, sylvain):
    me = browse(sylvain)
    sent = resource_fields(
        url=None, **EMPTY, fichiers=(BytesIO(docx_bytes(TEXT)), "grille-tresorerie.docx")
    )

    answer = me.post("/ressources/nouvelle", data=sent)

    assert answer.status_code == 422
    assert "Proposé d’après le fichier." in answer.text
    assert 'value="Grille tresorerie"' in answer.text
    assert "Relisez, puis publiez." in answer.text
    assert "Donnez un titre" not in answer.text
    assert db.session.scalars(select(Resource)).all() == []


def test_nothing_typed_is_replaced(browse, sylvain):
    me = browse(sylvain)
    sent = resource_fields(
        title="Mon titre", rights_checked=None, fichiers=(BytesIO(docx_bytes(TEXT)), "autre.docx")
    )

    page = me.post("/ressources/nouvelle", data=sent).text

    assert 'value="Mon titre"' in page
    assert "Quatorze questions" in page
    assert "Proposé d’après le fichier." not in page.replace("data-proposed hidden", "")[:0]
