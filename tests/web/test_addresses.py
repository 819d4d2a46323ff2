import pytest

from app.slugs import LONGEST, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Évaluer l'utilité sociale", "evaluer-l-utilite-sociale"),
        ("Évaluer l’utilité sociale", "evaluer-l-utilite-sociale"),
        ("Un cœur – deux mains", "un-coeur-deux-mains"),
        ("« Qui décide ? »", "qui-decide"),
        ("!!!", "sans-titre"),
        ("", "sans-titre"),
        ("日本", "sans-titre"),
    ],
)
def test_a_title_becomes_words_of_an_address(title, slug):
    assert slug_of(title) == slug


def test_a_long_title_is_cut_between_two_words():
    slug = slug_of("accompagner " * 20)
    assert len(slug) <= LONGEST
    assert slug.endswith("accompagner")
