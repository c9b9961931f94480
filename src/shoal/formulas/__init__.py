"""Floor 1: formulas as they are read, computed, differentiated, and written in every notation."""
