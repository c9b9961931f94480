"""Floor 5: from a table to a fitted, judged and explained model: ``fit_table`` and ``TableModel``."""
