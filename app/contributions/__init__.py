"""What all published things share: author, visibility, state, vocabulary, care.

Words: a *contribution* is anything a member publishes (a topic, a resource, a sheet); its
*visibility* says who may read it once published, its *state* whether it is a draft, published or
archived; *withdrawn* is draft again; *deleted* can be undone for thirty days.
"""
