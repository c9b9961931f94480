"""The diagram of a network: where its parts stand, what is lit, and its SVG."""
