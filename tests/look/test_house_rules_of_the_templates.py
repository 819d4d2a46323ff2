"""The house rules that templates and style sheets can be read for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture
ROOT = Path(__file__).parents[2]
TEMPLATES = [path for path in ROOT.glob("templates/**/*.html") if "mail" not in path.parts]
SCRIPTS = list(ROOT.glob("static/js/*.js"))
STYLES = list(ROOT.glob("static/css/*.css"))
MACROS = ROOT / "templates" / "macros"
PLANCHES = ROOT / "tests" / "look" / "templates" / "look"
# Names that only scripts and tests look for, or that only make a name readable.
UNSTYLED = {"f-st", "f-when", "htmx-indicator"}
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
SENTENCE = re.compile(r'(?<![\w.])(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"')


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def classes_in(template: str) -> Iterator[str]:
    for value in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', template):
        # « kind-{{ k }} » is only the beginning of a name
        yield from (word for word in EXPRESSION.sub(" ", value).split() if word[-1] != "-")


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_holds_no_script_style_or_handler_of_its_own(path: Path) -> None:
    text = COMMENT.sub("", path.read_text("utf-8"))

    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_uses_only_classes_that_have_a_style(path: Path) -> None:
    styled = set(re.findall(r"\.([a-z][\w-]*)", "".join(css.read_text("utf-8") for css in STYLES)))
    unknown = set(classes_in(COMMENT.sub("", path.read_text("utf-8")))) - styled - UNSTYLED

    assert not unknown


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_words_on_screen_follow_french_typography(path: Path) -> None:
    wrong = [
        sentence
        for sentence in SENTENCE.findall(path.read_text("utf-8"))
        if re.search(r" [:;!?»](?:\s|$)|« |\w'\w|\.\.\.", sentence)
    ]

    assert not wrong


def test_every_icon_drawn_is_in_the_sprite() -> None:
    listed = set((ROOT / "static" / "icons.txt").read_text("utf-8").split())
    drawn: set[str] = set()
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        drawn |= set(re.findall(r'\bicon\("([a-z0-9-]+)"', text))
        for table in re.findall(r"_ICONS = \{(.*?)\}", text, re.DOTALL):
            drawn |= set(re.findall(r': "([a-z0-9-]+)"', table))
        for table in re.findall(r"set STATES = \{(.*?)\}", text, re.DOTALL):
            drawn |= set(re.findall(r': \("([a-z0-9-]+)"', table))
    for path in SCRIPTS:
        drawn |= set(re.findall(r'\bicon\("([a-z0-9-]+)"', path.read_text("utf-8")))

    assert not drawn - listed


def test_every_macro_stands_on_a_page_of_these_tests() -> None:
    shown = "".join(page.read_text("utf-8") for page in PLANCHES.glob("*.html"))
    shown += "".join(re.findall(r"\{[{%].*?[%}]\}", _sources(), re.DOTALL))
    unseen = {
        name
        for name in re.findall(r"\{% macro (\w+)\(", _sources())
        if not re.search(rf"(?:ui\.|forms\.|(?<!macro )\b){name}\(", shown)
    }

    assert not unseen


def _sources() -> str:
    return "".join(path.read_text("utf-8") for path in MACROS.glob("*.html"))
