"""The controlled vocabulary: terms of every scheme, and territories.

Words: a *scheme* (« themes », « etapes »…) holds *terms*; a *territory* is a town, an
intercommunality, a department or the region.
"""
