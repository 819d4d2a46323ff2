"""How far each member has read, and the lists of topics that follow from it."""
