"""What a page asks of one run, a question a file."""
