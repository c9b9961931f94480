"""A program: reads the files that are named, and prints of each what it cost and what was said."""

import json
import sys
import time
from pathlib import Path

from shoal.errors import TableError
from shoal.tables import read_table

for path in sys.argv[1:]:
    begun = time.process_time()
    try:
        table = read_table(path)
        said = f"read: {table.n_rows} rows of {len(table.names)} columns"
    except TableError as error:
        said = str(error)
    seconds = time.process_time() - begun
    # of all files so far; getrusage would count in what the process was before it was this program
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    print(json.dumps([path, seconds, peak / 1024, said]), flush=True)
