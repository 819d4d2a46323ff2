"""Flags of members, the queue where facilitators answer them, and the log of all that was done.

A *flag* says what is wrong with one thing; a *case* gathers the flags of one thing; an *entry* of
the log says who did what, when and why, and is never changed. A flag opens the thing that it names,
and nothing else, to the facilitators. Some reasons hide it at once, until somebody has looked
(`permissions.hides_at_once`). Hiding is the act of the room of the thing.
"""
