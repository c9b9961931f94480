"""Tests of several networks: kinds, threads, search, weighing."""
