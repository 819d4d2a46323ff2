from tests.make.accounts import make_member
from tests.make.forum import a_theme


def fields(**changes: object) -> dict[str, object]:
    return {
        "title": "Qui a déjà négocié une convention au tonnage ?",
        "category": "financements",
        "nature": "question",
        "text": "Bonjour, je cherche une **convention** récente.",
        "themes": [str(a_theme().id)],
        "visibility": "network",
        **changes,
    }


def test_a_member_asks_a_question_and_everybody_of_the_network_reads_it(sign_in):
    asker = sign_in(make_member(name="Sylvain C."))

    answer = asker.post("/forum/nouveau", data=fields(), follow_redirects=True)

    assert answer.status_code == 200
    assert "Qui a déjà négocié une convention au tonnage" in answer.text
    assert "<strong>convention</strong>" in answer.text
    listed = sign_in(make_member(name="Fatou N.")).get("/forum/")
    assert "Qui a déjà négocié une convention au tonnage" in listed.text
