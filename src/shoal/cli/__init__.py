"""Floor 5: the command line. Arguments become calls, results become text; nothing imports it."""
