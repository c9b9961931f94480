"""Floor 1: tables of columns: reading them strictly, and deciding what a network gets of each column."""

from .frames import from_frame
from .meaning.meaning import Declared
from .plan.deciding import decide
from .plan.plan import Plan
from .reading import read_table
from .table import Column, Table

__all__ = ["Column", "Declared", "Plan", "Table", "decide", "from_frame", "read_table"]
