"""Private messages: what two to ten people say to one another, and nobody else reads.

No role opens a conversation. A message that one of its readers reports is copied into the report,
and that copy is all that the facilitators see.
"""
