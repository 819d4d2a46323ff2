"""Somebody writes to slow the site down or to reach other readers; neither works."""

import random
import re
import time
from html.parser import HTMLParser

import pytest

from app.markup import MAX_LENGTH, plain_text, render

LONGEST = 0.5  # seconds of processor, for the longest text

HOSTILE = {
    "stars": "*",
    "brackets": "[",
    "quotes": ">",
    "images": "![",
    "ends of links": "](",
    "emphases": "*_",
    "open emphases": "**a ",
    "open links": "[a](",
    "links": "[a](b) ",
    "code spans": "`a` `` ",
    "escapes": "\\*",
    "tags": "<b ",
    "comments": "<!--",
    "entities": "&#x202e;",
    "names": "@a.1 ",
    "things": "#fiche-1\n",
    "things in links": "[#fiche-1](/vers/fiche-1) ",
    "names begun": "@a-" * 9 + ".1[@",
    "paragraphs": "a\n\n",
    "lines": "a\n",
    "items": "- a\n",
    "items in quotations": "> > - > - a\n",
    "quotations": ">a\n\nb\n",
    "tables": "a | b\n--|--\n",
    "cells": "|`a|`",
    "fences": "```a\n~~~~\n",
    "straight quotes": '"a" ',
    "spaces": " ",
    "accents": "\u0301\u0323",
    "addresses": "http://a.b ",
    "parentheses": "www.a" + ")" * 40,
    "ticks": "".join("`" * count + " " for count in range(100)),
    "nested items": "".join("  " * depth + "- a\n" for depth in range(100)),
    "nested quotations": "".join(">" * depth + " a\n" for depth in range(100)),
    "scripts": "<script>alert(1)</script>\n",
    "handlers": '<img src=x onerror="alert(1)">',
    "script links": "[x](javascript:alert(1)) ",
    "titles of links": '[x](http://a.fr "onclick=alert(1)") ',
    "broken attributes": '![" onerror="alert(1)](/fichiers/1/a.png)',
    "wide table": "|a" * 9000 + "|\n" + "|-" * 9000 + "|\n" + "|\n" * 9000,
    "long table": "a|b\n-|-\n" + "|\n" * 20000,
    "spaces in a title": "# a" + " " * 59000 + "x",
}


def _longest(unit: str) -> str:
    return (unit * (MAX_LENGTH // len(unit) + 1))[:MAX_LENGTH]


class _Reader(HTMLParser):
    """Reads HTML as a browser does, and keeps what could act."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "iframe", "object", "svg", "form", "input", "base", "meta"):
            self.faults.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcset", "id", "name"):
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src") and not re.match(r"https?://|mailto:|[/#](?!/)", value):
                self.faults.append(f"{tag} {name}={value}")
            if name == "src" and not value.startswith("/fichiers/"):
                self.faults.append(f"{tag} {name}={value}")


def _faults(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    return reader.faults


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_costs_little_and_does_nothing(name):
    text = _longest(HOSTILE[name])
    started = time.process_time()
    html = render(text)
    assert time.process_time() - started < LONGEST
    assert _faults(html) == []
    started = time.process_time()
    plain_text(text)
    assert time.process_time() - started < LONGEST


@pytest.mark.parametrize("unit", ["*", "[", ">", "`", "- a\n"])
def test_a_megabyte_is_shown_as_it_was_written(unit):
    started = time.process_time()
    html = render(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < LONGEST
    assert re.fullmatch(r"<p>.*</p>", html)


@pytest.mark.parametrize("seed", range(40))
def test_any_mixture_of_marks_costs_little_and_does_nothing(seed):
    dice = random.Random(seed)  # noqa: S311 - the same mixtures each time
    pieces = [unit for unit in HOSTILE.values() if len(unit) < 50]
    pieces += [
        "\n",
        "\n\n",
        "    ",
        "  ",
        "é",
        "javascript:",
        "<",
        ">",
        '"',
        "'",
        "&",
        "\x02",
        "\x11",
    ]
    unit = "".join(dice.choice(pieces) for _ in range(dice.randint(2, 12)))
    started = time.process_time()
    html = render(_longest(unit))
    assert time.process_time() - started < LONGEST, repr(unit)
    assert _faults(html) == []
    assert _faults(render(unit)) == []


def test_characters_that_turn_the_reading_direction_are_taken_out():
    assert render("a\u202eb\u2066c\x00d") == "<p>abcd</p>"


def test_nesting_has_an_end():
    html = render(">" * 300 + " a\n\n" + "".join("  " * n + "- a\n" for n in range(300)))
    assert html.count("<blockquote>") <= 5
    assert html.count("<ul>") <= 5
