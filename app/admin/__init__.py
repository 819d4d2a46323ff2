"""The door of the administrators: people, structures, and whether the site does its work.

Nothing is decided here: pages and commands call the actions of the rooms, which check the rules.
"""
