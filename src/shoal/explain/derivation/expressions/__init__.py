"""Expressions that print and evaluate: letters, signs, entries, whole matrices, operations."""
