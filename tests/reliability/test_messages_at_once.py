"""Private messages sent at the same moment: one conversation, distinct numbers, nothing twice."""

import pytest

from tests.reliability.people import signed_in
from tests.reliability.site import ServedSite
from tests.reliability.test_several_at_once import together

pytestmark = pytest.mark.real_site


def test_messages_sent_at_the_same_moment(site: ServedSite) -> None:
    """Two people write to one another first at the same time, then all at once."""
    one, other = signed_in(site, 0), signed_in(site, 1)
    rows = site.query("SELECT id FROM members WHERE email LIKE 'conseil%' ORDER BY id")
    assert rows
    numbers = [number for (number,) in rows][:2]

    begun = together(
        lambda: one.post("/messages/nouveau", {"people": str(numbers[1]), "text": "Bonjour."}),
        lambda: other.post("/messages/nouveau", {"people": str(numbers[0]), "text": "Salut."}),
    )
    assert [answer.status for answer in begun] == [302, 302]
    assert site.query("SELECT count(*) FROM conversations") == [(1,)]

    where = str(begun[0].location).partition("#")[0]
    sent = together(
        *[lambda n=n: (one, other)[n % 2].post(where, {"text": f"Ligne {n}."}) for n in range(8)]
    )
    assert {answer.status for answer in sent} == {302}
    twice = {"text": "Un double clic.", "_once": "double-message"}
    answers = together(*[lambda: one.post(where, twice)] * 4)
    assert len({answer.location for answer in answers}) == 1
    assert site.query("SELECT number FROM messages ORDER BY number") == [(n,) for n in range(1, 12)]
