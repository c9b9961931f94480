"""Formats whose columns come with their types: each becomes a frame, or a dict of columns."""
