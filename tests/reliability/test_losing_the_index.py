"""The index goes, or is damaged, while the site runs: pages go on, and it is built again."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reliability.people import signed_in, topic_address
from tests.reliability.site import ServedSite, wait_until
from tests.reliability.writing import new_marker

pytestmark = pytest.mark.real_site

FOUND = "<mark"


def index_of(site: ServedSite) -> Path:
    return next(one for one in (site.folder / "index").iterdir() if one.is_dir())


def remove_all(site: ServedSite) -> None:
    shutil.rmtree(site.folder / "index")


def cut_segments(site: ServedSite) -> None:
    for segment in index_of(site).glob("*.seg"):
        os.truncate(segment, segment.stat().st_size // 2)


def spoil_contents(site: ServedSite) -> None:
    for contents in index_of(site).glob("*.toc"):
        contents.write_bytes(os.urandom(500))


@pytest.mark.parametrize("spoil", [remove_all, cut_segments, spoil_contents])
def test_an_index_that_goes_while_the_site_runs_comes_back(
    site: ServedSite, spoil: Callable[[ServedSite], None]
) -> None:
    person = signed_in(site, 1)
    old = "/recherche?q=recyclerie"
    wait_until(lambda: FOUND in person.get(old).text, "the first index")
    wait_until(site.has_caught_up, "the jobs")
    spoil(site)
    assert person.get(old).status == 200
    marker = new_marker()
    reply = person.post(f"{topic_address(site)}/messages", {"text": f"Après la perte {marker}."})
    assert reply.status == 302
    wait_until(lambda: FOUND in person.get(f"/recherche?q={marker}").text, "the new text")
    wait_until(lambda: FOUND in person.get(old).text, "the old texts")
    wait_until(site.has_caught_up, "the jobs")
    assert site.command("search", "check").returncode == 0


def test_an_index_damaged_while_the_site_is_stopped_is_built_again(site: ServedSite) -> None:
    person = signed_in(site, 1)
    old = "/recherche?q=recyclerie"
    wait_until(lambda: FOUND in person.get(old).text, "the first index")
    site.stop()
    cut_segments(site)
    site.start()
    assert person.get(old).status == 200
    wait_until(lambda: FOUND in person.get(old).text, "the index built again")


def test_jobs_that_are_killed_come_back_by_themselves(site: ServedSite) -> None:
    before = site.part("jobs")
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: site.part("jobs") not in (None, before), "other jobs")
