"""A reader gets the site in French, or in the other language they chose."""

from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string

from app import i18n
from app.i18n import gettext, lazy_gettext, ngettext, speaking

PAGE = '{{ _("Bonjour %(name)s", name=name) }} · {{ ngettext("%(num)s mot", "%(num)s mots", n) }}'


@pytest.fixture
def site(tmp_path) -> Iterator[Flask]:
    """A small site of its own whose English catalogue holds the words of these tests."""
    catalog = Catalog(locale="en")
    catalog.add("Bonjour %(name)s", "Hello %(name)s")
    catalog.add(("%(num)s mot", "%(num)s mots"), ("%(num)s word", "%(num)s words"))
    catalog.add(("%(num)s page", "%(num)s pages"), ("", ""))
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    site = Flask(__name__)
    i18n.init_app(site)
    site.extensions["babel"].translation_directories = [str(tmp_path)]
    with site.app_context():
        known = i18n._babel.domain_instance.cache
    before = dict(known)
    known.clear()
    yield site
    known.clear()
    known.update(before)


def _read(site: Flask, n: int = 2, **headers: str) -> str:
    with site.test_request_context(headers=headers):
        return render_template_string(PAGE, name="<Léa>", n=n)


def test_the_site_speaks_french_unless_asked_otherwise(site):
    assert _read(site) == "Bonjour &lt;Léa&gt; · 2 mots"
    assert _read(site, Cookie="langue=tlh") == "Bonjour &lt;Léa&gt; · 2 mots"


def test_the_cookie_chooses_the_other_language(site):
    assert _read(site, Cookie="langue=en") == "Hello &lt;Léa&gt; · 2 words"


def test_zero_is_singular_in_french_and_plural_in_english(site):
    assert _read(site, n=0).endswith("0 mot")
    assert _read(site, n=0, Cookie="langue=en").endswith("0 words")


def test_words_without_translation_stay_in_french(site):
    with site.test_request_context(headers={"Cookie": "langue=en"}):
        assert gettext("Au revoir") == "Au revoir"
        assert ngettext("%(num)s page", "%(num)s pages", 0) == "0 page"


def test_words_written_when_a_module_is_read_wait_for_their_reader(site):
    label = lazy_gettext("Bonjour %(name)s", name="<Léa>")
    assert str(label) == "Bonjour <Léa>"
    with site.test_request_context(headers={"Cookie": "langue=en"}):
        assert str(label) == "Hello <Léa>"
        assert render_template_string("{{ label }}", label=label) == "Hello &lt;Léa&gt;"


def test_a_mail_may_speak_the_language_of_somebody_else(site):
    with site.app_context():
        assert ngettext("%(num)s mot", "%(num)s mots", 1) == "1 mot"
        with speaking("en"):
            assert ngettext("%(num)s mot", "%(num)s mots", 3) == "3 words"
        assert i18n.current_locale() == "fr"


def test_outside_of_the_site_the_words_are_those_that_were_written():
    assert gettext("100 %") == "100 %"
    assert ngettext("%(num)s mot", "%(num)s mots", 2) == "2 mots"
