import pytest

PAGES = ("/", "/aide/", "/contact", "/recherche?q=essai", "/forum/", "/nulle-part")


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_content_policy(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_visitor_gets_no_cookie_for_reading(client):
    assert "Set-Cookie" not in client.get("/").headers


def test_a_page_that_did_not_change_is_not_sent_again(client):
    first = client.get("/charte")
    again = client.get("/charte", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_a_page_is_compressed_for_who_accepts_it(client):
    plain = client.get("/charte")
    small = client.get("/charte", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(plain.data) / 2


def test_static_files_are_kept_a_year_at_their_hashed_address(app, client):
    address = f"/static/{app.config['ASSETS_HASH']}/js/site.js"
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"
        if app.config["ASSETS_HASH"] != "dev":
            assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["../app/settings.py", "js/../../wsgi.py", "js/none.js"])
def test_nothing_outside_the_static_folder_is_served(app, client, path):
    assert client.get(f"/static/{app.config['ASSETS_HASH']}/{path}").status_code == 404


def test_the_cookie_of_an_https_site_is_secure(tmp_path):
    from app import create_app
    from app.settings import Settings

    app = create_app(
        Settings(
            secret_key="k",
            var_dir=tmp_path,
            database_url=f"sqlite:///{tmp_path / 's.db'}",
            base_url="https://tremplin.example.org",
            testing=True,
        )
    )
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
