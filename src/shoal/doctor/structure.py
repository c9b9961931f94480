"""Structure left in the residuals: neighbours in an input agree, which noise does not do.

A fit that can bend as its table does leaves noise behind, and noise knows nothing of its neighbours.
Where a bend was missed, residuals that are close in an input have the same sign. With the
residuals r in the order of the input and those up to h places apart as neighbours (Zheng 1996),

    z_h = sum r_i r_j / sqrt(sum r_i^2 r_j^2)    over the pairs i < j <= i + h.

Where errors are independent and symmetric, whatever their variances, the terms above are uncorrelated
with mean 0 and the root is the deviation of their sum: a noise that varies along the input alarms
nobody. The tail is that of the chi-square with the same first three moments (Buckley and Eagleson
1988); for h = 1 of the normal distribution.

Read are the training rows and those held out. A fit leaves less agreement in its training rows than there
is among the errors, so that there the test errs to silence. The answers of networks to rows they left
out see less: they have the noise of each network on top, and half of the bends were missed there.

Sources: Zheng 1996, Journal of Econometrics 75, 263-289; Buckley and Eagleson 1988, Biometrika 75,
447-453; Holm 1979, Scandinavian Journal of Statistics 6, 65-70.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaincc, ndtr

from ..core.layout import Array
from ..core.rows import Rows
from ..tables.wording import count, inert
from .facts import Fit
from .note import Note

REACHES = (1, 2, 4, 8, 16)  # places apart that count as neighbours: narrow bends and wide ones
EACH = 8  # places for each of the reach
LEAST = 24  # different values of an input: below, one compares levels and sees no bend
ROWS = 2_000  # of a long table: enough to see whatever is worth a note
INPUTS = 500  # of a wide one: some tenths of a second
CHANCE = 0.01  # of a false note on a table, over all its inputs and targets (Holm)
AGREEMENT = 0.1  # of the residuals' variance that neighbours share: less is little to win
MATTERS = 0.02  # of the targets' deviation that this makes at least
SHOWN = 3  # inputs in one sentence
UNITS = 12  # that follow seven half waves


@dataclass(frozen=True)
class Bend:
    """Structure along an input: ``agreement`` is the correlation of neighbours, ``chance`` its p-value.

    ``chance`` counts all that were tested along with it.
    """

    input: int
    agreement: float
    chance: float


def bends_left_over(fit: Fit) -> list[Note]:
    """Targets whose residuals still bend along an input.

    Rows of one group err alike without any bend; there nothing is tested.
    """
    if fit.rows.groups is not None:
        return []
    parts = [fit.rows] if fit.held_out is None else [fit.rows, fit.held_out]
    X, T = (np.concatenate([getattr(rows, name) for rows in parts]) for name in ("X", "T"))
    rows = Rows(X, T, np.concatenate([rows.weights for rows in parts]))
    n = len(X)
    if n > ROWS:
        rows = rows.take(np.random.RandomState(0).permutation(n)[:ROWS])
    inputs = _looked_at(fit)
    X = np.asarray(rows.X[:, inputs], dtype=np.float64)
    found = bends(X, rows.T - fit.answer(rows), rows.weights, fit.spread)
    found = [[replace(bend, input=int(inputs[bend.input])) for bend in along] for along in found]
    return [
        Note(fit.target_name(k), _sentence(fit, along), _evidence(along, n), _remedy(fit))
        for k, along in enumerate(found)
        if along
    ]


def _looked_at(fit: Fit) -> Array:
    """The inputs along which bends are looked for: all, or those that the network gives most weight."""
    sizes = np.abs(fit.network.weights[0][1:]).max(axis=1)
    return np.sort(np.argsort(-sizes, kind="stable")[:INPUTS])


def bends(X: Array, R: Array, weights: Array, spread: Array) -> list[list[Bend]]:
    """For each target the inputs along which its residuals bend, the plainest first.

    Parameters
    ----------
    X, R : arrays (N, D), (N, K)
        Inputs and residuals.
    weights : array (N,)
        How much each row counts: the more, the less noise is expected in it.
    spread : array (K,)
        The targets' deviation, beside which a bend has to matter.
    """
    found: list[list[Bend]] = [[] for _ in spread]
    if len(X) < LEAST or not np.isfinite(R).all():
        return found
    if len(X) > ROWS:
        chosen = np.random.RandomState(0).permutation(len(X))[:ROWS]
        X, R, weights = X[chosen], R[chosen], weights[chosen]
    root = np.sqrt(weights / weights.mean())[:, np.newaxis]
    R = root * (R - np.average(R, axis=0, weights=weights))
    tested = [_tested(X[:, j], R, j) for j in range(X.shape[1])]
    for chance, k, bend in _significant([entry for entries in tested for entry in entries]):
        size = np.sqrt(bend.agreement * np.mean(R[:, k] ** 2)) if bend.agreement > 0 else 0.0
        if bend.agreement >= AGREEMENT and size >= MATTERS * spread[k]:
            found[k].append(Bend(bend.input, bend.agreement, chance))
    return found


def _tested(x: Array, R: Array, j: int) -> list[tuple[int, Bend]]:
    """Each target's number and what is found along one input; empty where it has few values.

    Rows of one value stand in one place, with their sum in units of its deviation: what they have in
    common, as of one year or one batch, is not a bend unless the values beside it have it, too.
    """
    order = np.argsort(x, kind="stable")
    first = np.flatnonzero(np.concatenate([[True], np.diff(x[order]) > 0]))
    if len(first) < LEAST:
        return []
    sums = np.add.reduceat(R[order], first, axis=0)
    rows = np.diff(np.append(first, len(x))).astype(np.float64)
    variances = np.mean(R**2, axis=0)
    return [(k, _along(sums[:, k], rows, variances[k], j)) for k in range(R.shape[1])]


def _along(sums: Array, rows: Array, variance: float, j: int) -> Bend:
    """The plainest agreement of residuals in the order of an input, over all reaches.

    ``sums`` (places,) of the residuals at each value and how many ``rows`` (places,) have it.
    """
    r = sums / np.sqrt(rows)
    n, square = len(r), r * r
    total = power = products = pairs = 0.0
    best = Bend(j, 0.0, 1.0)
    reaches = [h for h in REACHES if EACH * h <= n]
    for lag in range(1, reaches[-1] + 1):
        total += float(r[:-lag] @ r[lag:])
        power += float(square[:-lag] @ square[lag:])
        products += float(sums[:-lag] @ sums[lag:])
        pairs += float(rows[:-lag] @ rows[lag:])
        if lag in reaches and power > 0:
            chance = min(1.0, len(reaches) * _tail(total / np.sqrt(power), n, lag))
            if chance < best.chance:
                best = Bend(j, products / pairs / variance, chance)
    return best


def _tail(z: float, n: int, reach: int) -> float:
    """How often chance exceeds ``z``: the quadratic form's third moment counts triangles of pairs."""
    lags = np.arange(1, reach + 1)
    second = 4.0 * (n - lags).sum()
    third = 48.0 * ((n - lags) * (lags - 1)).sum()
    if third == 0:
        return float(ndtr(-z))
    degrees = 8 * second**3 / third**2
    return float(gammaincc(degrees / 2, max(degrees + z * np.sqrt(2 * degrees), 0.0) / 2))


