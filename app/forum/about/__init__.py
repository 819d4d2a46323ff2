"""Topics about something of the site: a question under a sheet or a resource is a topic."""
