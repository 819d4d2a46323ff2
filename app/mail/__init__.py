"""Outgoing mail: rows written with what they announce, delivered afterwards by a job.

Nothing leaves before the commit, nothing is lost after it. A mail is sent once, except when the
process dies between the server's « yes » and our mark: it then goes again under the same
Message-ID, by which mail programs know it for the same mail. SMTP offers nothing better.
"""
