"""A believable small site, made through the real actions: fictitious people, French content."""
