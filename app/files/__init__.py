"""Files of members: taken in, checked, kept, read for their words, made and served.

A file on the site is a `StoredFile`; its bytes stand once on the disk, under their checksum. What
a member sends is hostile until proven otherwise: its type is read from the content, and whatever
parses it does so in a process of its own with limits of time, memory and size (`workers`). Rooms
say who may read a file (`readers`), and get its words part by part (`FileText`).
"""
