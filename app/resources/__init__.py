"""The library of shared tools: files or a link, with what one must know to reuse them.

Words: a *resource* is a tool that somebody shares; its *files* are what one takes away; its
*licence* says what one may do with it.
"""