def _significant(tested: list[tuple[int, Bend]]) -> list[tuple[float, int, Bend]]:
    """Holm's step-down: those beyond chance, with their chances adjusted."""
    kept, largest = [], 0.0
    for place, (k, bend) in enumerate(sorted(tested, key=lambda entry: entry[1].chance)):
        largest = max(largest, min(1.0, (len(tested) - place) * bend.chance))
        if largest >= CHANCE:
            break
        kept.append((largest, k, bend))
    return kept


def _sentence(fit: Fit, along: list[Bend]) -> str:
    names = [_name(fit, bend.input) for bend in along[:SHOWN]]
    more = len(along) - SHOWN
    told = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"bends left over along {told}" + (f" and {more} more" if more > 0 else "")


def _name(fit: Fit, column: int) -> str:
    return inert(fit.inputs[column]) if fit.inputs else f"input number {column + 1}"


def _evidence(along: list[Bend], n: int) -> str:
    first = along[0]
    return (
        f"neighbouring residuals of {count(n, 'row')} agree: correlation {first.agreement:.2f}, "
        f"by chance in {_rare(first.chance)}"
    )


def _rare(chance: float) -> str:
    """One case in so many, to a power of ten: nobody compares more digits."""
    return f"less than one case of {10 ** min(int(-np.log10(max(chance, 1e-9))), 6):,}"


def _remedy(fit: Fit) -> str:
    """Straight to the minimum, with units enough: the mixture and its penalties smooth a sharp bend."""
    units = max(fit.network.layout.sizes[1:-1], default=0)
    if fit.solver in ("scg", "lbfgs") and units >= UNITS:
        return f"try more units: hidden_layer_sizes=({2 * units},)"
    return f'try hidden_layer_sizes=({max(UNITS, units)},), solver="scg"'
