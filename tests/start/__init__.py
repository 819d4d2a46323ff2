"""The site as a newcomer meets it: cloned, started, stopped, started again."""
