"""A site with a few pages more, on which every component stands, and a browser to look at them."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, flash, render_template, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from app import create_app
from app.contributions.forms import VisibilityField
from app.contributions.models import Visibility
from app.settings import Settings
from app.web import facts
from app.web.access import Audience, audience
from app.web.errors import error_page
from tests.make.accounts import make_member

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SITE = "http://localhost"
EVENING = datetime(2026, 11, 22, 17, 12, tzinfo=UTC)
IMPACT, MONEY = "Utilité sociale", "Modèle économique"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

pages = Blueprint("look", __name__, template_folder="templates", url_prefix="/planche")


class QuestionForm(FlaskForm):
    """One field of each sort."""

    title = StringField(
        "Titre",
        [DataRequired("Donnez un titre."), Length(min=10, message="Dix caractères au moins.")],
        description="La question telle que vous la poseriez à un collègue.",
    )
    category = SelectField(
        "Rubrique",
        [DataRequired("Choisissez une rubrique.")],
        choices=[SelectChoice("", "Choisir…"), SelectChoice("a", "Statuts et gouvernance")],
    )
    nature = RadioField(
        "Nature",
        choices=[SelectChoice("q", "Question"), SelectChoice("d", "Discussion")],
        default="q",
    )
    text = TextAreaField("Votre message", [DataRequired("Écrivez votre message.")])
    themes = SelectMultipleField(
        "Thèmes",
        description="Un à quatre : c’est par là qu’on la retrouvera.",
        choices=[
            SelectChoice("1", "Évaluation participative", {"data-alt": "usagers, évaluer"}, IMPACT),
            SelectChoice("2", "Indicateurs", optgroup=IMPACT),
            SelectChoice("3", "Trésorerie", {"data-alt": "banque"}, MONEY),
            SelectChoice("4", "Prix", optgroup=MONEY),
        ],
    )
    stages = SelectMultipleField("Étapes du projet", choices=[SelectChoice("e", "Émergence")])
    email = EmailField("Adresse électronique")
    anonymous = BooleanField("Anonymat vérifié", description="Personne n’est reconnaissable.")
    visibility = VisibilityField()


@pages.get("/<name>")
@audience(Audience.PUBLIC)
def show(name: str) -> str:
    """Show one of the pages of this test."""
    refused = "refusee" in request.args
    typed = MultiDict({"title": "Impôt", "themes": "1", "visibility": "public", "text": "Bonjour"})
    form = QuestionForm(formdata=typed if refused else None)
    form.visibility.offer([Visibility.NETWORK, Visibility.PUBLIC, Visibility.STRUCTURE])
    if refused:
        form.validate()
    if "message" in request.args:
        flash("Votre question est publiée.")
    return render_template(f"look/{name}.html", form=form, evening=EVENING)


@pages.get("/erreur/<int:status>")
@audience(Audience.PUBLIC)
def refuse(status: int) -> ResponseReturnValue:
    """Show the page of a refusal."""
    return error_page(status)


@pages.get("/panne")
@audience(Audience.PUBLIC)
def crash() -> str:
    return render_template("errors/crash.html")


@pytest.fixture(scope="module")
def planche(app: Flask, settings: Settings) -> Flask:
    """Another application on the same database, with the pages above."""
    planche = create_app(settings)
    planche.config["WTF_CSRF_ENABLED"] = False
    planche.register_blueprint(pages)
    return planche


@pytest.fixture
def visitor(planche: Flask) -> FlaskClient:
    return planche.test_client()


@pytest.fixture
def member(planche: Flask) -> FlaskClient:
    account = make_member(name="Sylvain C.", is_administrator=True)
    client = planche.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = account.get_id()
    return client


@pytest.fixture
def demo() -> Iterator[None]:
    """The site shows a demonstration."""
    facts.write_fact(facts.DEMO, "1")
    yield
    facts.forget_kept()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no chromium on this machine: the look is not tested")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """`open_page(client, "/planche/formulaire", width=360)` shows what the application answers.

    Nothing listens on a port: the browser's requests are handed to the test client, so that the
    page is made inside the transaction of the test. Complaints of the browser fail the test.
    """
    opened: list[Any] = []
    complaints: list[str] = []

    def _open(client: FlaskClient, path: str, **options: Any) -> Page:
        width = options.pop("width", 1280)
        context = chromium.new_context(
            base_url=SITE, locale="fr-FR", viewport={"width": width, "height": 900}, **options
        )
        opened.append(context)
        context.route(f"{SITE}/**", lambda route: _answer(client, route))
        page = context.new_page()
        page.on("console", lambda said: complaints.extend(_complaint(said)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    yield _open
    for context in opened:
        context.close()
    assert not complaints


def _complaint(said: ConsoleMessage) -> list[str]:
    """Return an error of the browser, unless it is only the status that the test asked for."""
    asked_for = "the server responded with a status" in said.text
    expected = asked_for and "/static/" not in said.location["url"]
    return [said.text] if said.type == "error" and not expected else []


def _answer(client: FlaskClient, route: Route) -> None:
    sent = route.request
    headers = {
        name: value
        for name, value in sent.headers.items()
        if name in ("content-type", "accept", "x-csrftoken")
    }
    with client.open(
        sent.url.removeprefix(SITE),
        method=sent.method,
        data=sent.post_data_buffer,
        headers=headers,
    ) as response:
        kept = {name: text for name, text in response.headers.items() if name != "Content-Encoding"}
        route.fulfill(status=response.status_code, headers=kept, body=response.get_data())
