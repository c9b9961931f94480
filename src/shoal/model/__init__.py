"""Floor 1: what answers, with NumPy alone: scaling, network, ensemble, noise, intervals, relevance."""
