"""Workbooks: which sheet holds the table, and its cells as the eye reads them."""
