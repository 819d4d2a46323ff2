"""Walk the URL map: a route without a declared audience is closed, and fails here."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import Member
from app.web.access import Audience, audience, audience_of
from tests.make.accounts import make_account, make_member

SAFE = {"GET", "HEAD", "OPTIONS"}


def test_every_route_declares_its_audience(app: Flask):
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if audience_of(app, rule.endpoint) is None
    ]
    assert silent == []


def test_a_route_that_declares_none_is_closed_to_everybody(settings, sign_in):
    from app import create_app

    other = create_app(settings)
    other.add_url_rule("/oubliee", "forgotten", lambda: "secret")
    answer = other.test_client().get("/oubliee")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def _address(rule):
    return (
        rule.rule.replace("<slug>", "x")
        .replace("<version>", "dev")
        .replace("<path:path>", "js/site.js")
    )


def _plain_rules(app, *, wanted):
    for rule in app.url_map.iter_rules():
        address = _address(rule)
        if "<" not in address and audience_of(app, rule.endpoint) in wanted:
            yield rule, address


def test_a_visitor_is_sent_to_sign_in_from_every_page_of_members(app, client):
    for rule, address in _plain_rules(app, wanted=set(Audience) - {Audience.PUBLIC}):
        if "GET" in rule.methods:
            answer = client.get(address)
            assert answer.status_code == 302, rule.endpoint
            assert answer.location.startswith("/connexion"), rule.endpoint


def test_a_visitor_writes_nothing_in_what_is_for_members(app, client):
    for rule, address in _plain_rules(app, wanted=set(Audience) - {Audience.PUBLIC}):
        if rule.methods - SAFE:
            assert client.post(address).status_code == 401, rule.endpoint


@pytest.mark.parametrize(
    ("whom", "refused"),
    [
        ("guest", {Audience.MEMBER, Audience.FACILITATOR, Audience.ADMINISTRATOR}),
        ("member", {Audience.FACILITATOR, Audience.ADMINISTRATOR}),
        ("facilitator", {Audience.ADMINISTRATOR}),
    ],
)
def test_a_role_opens_no_more_than_its_own_routes(app, sign_in, whom, refused):
    makers: dict[str, Callable[[], Member]] = {
        "guest": make_account,
        "member": make_member,
        "facilitator": lambda: make_member(is_facilitator=True),
    }
    person = makers[whom]()
    browser = sign_in(person)
    for rule, address in _plain_rules(app, wanted=refused):
        method = "GET" if "GET" in rule.methods else "POST"
        answer = browser.open(address, method=method)
        assert answer.status_code == 403, f"{whom} {rule.endpoint}"


def test_the_decorator_leaves_the_view_as_it_is():
    @audience(Audience.MEMBER)
    def view():
        return "ok"

    assert view() == "ok"
