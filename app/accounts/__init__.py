"""Members: accounts, signing in and out, passwords, a plain profile.

Words: a *member* is a person with an account; an *actor* is that person in one request, with the
structures and groups they belong to; a *reader* is an actor, or nobody (a visitor).
"""
