"""Formulas of one variable: read, evaluated without overflow, differentiated, printed, handed to SymPy."""
