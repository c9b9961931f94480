"""Floor 0: the mathematics of small networks, with no solver, table or file in sight."""
