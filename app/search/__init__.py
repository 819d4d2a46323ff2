"""Search: one box over whatever the rooms declare searchable.

A room declares a `SearchKind` in its own `searchable.py` and calls `mark_stale` when something
changes; this room knows no other. The words: a *document* is one passage of a thing (a post, a
section, a page of a file); the *thing* is a contribution (or whatever a kind is about); a *hit* is
a thing with its best passages; a *stem* is what two forms of one word share.
"""
