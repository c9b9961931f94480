"""Fits whose numbers are kept: weights of single networks, answers and intervals of several.

No outside truth stands behind these numbers. They say that a fit is the one it was, to the digits that one
instruction set and one BLAS kernel fix; what is right is the matter of the other tests. Where a fit changes
for a reason, write the numbers anew and say the reason: ``python -m tests.golden.test_fits [NAME ...]``.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from . import environment
from .fitted_numbers import DESCENTS, ENSEMBLES, FITS, STEPS

NUMBERS = Path(__file__).parent / "fits"
# Of the largest weight of a matrix. The three instruction sets of x86-64 differ by 2e-14 and 2e-9 at most.
CLOSE = dict.fromkeys(DESCENTS, 1e-12) | dict.fromkeys(STEPS, 1e-9)
# Of a target's deviation. What a default fit decides hangs on last digits; these tables were taken
# because it decides the same on all three instruction sets, whose answers then differ by 1e-7.
CLOSE_ANSWER = 1e-4


def made(*names):
    """The numbers of these fits (all, without a name), made in the fixed environment."""
    return json.loads(environment.run("-m", "tests.golden.fitted_numbers", *names))


def written(numbers):
    """As JSON, a row of a matrix a line."""
    lines = []
    for key, value in numbers.items():
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            text = text.replace("], [", "],\n   [").replace("]],\n   [[", "]],\n\n  [[")
        lines.append(f" {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def place(name):
    return NUMBERS / f"{name}.json"


def kept(name):
    return json.loads(place(name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found():
    return made()


@pytest.mark.parametrize("name", CLOSE)
def test_one_network_has_the_weights_that_it_had(name, found):
    new, old = found[name], kept(name)
    assert (new["outcome"], new["epochs"]) == (old["outcome"], old["epochs"])
    assert new["loss"] == pytest.approx(old["loss"], rel=CLOSE[name])
    for one, other in zip(_arrays(new), _arrays(old), strict=True):
        most = CLOSE[name] * np.max(np.abs(other))
        np.testing.assert_allclose(one, other, rtol=0, atol=most)


def _arrays(numbers):
    return [*numbers["weights"], numbers["prediction"]]


@pytest.mark.parametrize("name", ENSEMBLES)
def test_several_networks_answer_as_they_did(name, found):
    new, old = found[name], kept(name)
    most = CLOSE_ANSWER * np.array(old["deviation"])
    for key in ("prediction", "low", "high"):
        apart = np.abs(np.array(new[key]) - np.array(old[key]))
        assert apart.shape == np.shape(old[key])
        assert np.all(apart <= most), f"{key}: {np.max(apart / most) * CLOSE_ANSWER:.2g} deviations"


def test_every_golden_fit_is_made_and_no_other_is_kept():
    assert {path.stem for path in NUMBERS.iterdir()} == set(FITS)


if __name__ == "__main__":
    for name, numbers in made(*sys.argv[1:]).items():
        place(name).write_text(written(numbers), encoding="utf-8")
