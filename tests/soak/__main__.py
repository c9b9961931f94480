"""``python -m tests.soak [--minutes M] [--only NAME]``: every round its whole, or until the time is over.

At the end a table: batches, things done of the whole, failures, and what grew since the round was warm. The
exit code is 1 where something failed or grew beyond its bound.
"""

import argparse
import sys

from .course import soak
from .rounds import ROUNDS

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=20.0, help="at most; default: %(default)s")
    parser.add_argument("--only", default="", help="rounds with this in their name")
    given = parser.parse_args()
    sys.exit(soak(tuple(r for r in ROUNDS if given.only in r.name), given.minutes))
