"""What developers and the Makefile run around the site: set-up, assets, audit, browser."""
