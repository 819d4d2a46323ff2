"""The text of a sheet: its fields, the shape of each value, what is missing, how it reads."""
