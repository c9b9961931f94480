"""The report: one page with everything there is to say, which answers without a server."""
