"""How accurate, fast and honest the default model is, beside others: ``python -m bench.accuracy``."""
