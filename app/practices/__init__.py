"""Practice sheets: what an advisor tells of a practice, so that a colleague elsewhere may take it up.

Words: a *sheet* has *sections* of *fields* (`data/practice_sheet_fields.json`); its *working* text is
what its authors are writing, saved as they type; a *revision* is a text as it was published, kept for
good; *core* and *adaptable* are the *marks* of what must stay, and of what may change, elsewhere.
"""
