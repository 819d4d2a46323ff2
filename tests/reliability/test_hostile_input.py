"""Whatever is sent, the answer is a page: never a crash, never somebody else's address."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from app.accounts.models import Member
from app.database import db
from app.mail.models import OutgoingMail
from app.settings import current_settings
from tests.make.accounts import make_actor, make_member
from tests.make.forum import make_topic
from tests.make.practices import make_draft_sheet
from tests.make.resources import make_resource

NASTY = (
    "<script>alert(1)</script>",
    "'; DROP TABLE members; --",
    "nul\0nul",
    "\ud7ff\ufffe\u202e",
    "a\r\nBcc: x@exemple.test",
    "{{ 7 * 7 }}{% x %}%s%(x)s",
    "x" * 30_000,
    "../../etc/passwd",
    "🙂" * 200,
    "²",
    "٣",
    "-1",
    "9" * 30,
    "9" * 12,
    "1e309",
    "2026-02-31",
)
FIELDS = {
    "/forum/nouveau": "title text category nature themes stages territories visibility expires_on "
    "file_ids _once _place _draft",
    "/ressources/nouvelle": "title description url type themes publics authors licence language "
    "visibility made_on valid_until file_ids keywords _once _place",
    "/fiches/nouvelle": "title _once _place",
    "/compte/profil": "name job presentation availability visibility terms",
    "/compte/mot-de-passe": "current_password new_password",
    "/contact": "name email text _once",
    "/connexion": "email password next _carried remember",
    "/connexion/oubli": "email",
    "/apercu": "text",
    "/brouillons": "_place text",
    "/brouillons/oublier": "_place",
    "/langue/fr": "suite",
    "TOPIC/messages": "text file_ids _once _place _preview",
    "RESOURCE/modifier": "title type themes file_ids _based_on valid_until url",
    "SHEET/modifier?section=identite": "titre resume themes structure periode_debut territoires "
    "_base _page _act",
    "SHEET/modifier?section=demarche": "etapes_demarche.titre marques_demarche.cle _act",
    "SHEET/modifier?section=moyens": "cout_estime.montant cout_estime.annee ressources "
    "fiches_liees _act",
    "SHEET/modifier?section=contact_droits": "contacts.structure accord_structure licence",
    "SHEET/publier": "_base note visibility",
}
ADDRESSES = (
    "/recherche?q={}",
    "/recherche?kind={}&theme={}&suite={}&territoire={}",
    "/forum/?suite={}&nature={}",
    "/ressources/?type={}&theme={}&suite={}",
    "/fiches/?theme={}&suite={}&maturite={}",
    "/fiches/proposer/ressources?q={}&choisi={}",
    "/fiches/titres-proches?titre={}",
    "/ressources/proposition?file_ids={}",
    "/langue/fr?suite={}",
    "/compte/contributions?suite={}",
    "/connexion?next={}",
)


@pytest.fixture
def writer() -> Member:
    return make_member(password="une phrase de passe longue")


@pytest.fixture
def places(writer):
    topic = make_topic(author=make_actor(writer))
    resource = make_resource(author=make_actor(writer))
    sheet = make_draft_sheet(writer)
    return {
        "TOPIC": f"/forum/sujets/{topic.id}-{topic.slug}",
        "RESOURCE": f"/ressources/{resource.id}-{resource.slug}",
        "SHEET": f"/fiches/{sheet.id}-{sheet.slug}",
    }


@pytest.mark.parametrize("form", FIELDS)
def test_no_form_crashes_on_what_is_typed(form, sign_in, writer, places):
    browser = sign_in(writer)
    start, slash, rest = form.partition("/")
    address = places.get(start, start) + slash + rest
    for name in FIELDS[form].split():
        for nasty in NASTY:
            answer = browser.post(address, data={"title": "Un titre assez long", name: nasty})
            assert answer.status_code < 500
            assert (answer.location or "/").startswith("/")
            assert "//" not in (answer.location or "/")[:2]
    for page in ("/", "/compte/contributions", *places.values()):
        answer = browser.get(page, follow_redirects=True)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_crashes_on_what_is_asked(address, sign_in, writer):
    browser = sign_in(writer)
    for nasty in (*NASTY, "//exemple.test", "/\\exemple.test", "https://exemple.test", "\t//x"):
        names = re.findall(r"(\w+)=\{\}", address)
        answer = browser.get(address.split("?")[0], query_string=dict.fromkeys(names, nasty))
        assert answer.status_code < 500
        assert re.fullmatch(r"/(?!/).*", answer.location or "/")


@pytest.mark.parametrize(
    "path",
    [
        "/fichiers/1/..%2f..%2fsecret_key",
        "/fichiers/%2e%2e/secret_key",
        "/static/x/%2e%2e%2f%2e%2e%2fserve.py",
        "/static/x/../../wsgi.py",
        "/aide/..%2f..%2fx",
        "/forum/%00/",
        "/%ff",
        "/forum/sujets/99999999999999999999",
    ],
)
def test_strange_paths_are_not_found(path, client):
    assert client.get(path).status_code == 404


def test_a_wrong_method_is_told_apart_from_a_page_that_is_not(client):
    answer = client.put("/forum/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_every_form_without_its_token_is_refused(app, monkeypatch, sign_in):
    """Walk the URL map: a new route that changes something cannot forget the token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    browser = sign_in(make_member(is_administrator=True, is_facilitator=True))
    kept = {"topic_id": 1, "slug": "x", "number": 1, "name": "x", "token": "x"}
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(rules) > 30
    for rule in rules:
        values = {name: kept.get(name, 1) for name in rule.arguments}
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
        for token in (None, "forged", "IjEi.aaaa.bbbb"):
            answer = browser.post(address, data={"csrf_token": token} if token else {})
            if rule.endpoint in ("accounts.sign_in", "accounts.sign_out"):
                assert answer.location == "/", "led home, still signed in"
            elif (
                rule.endpoint == "notifications.stop"
            ):  # the signed token of its address is the proof
                assert answer.status_code == 404, address
            else:
                assert answer.status_code == 400, address
    assert browser.get("/compte/profil").status_code == 200


