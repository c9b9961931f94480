"""A fit with a checkpoint: opened before it trains, closed whatever comes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from ..checkpoint.checkpoint import FitCheckpoint
from ..core.rows import Rows
from ..errors import InputError
from ..model.network import Network
from ..train.parameters import Parameters

if TYPE_CHECKING:
    from ..files.checkpoints import CheckpointFolder


@contextmanager
def kept_at(
    place: str | os.PathLike[str] | CheckpointFolder | None,
    resume: bool,
    parameters: Parameters,
    rows: Rows,
    validation: Rows | None,
    random: np.random.RandomState,
    earlier: Network | None,
) -> Iterator[FitCheckpoint | None]:
    """The checkpoint of a fit, None without a place.

    One of a path is gone behind a fit that is ``finished``. One of a ``CheckpointFolder`` is left to
    whoever made it, who may still have to write a model.

    Raises
    ------
    InputError, CheckpointError
        If the folder cannot be used, or what it holds is not of this fit.
    """
    if place is None:
        if resume:
            raise InputError(
                "resume=True goes on with a checkpoint: name its folder, checkpoint=..."
            )
        yield None
        return
    from ..files.checkpoints import CheckpointFolder  # what is seldom asked for

    own = not isinstance(place, CheckpointFolder)
    folder = place if isinstance(place, CheckpointFolder) else CheckpointFolder(place, resume)
    keeper = folder.open(parameters, rows, validation, random, earlier)
    try:
        yield keeper
    finally:
        folder.finished = keeper.finished
        keeper.close(remove=own and keeper.finished)
