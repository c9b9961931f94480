"""Checkpoints that are damaged, or validly signed and hostile all the same: used, or refused."""

import random
import warnings
from contextlib import suppress

import numpy as np

from shoal import NeuralRegressor
from shoal.checkpoint import checkpoint as timing
from shoal.errors import CheckpointError, InputError
from shoal.files import checkpoints
from shoal.files.model_file import read_model, write_model

ONE = {"n_networks": 1, "hidden_layer_sizes": 3, "random_state": 2, "max_iter": 12, "tol": 0}
SOLVERS = [{"solver": name} | ONE for name in ("gd", "sgd", "adam", "scg", "lbfgs", "lm")]
SOLVERS += [{"solver": "lm", "alpha": 0.1} | ONE, {"random_state": 1, "n_networks": 2}]
NUMBERS = (0, -1, 1, 2**31, 2**53, -(2**60), 7, 12, 623, 625)
FACTS = (
    None,
    True,
    "",
    "nan",
    "inf",
    "-inf",
    "0x1p-1074",
    "-0x1p+9",
    [],
    {},
    [1],
    "Converged",
    0.5,
)
ALLOWED = (CheckpointError, InputError)


class Broken(BaseException):
    """Ends a fit within a write."""


def rows():
    numbers = np.random.RandomState(0)
    X = numbers.normal(size=(40, 2))
    return X, np.sin(X[:, 0]) * X[:, 1] + 0.1 * numbers.normal(size=40)


def broken_off(parameters, place, nth, patch):
    """The files of a fit that ended in its n-th write."""
    write, left = checkpoints.write_model, [nth]

    def failing(*arguments):
        left[0] -= 1
        if left[0] == 0:
            raise Broken
        write(*arguments)

    with patch.context() as patched:
        patched.setattr(checkpoints, "write_model", failing)
        with suppress(Broken):
            NeuralRegressor(**parameters).fit(*rows(), checkpoint=place)
    return sorted(path for path in place.iterdir()) if place.exists() else []


def forged(dice, path):
    """Change one to three things, and sign."""
    arrays, content = read_model(path)
    for _ in range(dice.randint(1, 3)):
        if dice.random() < 0.5:
            _change(dice, content)
        else:
            _change_array(dice, arrays)
    write_model(path, arrays, content)


def _change(dice, content):
    holder = content
    while True:
        key = dice.choice(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
        deeper = holder[key]
        if not (isinstance(deeper, dict | list) and deeper and dice.random() < 0.85):
            break
        holder = deeper
    what = dice.random()
    if what < 0.15:
        del holder[key]
    elif what < 0.25 and isinstance(holder, dict):
        holder["more"] = dice.choice(FACTS)
    elif type(deeper) is int and what < 0.7:
        holder[key] = dice.choice(NUMBERS)
    elif type(deeper) is str and what < 0.6:
        holder[key] = float(dice.choice([0.0, -1.0, 1e300, 1e-300, 2.0, float("nan")])).hex()
    else:
        holder[key] = dice.choice([*FACTS, *NUMBERS])


def _change_array(dice, arrays):
    if not arrays:
        return
    name = dice.choice(sorted(arrays))
    values, what = arrays[name], dice.random()
    if what < 0.15:
        del arrays[name]
    elif what < 0.3:
        arrays[name] = values[: dice.randint(0, len(values))] if values.ndim else values
    elif what < 0.4:
        arrays[name] = np.concatenate([values, values])
    elif what < 0.5:
        arrays[name] = values.astype(np.float64)
    elif what < 0.6:
        arrays[name] = values.reshape(*values.shape, 1)
    elif values.size:
        odd = dice.choice([0.0, -1.0, 1e300, -1e300, np.nan, np.inf, 5e-324, 0.1])
        values = values.copy()
        values.reshape(-1)[dice.randrange(values.size)] = np.float64(odd).view(np.int64)
        arrays[name] = values


def mutated(dice, path):
    """Change some bytes, and do not sign."""
    data = bytearray(path.read_bytes())
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data))
        data[at : at + dice.randint(1, 9)] = bytes(dice.randrange(256) for _ in range(4))
    path.write_bytes(data[: dice.randint(1, len(data))] if dice.random() < 0.2 else data)


def attack(n, seed, change, folder, patch):
    """How many of ``n`` were gone on with, and how many refused; anything else is raised."""
    patch.setattr(timing, "EVERY", 0.0)
    patch.setattr(timing, "SHARE", 0)
    dice, went_on, refused = random.Random(seed), 0, 0
    kept = []
    for number, parameters in enumerate(SOLVERS):
        for nth in (3, 9):
            place = folder / f"{number}-{nth}"
            files = broken_off(parameters, place, nth, patch)
            if files:
                kept.append((parameters, place, {p.name: p.read_bytes() for p in files}))
    for number in range(n):
        parameters, place, files = kept[number % len(kept)]
        place.mkdir(exist_ok=True)
        for name, data in files.items():
            (place / name).write_bytes(data)
        change(dice, place / dice.choice(sorted(files)))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", ".*(without meeting tol|empty memory|diverged)")
            said = ""
            try:
                model = NeuralRegressor(**parameters).fit(*rows(), checkpoint=place, resume=True)
                assert np.isfinite(model.predict(rows()[0])).all()
                went_on += 1
            except ALLOWED as error:
                said = str(error)
                refused += 1
            assert said.isprintable()
        for path in place.glob("*"):
            path.unlink()
    return went_on, refused
