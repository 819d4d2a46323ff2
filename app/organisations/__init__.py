"""Structures, the member organisations of the network, and who belongs to them.

Words: a *structure* is an organisation; a *membership* says who belongs to it, as what, since when.
"""
