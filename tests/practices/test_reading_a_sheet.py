"""Reading a sheet: what stands where, for whom, at what price."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Member
from app.contributions.models import Visibility
from tests.make.accounts import make_account, make_member, make_structure
from tests.make.practices import SUMMARY, TITLE, make_draft_sheet, make_sheet

SignIn = Callable[[Member], FlaskClient]
MaxQueries = Callable[[int], AbstractContextManager[list[str]]]


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.text


def test_the_page_tells_the_practice_section_by_section(client: FlaskClient) -> None:
    sheet = make_sheet(visibility=Visibility.PUBLIC)
    page = page_of(client, f"/fiches/{sheet.id}-{sheet.slug}")
    assert f"<h1>{TITLE}</h1>" in page
    assert SUMMARY in page
    for anchor in ("identite", "contexte", "demarche", "moyens", "resultats"):
        assert f'<section id="{anchor}"' in page
        assert f'href="#{anchor}"' in page
    assert "<strong>deux ou trois</strong>" in page
    assert "<strong>Se mettre d’accord</strong>" in page
    assert "les trois directions · deux réunions" in page
    assert "4\u202f200 euros (2025)\u00a0: Déplacements et animation." in page
    assert "«\u00a0Je n’ai raconté mon projet qu’une fois.\u00a0»" in page
    assert "Prometteuse" in page
    assert "depuis mars 2024" in page
    assert "Révision 1" in page
    assert "CC BY-SA 4.0" in page
    assert 'role="alert"' not in page
