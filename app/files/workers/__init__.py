"""Processes with limits, in which members' files are parsed and documents are made.

The scripts here are run by their path, alone (`python -I`): they import nothing of the site, hold
none of its secrets and know neither its database nor its settings.
"""
