"""A member writes a text as they write an e-mail; what a page then shows."""

import pytest

from app.markup import clean_line, excerpt, plain_text, render, stored
from app.markup.tree import LINK_REL


def _link(address: str, words: str | None = None) -> str:
    return f'<a href="{address}" rel="{LINK_REL}">{words or address}</a>'


def test_a_newline_is_a_new_line_and_a_blank_line_a_paragraph():
    assert render("Bonjour,\nmerci.\n\nPaul") == "<p>Bonjour,<br>merci.</p>\n<p>Paul</p>"


def test_a_list_may_follow_its_sentence_at_once():
    html = render("Il faut :\n- un lieu\n- deux *bénévoles*\nEt du temps.")
    assert html == (
        "<p>Il faut\u00a0:</p>\n<ul><li>un lieu</li><li>deux <em>bénévoles</em></li></ul>\n"
        "<p>Et du temps.</p>"
    )


def test_a_list_in_a_list_is_indented_as_one_likes():
    two, four = "- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"
    expected = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
    assert render(two) == render(four) == expected


def test_numbers_keep_their_start_and_may_be_written_with_a_parenthesis():
    assert render("3) trois\n4) quatre") == '<ol start="3"><li>trois</li><li>quatre</li></ol>'


@pytest.mark.parametrize("line", ["2016. Une belle année", "+ 33 jours", "#bonjour", "-5 degrés"])
def test_a_line_that_only_looks_like_a_mark_stays_as_it_was_written(line):
    assert render(line) == f"<p>{line}</p>"


def test_a_signature_does_not_make_a_title_of_the_line_above():
    assert render("Cordialement\n---") == "<p>Cordialement</p>\n<hr>"


def test_titles_start_at_h3_and_skip_no_level():
    assert render("# Un\n### Trois\n## Deux") == "<h3>Un</h3>\n<h4>Trois</h4>\n<h4>Deux</h4>"
    assert render("### Seul", headings_from=2) == "<h2>Seul</h2>"


def test_an_answer_below_a_quotation_is_not_part_of_it():
    html = render("> Qui vient ?\nMoi.")
    assert html == "<blockquote><p>Qui vient\u202f?</p></blockquote>\n<p>Moi.</p>"


def test_addresses_become_links_without_the_full_stop_that_follows():
    html = render("Voir https://exemple.fr/a_b_c, (www.exemple.fr/x_(y)) ou <https://a.fr>.")
    assert _link("https://exemple.fr/a_b_c") + "," in html
    assert "(" + _link("https://www.exemple.fr/x_(y)", "www.exemple.fr/x_(y)") + ")" in html
    assert _link("https://a.fr") + "." in html


def test_links_are_not_endorsed_and_lead_where_one_can_go():
    assert render("[le site](https://a.fr 'titre')") == f"<p>{_link('https://a.fr', 'le site')}</p>"
    assert render("[ici](/forum/)") == f"<p>{_link('/forum/', 'ici')}</p>"
    assert render("[ici](exemple.fr/x)") == f"<p>{_link('https://exemple.fr/x', 'ici')}</p>"
    assert render("[moi](mailto:a@b.fr)") == f"<p>{_link('mailto:a@b.fr', 'moi')}</p>"


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//ailleurs.net/x",
        "/\\ailleurs.net",
        "https://banque.fr@ailleurs.net",
        "https:ailleurs.net",
        "https://[::1",
        "file:///etc/passwd",
        "mailto:a@b.fr?bcc=c@d.fr",
    ],
)
def test_a_link_that_is_not_safe_leaves_only_its_words(target):
    assert render(f"[ici]({target})").startswith("<p>ici")
    assert "<a" not in render(f"[ici]({target})")


def test_our_own_files_are_shown_and_pictures_from_elsewhere_become_links():
    ours = render("![La salle](/fichiers/12/salle.png)")
    assert ours == '<p><img src="/fichiers/12/salle.png" alt="La salle" loading="lazy"></p>'
    theirs = render("![Suivi](https://pisteur.net/1.gif)")
    assert theirs == f"<p>{_link('https://pisteur.net/1.gif', 'Suivi')}</p>"
    assert "<img" not in render("![x](/fichiers/../deconnexion)")


def test_a_table_scrolls_by_itself_and_stands_where_it_was_written():
    html = render("Voici :\n| Poste | Coût |\n|---|--:|\n| Loyer | `a|b` |\nVoilà.")
    assert html == (
        '<p>Voici\u00a0:</p>\n<div class="scroll" tabindex="0" role="group" aria-label="Tableau">'
        '<table><thead><tr><th scope="col">Poste</th><th scope="col" class="num">Coût</th></tr>'
        '</thead><tbody><tr><td>Loyer</td><td class="num"><code>a|b</code></td></tr></tbody>'
        "</table></div>\n<p>Voilà.</p>"
    )


def test_code_is_left_alone_also_in_a_list():
    html = render('- ainsi :\n  ```\n  a = "x" ; b !\n  ```\n- puis `c : d`')
    assert '<pre tabindex="0"><code>a = "x" ; b !</code></pre>' in html
    assert "<code>c : d</code>" in html


def test_html_shows_as_it_was_typed():
    assert render("<b>gras</b> &amp; &#60;") == (
        "<p>&lt;b&gt;gras&lt;/b&gt; &amp;amp\u202f; &amp;#60\u202f;</p>"
    )


def test_the_same_text_always_gives_the_same_html():
    text = "# Titre\n\nUn [lien](https://a.fr) et « des **mots** ».\n\n1. un\n2. deux"
    assert render(text) == render(text) == stored(str(render(text)))


def test_plain_text_says_what_the_page_says_without_its_marks():
    text = (
        "# Titre\n\nUn [lien](https://a.fr), `du code`\n\n- un **mot**\n- deux\n\na | b\n-|-\n1 | 2"
    )
    assert plain_text(text) == "Titre\nUn lien, du code\n- un mot\n- deux\na | b\n1 | 2"


def test_an_excerpt_is_cut_between_two_words():
    assert excerpt("## Titre\n\n- des *mots* courts, bien sûr", 22) == "Titre des mots courts…"
    assert excerpt("Deux mots", 22) == "Deux mots"
    assert excerpt("a" * 50, 10) == "a" * 10 + "…"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Un \t titre\n ", "Un titre"),
        ("nom\u202egpj.exe", "nomgpj.exe"),
        ("e\u0301te\u0301", "été"),
        ("a\x00b\u200bc\x1bd", "abcd"),
        ("\u200d\u3000 ", ""),
    ],
)
def test_a_title_is_one_line_without_characters_that_disturb(typed, kept):
    assert clean_line(typed) == kept
