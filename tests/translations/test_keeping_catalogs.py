"""Whoever changes the words of the site learns what the other languages then lack."""

import io
import json

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import translations
from scripts.translations import extract, extract_fields, faults, merged, text_of


def test_the_words_of_code_templates_and_fields_are_found_the_same_way_twice():
    first, second = text_of(extract()), text_of(extract())
    assert first == second
    assert "Cette adresse ne peut pas recevoir de courriel." in first  # app/mail/actions.py
    assert "Si vous lisez ces lignes" in first  # templates/mail/test.txt
    assert "POT-Creation-Date" not in first


def test_the_words_of_fields_are_titles_labels_helps_and_choices():
    fields = {
        "meta": {"title": "no"},
        "sections": [
            {
                "title": "Contexte",
                "intro": "",
                "fields": [
                    {"name": "lieu", "label": "Lieu", "help": "Où ?", "choices": ["Ville"]},
                    {"name": "version", "label": "Version", "automatic": True},
                ],
            }
        ],
    }
    found = extract_fields(io.BytesIO(json.dumps(fields).encode()), {}, (), {})
    assert [words for _line, _function, words, _comments in found] == [
        *("Contexte", "Lieu", "Où ?", "Ville")
    ]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "TRANSLATIONS", tmp_path)
    return tmp_path


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(folder):
    path = translations.path_of("en")
    path.parent.mkdir(parents=True)
    before = Catalog(locale="en", charset="utf-8")
    before.add("Publier", "Publish", locations=[("app/a.py", 1)])
    before.add("Disparu", "Gone", locations=[("app/a.py", 1)])
    path.write_text(text_of(before))
    template = Catalog(charset="utf-8")
    template.add("Publier", locations=[("app/b.py", 1)])
    template.add("Nouveau", locations=[("app/b.py", 1)])
    after = merged("en", template)
    assert {message.id: message.string for message in after if message.id} == {
        "Publier": "Publish",
        "Nouveau": None,
    }
    path.write_text(text_of(after))
    assert text_of(merged("en", template)) == path.read_text()
    assert "#: app/b.py\n" in path.read_text()


@pytest.mark.parametrize(
    ("source", "translated"),
    [
        ("Publier", "Publish"),
        ("Bonjour %(name)s", "%(name)s, hello"),
        (("un mot", "%(num)s mots"), ("one word", "%(num)s words")),
        ("100 %", "100%"),
        ("<b>Lire</b> la suite", "Read <b>on</b>"),
    ],
)
def test_a_whole_translation_has_no_fault(source, translated):
    assert list(faults(Message(source, translated))) == []


@pytest.mark.parametrize(
    ("source", "translated", "said"),
    [
        ("Publier", "", "pas traduit"),
        (("un mot", "%(num)s mots"), ("one word", ""), "pas traduit"),
        ("Bonjour %(name)s", "Hello", "(name)"),
        ("Bonjour %(name)s", "Hello %(nom)s", "(name, nom)"),
        ("%(n)s %%", "%(n)s %", "un % de la traduction"),
        ("<b>Lire</b>", "<b>Read", "balises"),
        ("Lire", "<script>", "balises"),
    ],
)
def test_a_faulty_translation_is_told(source, translated, said):
    assert any(said in fault for fault in faults(Message(source, translated)))


def test_a_doubtful_translation_is_told():
    assert any("à vérifier" in fault for fault in faults(Message("Lire", "Read", flags=["fuzzy"])))
