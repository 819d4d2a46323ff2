"""Two people, or two tabs, in the same section: what each wrote is kept, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.practices.content.fields import Section
from app.practices.content.values import Content, clean, fingerprint


@dataclass(frozen=True, kw_only=True)
class Merge:
    """What comes of a section sent over a text that may have changed meanwhile."""

    stored: Content  # what was there
    content: Content  # to keep: all but the conflicts
    written: frozenset[str] = frozenset()  # fields that this page changed
    theirs_only: frozenset[str] = frozenset()  # fields that only somebody else changed
    conflicts: tuple[str, ...] = field(default=())  # fields that both changed


def merge(
    section: Section,
    stored: Content,
    values: Mapping[str, Any],
    based_on: Mapping[str, str],
    own: frozenset[str] = frozenset(),
) -> Merge:
    """Put what a page sent over what is stored.

    `based_on` holds the fingerprints of the texts that the page had shown; a field without one is
    taken as it comes. `own` names the fields that this very page was the last to write.
    """
    content = dict(stored)
    written, theirs_only, conflicts = set(), set(), []
    for definition in section.fields:
        name = definition.name
        if name not in values:
            continue
        mine, theirs, base = clean(definition, values[name]), stored[name], based_on.get(name)
        if mine == theirs:
            continue
        if base in (None, fingerprint(theirs)) or name in own:
            content[name] = mine
            written.add(name)
        elif fingerprint(mine) == base:
            theirs_only.add(name)
        else:
            conflicts.append(name)
    return Merge(
        stored=stored,
        content=content,
        written=frozenset(written),
        theirs_only=frozenset(theirs_only),
        conflicts=tuple(conflicts),
    )
