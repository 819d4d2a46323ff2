"""The network as people see it: the page of a member, what they say of themselves and published."""
