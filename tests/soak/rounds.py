"""All rounds, in the order of the printed table. A new one is a file with one function, and a line here."""

from . import endings, fits, model_files, tables
from .round import Round

ROUNDS = (
    Round("fits of every solver", 2_000, fits.fits),
    Round("fits in overlapping threads", 400, fits.overlapping_fits),
    Round("interrupted fits", 50 * len(endings.CASES), endings.interrupted, memory=60.0),
    Round("kills of fits that are resumed", 200, endings.killed),
    Round("mutated model files", 100_000, model_files.mutated),
    Round("forged model files", 10_000, model_files.forged, memory=100.0, files=8),
    Round("mutated checkpoints", 10_000, endings.mutated),
    Round("forged checkpoints", 10_000, endings.forged),
    Round("workbooks, archives, typed files", 20_000, tables.packed),
)
