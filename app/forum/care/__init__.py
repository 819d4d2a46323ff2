"""Facilitators take care of topics: merge, split, move, suspend, pin, rename, hide a message.

Each act has a reason, which everybody who reads the topic reads in it, and an event, which the
moderation log hears.
"""
