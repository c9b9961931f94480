"""The soak: the same things again and again, until what leaks, hangs or breaks once in a while shows.

``make soak``, or ``python -m tests.soak --minutes 20``. Which rounds there are: ``rounds.py``.
"""
