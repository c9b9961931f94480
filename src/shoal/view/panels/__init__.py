"""Panels drawn with matplotlib: error, fit, residuals, hidden units, network, activation."""
