"""Practice sheets: an advisor tells of a practice, so that a colleague may take it up elsewhere.

Words: a *sheet* has *sections* of *fields* (`data/practice_sheet_fields.json`); its *working* text
is what its authors are writing, saved as they type; a *revision* is a text as it was published,
kept for good; *marks* say what is *core* and must stay, what is *adaptable* and may change.
"""
