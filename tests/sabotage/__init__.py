"""Breaks the code on purpose, one line at a time: some test must go red.

    python -m tests.sabotage                     # every mutation of the Python code
    python -m tests.sabotage --native            # every mutation of the kernel, compiled each time
    python -m tests.sabotage --only NAME ...     # those whose name holds one of the words
    python -m tests.sabotage --check             # only: does each mutation still find its line?

Not a part of `make test`. A mutation is applied to a copy of the package, never to the sources.
A survivor must say in the list why no test can tell; there are at most ``MOST_SURVIVORS`` of them.
"""

MOST_SURVIVORS = 5
