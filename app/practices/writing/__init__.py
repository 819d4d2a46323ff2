"""Writing a sheet: one section at a time, saved as one types, alone or with others."""
