def test_a_visitor_reads_in_english_and_comes_back_to_french(client):
    there = client.get("/langue/en?suite=/charte")
    assert there.status_code == 302
    assert there.location == "/charte"
    assert '<html lang="en">' in client.get("/").text
    client.get("/langue/fr")
    assert '<html lang="fr">' in client.get("/").text


def test_a_language_the_site_does_not_speak_is_not_found(client):
    assert client.get("/langue/tlh").status_code == 404


def test_the_way_back_stays_on_this_site(client):
    assert client.get("/langue/en?suite=//ailleurs.example").location == "/"
