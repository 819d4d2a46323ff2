"""What stands around every page: navigation by reader, refusals, the demonstration's line."""

import pytest
from flask.testing import FlaskClient

PAGE = "/planche/composants"


def html(client: FlaskClient, path: str = PAGE) -> str:
    return client.get(path).get_data(as_text=True)


def test_a_member_may_publish_and_sign_out_from_every_page(member: FlaskClient) -> None:
    page = html(member)

    assert "Mon compte" in page
    assert "Publier" in page
    assert 'class="thumb"' in page
    assert "Se connecter" not in page


def test_a_visitor_is_offered_to_sign_in_and_nothing_that_needs_an_account(
    visitor: FlaskClient,
) -> None:
    page = html(visitor)

    assert "Mon compte" not in page
    assert 'class="thumb"' not in page
    assert 'class="menu publish"' not in page


def test_only_a_member_gets_a_token_and_a_visitor_gets_no_cookie(
    member: FlaskClient, visitor: FlaskClient
) -> None:
    answer = visitor.get(PAGE.replace("composants", "erreur/404"))

    assert 'name="csrf-token"' in html(member)
    assert 'name="csrf-token"' not in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_a_message_is_said_once(visitor: FlaskClient) -> None:
    assert "Votre question est publiée." in html(visitor, f"{PAGE}?message")
    assert "Votre question est publiée." not in html(visitor)


@pytest.mark.usefixtures("demo")
def test_a_demonstration_says_so_and_asks_robots_to_stay_out(visitor: FlaskClient) -> None:
    page = html(visitor)

    assert "Démonstration\u00a0: personnes et structures fictives." in page
    assert '<meta name="robots" content="noindex, nofollow">' in page


def test_a_true_site_says_nothing_of_a_demonstration(visitor: FlaskClient) -> None:
    page = html(visitor)

    assert "Démonstration" not in page
    assert "noindex" not in page


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (400, "rechargez-la et réessayez"),
        (403, "écrivez à l’animation"),
        (404, "Cherchez-la par ses mots."),
        (405, "envoyez-le de nouveau"),
        (409, "voir ce qui a changé"),
        (410, "retirée ou supprimée"),
        (413, "50 Mo"),
        (422, "votre texte y est toujours"),
        (429, "Attendez quelques minutes"),
        (500, "Réessayez dans un instant."),
    ],
)
def test_a_refusal_says_what_to_do_next(visitor: FlaskClient, status: int, advice: str) -> None:
    answer = visitor.get(f"/planche/erreur/{status}")

    assert answer.status_code == status
    assert advice in answer.get_data(as_text=True)
    assert "Revenir à l’accueil" in answer.get_data(as_text=True)


def test_a_refused_form_lists_its_errors_beside_what_was_typed(visitor: FlaskClient) -> None:
    page = html(visitor, "/planche/formulaire?refusee")

    assert "Rien n’est perdu" in page
    assert '<a href="#title">Titre\u00a0: Dix caractères au moins.</a>' in page
    assert 'value="Impôt"' in page
    assert 'aria-describedby="title-aide title-err"' in page
    assert 'aria-invalid="true"' in page
