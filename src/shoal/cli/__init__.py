"""Floor 8: the command line. Arguments become calls, results become text; nothing imports it."""
