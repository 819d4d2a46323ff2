"""What is typed on a keyboard is shown as a printer would set it."""

import pytest

from app.markup import plain_text, render, typeset


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui vient ?", "Qui vient\u202f?"),
        ("Qui vient?", "Qui vient\u202f?"),
        ("Attention: ici", "Attention\u00a0: ici"),
        ("oui ; non !", "oui\u202f; non\u202f!"),
        ("quoi?!", "quoi\u202f?!"),
        ("l'idée d'un tiers-lieu", "l’idée d’un tiers-lieu"),
        ("et puis...", "et puis…"),
        ('le mot "essaimage".', "le mot «\u00a0essaimage\u00a0»."),
        ('l\'"ESS"', "l’«\u00a0ESS\u00a0»"),
        ("«bonjour» et « salut »", "«\u00a0bonjour\u00a0» et «\u00a0salut\u00a0»"),
        ("12 000 € et 15 %", "12\u202f000\u00a0€ et 15\u00a0%"),
    ],
)
def test_a_sentence_is_set_in_the_french_way(typed, shown):
    assert typeset(typed) == shown
    assert typeset(shown) == shown


@pytest.mark.parametrize(
    "typed",
    [
        'un écran de 24"',
        'il dit "oui',
        "à 10:30",
        "03 21 45 67 89",
        "....",
        "a::b",
        "en 2023 450",
        "5'",
    ],
)
def test_what_is_not_plainly_typography_is_left_alone(typed):
    assert typeset(typed) == typed


def test_quotation_marks_may_hold_emphases_and_code():
    assert render('"**gras**" et "`code`"') == (
        "<p>«\u00a0<strong>gras</strong>\u00a0» et «\u00a0<code>code</code>\u00a0»</p>"
    )
    assert render("**Note** : *ici*?") == (
        "<p><strong>Note</strong>\u00a0: <em>ici</em>\u202f?</p>"
    )


def test_addresses_and_code_are_not_touched():
    assert "https://a.fr/?q='x'" in plain_text("voir https://a.fr/?q='x'b !")
    assert plain_text('`"a" : b`') == '"a" : b'
