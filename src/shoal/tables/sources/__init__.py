"""Where bytes come from, and in which format: from a path to cells or to columns of values."""
