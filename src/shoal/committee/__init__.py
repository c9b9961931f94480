"""Floor 3: several networks that answer as one: kinds, threads, search and weighing."""
