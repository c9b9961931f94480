"""The table that is open on a page: where it came from, what was decided on it, and the options."""
