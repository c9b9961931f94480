"""Floor 1: tables of columns: reading them strictly, and deciding what a network gets of each column."""

from shoal.tables.frames import from_frame
from shoal.tables.meaning.meaning import Declared
from shoal.tables.plan.deciding import decide
from shoal.tables.plan.plan import Plan
from shoal.tables.reading import read_table
from shoal.tables.table import Column, Table

__all__ = ["Column", "Declared", "Plan", "Table", "decide", "from_frame", "read_table"]
