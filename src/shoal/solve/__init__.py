"""Floor 1: a problem is solved by a solver, told as a trace, and ends with an outcome."""
