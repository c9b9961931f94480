"""Fits of the open table: what is asked for, the newest fit, and the runs that are kept."""
