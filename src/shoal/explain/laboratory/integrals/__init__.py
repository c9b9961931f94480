"""From a slope to its function: an integral with a formula by SymPy (``solving``), else by ``quadrature``."""
