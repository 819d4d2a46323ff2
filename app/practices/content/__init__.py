"""The text of a sheet: which fields it has, the shape of each value, what is missing, how it reads."""
