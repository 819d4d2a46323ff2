"""What members are told: a list in the site, and e-mails that leave a little later.

A *notice* tells one member of one thing, once. Rooms register the kinds of notices they write, and
how a reader's own rights turn notices into titles; this room keeps, groups, counts and mails them.
"""
