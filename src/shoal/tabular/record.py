"""How a table model came about: the record of its fit, which its file keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .figures import Figures


@dataclass(frozen=True)
class Record:
    """How a table model came about: what the file tells whoever opens it later.

    ``rows`` counts the rows of the ``table``, those ``without_target``, and those for ``training``
    and ``held_out``; ``settings`` are the arguments of ``fit_table`` that were set; ``ending`` is the
    type of the outcome and ``outcome`` its sentence; ``seconds`` are those of the whole fit;
    ``relevance`` has a share for each feature; ``effective_weights`` is gamma where it was estimated;
    ``coverage`` are the shares of held-out targets inside their 90 and 95 % intervals, or empty;
    ``notes`` say what is wrong with the fit, a line each, or are empty.
    """

    source: str
    rows: Mapping[str, int]
    settings: Mapping[str, Any]
    seed: int
    solver: str
    outcome: str
    ending: str
    epochs: int
    kept: int
    seconds: float
    relevance: tuple[float, ...]
    effective_weights: float | None
    coverage: tuple[float, ...]
    training: Figures
    held_out: Figures | None
    notes: tuple[str, ...]
