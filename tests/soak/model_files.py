"""Damaged and forged model files by the thousand; what opens is then used."""

import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from shoal.errors import ModelFileError
from shoal.files.models import opened

from ..attacks.forging import forged as forgery
from ..attacks.forging import honest_models, signed
from ..attacks.test_model_file_attacks import mutate
from ..attacks.uses import inert, used

MUTATED, FORGED = 500, 25  # in one batch


@cache
def _honest():
    with TemporaryDirectory() as folder:
        return honest_models(Path(folder))


def mutated(number, folder):
    """Bytes changed, cut, swapped, repeated: none opens, each is told in one sentence."""
    draw = random.Random(number)
    whole = [signed(*parts) for parts in _honest()]
    refused = 0
    for k in range(MUTATED):
        data = mutate(whole[k % len(whole)], draw)
        try:
            opened(data, "m.shoal")
        except ModelFileError as error:
            refused += 1
            inert(str(error))
        else:
            assert data in whole, f"a damaged file opened: batch {number}, file {k}"
    return refused


def forged(number, folder):
    """Right digests over hostile contents: refused, or everything is done with the model."""
    for seed in range(number * FORGED, (number + 1) * FORGED):
        used(forgery(_honest(), seed), folder, seed)
    return FORGED
