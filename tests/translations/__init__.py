"""The words of the site in the language of its reader, and the catalogues they come from."""