def test_links_in_mails_ignore_the_host_the_request_claims(client, writer, app):
    told = {"Host": "mechant.example", "X-Forwarded-Host": "mechant.example"}
    client.post("/connexion/oubli", data={"email": writer.email}, headers=told)
    mail = db.session.scalars(select(OutgoingMail)).one()
    with app.app_context():
        own = current_settings().base_url
    assert "mechant" not in mail.text + (mail.html or "")
    assert all(link.startswith(own) for link in re.findall(r"https?://\S+", mail.text))


def test_a_line_break_in_an_address_adds_no_header(client):
    form = {"name": "Ada", "email": "a@exemple.test\nBcc: b@exemple.test", "text": "Bonjour à tous"}
    client.post("/contact", data=form)
    recipients = db.session.scalars(select(OutgoingMail.reply_to)).all()
    assert not any("\n" in (one or "") for one in recipients)


@pytest.mark.parametrize("cookie", ["x" * 3000, "eyJ.abc.def", '"', "%00", ""])
def test_a_forged_cookie_is_a_visitor(client, cookie):
    client.set_cookie("tremplin", cookie)
    answer = client.get("/compte/profil")
    assert answer.status_code == 302
    assert answer.location.startswith("/connexion")


def test_a_session_altered_by_hand_is_a_visitor(app, sign_in, writer):
    browser = sign_in(writer)
    cookie = browser.get_cookie("tremplin")
    assert cookie is not None
    payload, _dot, signature = cookie.value.partition(".")
    browser.set_cookie("tremplin", f"{payload[:-2]}AA.{signature}")
    assert browser.get("/compte/profil").status_code == 302


@pytest.mark.parametrize(
    "bomb",
    [
        *(one * 19_000 for one in "*[>`#"),
        "[a](" * 4_500,
        "_a" * 9_000,
        "<div>" * 3_800,
        "**a*" * 4_700,
        "\n".join(" " * n + "- a" for n in range(190)),
    ],
)
def test_a_markdown_bomb_is_shown_at_once(bomb, sign_in, writer):
    assert sign_in(writer).post("/apercu", data={"text": bomb}).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"text=%ff%fe%00", "application/x-www-form-urlencoded"),
        (b"\x00\xff" * 500, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=v" % n for n in range(10_000)), "application/x-www-form-urlencoded"),
        (b'{"a": 1}', "application/json"),
        (b"zz", "multipart/form-data"),
        (b"--z\r\nfoo", "multipart/form-data; boundary=z"),
    ],
)
def test_a_body_that_is_no_form_is_refused_calmly(body, kind, sign_in, writer, places):
    address = f"{places['TOPIC']}/messages"
    answer = sign_in(writer).post(
        address, input_stream=BytesIO(body), content_length=len(body), content_type=kind
    )
    assert answer.status_code in (302, 400, 413, 422)
