"""What every template must have, and what none may hold."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
ALL = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*")
    if path.suffix in {".html", ".txt", ".xml"}
)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"""<style\b|\sstyle\s*=\s*["']"""),
    "an inline script": re.compile(r"""<script\b(?![^>]*\bsrc=)(?![^>]*\btype="application/)"""),
    "an inline handler": re.compile(r"""<[a-z][^<>]*\son[a-z]+\s*=\s*["']"""),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a third party": re.compile(
        r"""<(?:script|img|link|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*["'](?:https?:)?//"""
    ),
    "text called safe": re.compile(r"\|\s*safe\b|\bMarkup\b"),
    "autoescape switched off": re.compile(r"\{%-?\s*autoescape\s+false"),
}
ICON = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']""")


@pytest.mark.parametrize("path", ALL)
def test_every_template_compiles(app, path):
    assert app.jinja_env.get_template(path)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_title(app, path):
    if Path(path).name.startswith("_") or path.startswith(("layouts/", "macros/", "mail/")):
        return
    source = (TEMPLATES / path).read_text()
    parents = re.findall(r"""\{%-?\s*extends\s+["']([^"']+)["']""", source)
    own = app.jinja_env.get_template(path).blocks
    of_parents = {
        name
        for parent in parents
        if not parent.startswith("layouts/")
        for name in app.jinja_env.get_template(parent).blocks
    }
    assert {"title", "full_title"} & (set(own) | of_parents)


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(path, what):
    source = COMMENT.sub("", (TEMPLATES / path).read_text())
    found = FORBIDDEN[what].search(source)
    assert found is None, f"{what} in {path}: {found[0]}"


def test_every_icon_drawn_is_in_the_list():
    drawn = {name for path in ALL for name in ICON.findall((TEMPLATES / path).read_text())}
    assert drawn <= set((ROOT / "static" / "icons.txt").read_text().split())
