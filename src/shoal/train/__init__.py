"""Floor 2: rows in, one trained network out: parameters, the problem that they state, a solver run on it."""
