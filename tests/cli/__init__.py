"""Tests of the command line, and the terminal that they share."""
