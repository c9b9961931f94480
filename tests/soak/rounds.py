"""All rounds, in the order of the printed table. A new one is a file with one function, and a line here."""

from . import fits, model_files
from .round import Round

ROUNDS = (
    Round("fits of every solver", 2_000, fits.fits),
    Round("fits in overlapping threads", 400, fits.overlapping_fits),
    Round("mutated model files", 100_000, model_files.mutated),
    Round("forged model files", 10_000, model_files.forged, memory=100.0, files=8),
)
