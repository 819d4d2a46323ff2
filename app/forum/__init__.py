"""The forum: rubrics, topics and the messages in them.

Words: a *category* is a « rubrique »; a *topic* is a contribution whose first *post* its author
wrote; the other posts are replies. A post keeps its number for ever, so that links to it stay true.
The *accepted* reply is « la réponse qui a aidé ».
"""
