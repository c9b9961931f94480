"""The 27 problems of NIST's nonlinear regression set: models, data, starts, certified values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
STEP = 1e-200  # of the complex step: no difference is taken, so no digit is lost


@dataclass(frozen=True)
class NistProblem:
    """Observations y (N,) at x (N,) or (N, 2); starts (2, P), certified parameters (P,)."""

    name: str
    level: str
    x: np.ndarray
    y: np.ndarray
    starts: np.ndarray
    certified: np.ndarray
    sum_of_squares: float

    def residuals(self, b: np.ndarray) -> np.ndarray:
        """Model less observations (N,)."""
        with np.errstate(all="ignore"):
            return MODELS[self.name](b, self.x) - self.y

    def jacobian(self, b: np.ndarray) -> np.ndarray:
        """Derivatives of the residuals (N, P), by the complex step."""
        with np.errstate(all="ignore"):
            columns = [MODELS[self.name](b + 1j * STEP * e, self.x).imag for e in np.eye(len(b))]
            return np.stack(columns, axis=1) / STEP

    def digits(self, b: np.ndarray) -> float:
        """Digits that the worst parameter has in common with the certified one; 0 to 11."""
        with np.errstate(all="ignore"):
            error = np.abs(b - self.certified) / np.abs(self.certified)
            worst = -np.log10(np.maximum(error, 1e-11)).min()
        return float(np.clip(worst, 0, 11)) if np.isfinite(worst) else 0.0


class LeastSquares:
    """The residuals of a NIST problem as a ``solve.problem.Problem``: cost = mean(r^2) / 2."""

    marquardt = None

    def __init__(self, problem: NistProblem) -> None:
        self.problem = problem
        self.penalty = np.zeros(len(problem.certified))

    def losses(self, theta: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.array([np.mean(self.problem.residuals(theta) ** 2) / 2])

    def watched(self, theta: np.ndarray) -> None:
        return None

    def cost(self, theta: np.ndarray, losses: np.ndarray) -> float:
        return float(losses[0])

    def normal_equations(self, theta: np.ndarray):
        r, J = self.problem.residuals(theta), self.problem.jacobian(theta)
        with np.errstate(all="ignore"):
            losses = self.losses(theta)
            return self.cost(theta, losses), losses, J.T @ r / len(r), J.T @ J / len(r)


def read(name: str) -> NistProblem:
    """The problem in ``name``.dat, whose header says which lines hold what."""
    lines = (FOLDER / f"{name}.dat").read_text(encoding="ascii").splitlines()
    level = next(w for line in lines[:40] for w in ("Lower", "Average", "Higher") if w in line)
    entries = [line.split("=")[1].split() for line in lines[40:60] if "=" in line]
    table = np.array(entries, dtype=float)
    squares = next(line for line in lines[40:60] if line.startswith("Residual Sum of Squares"))
    data = np.array([line.split() for line in lines[60:] if line.strip()], dtype=float)
    y = np.log(data[:, 0]) if name == "Nelson" else data[:, 0]
    x = data[:, 1:] if data.shape[1] > 2 else data[:, 1]
    return NistProblem(name, level, x, y, table[:, :2].T, table[:, 2], float(squares.split(":")[1]))


def _arctan(z):
    """Arctangent that a complex step goes through: NumPy's loses imaginary parts near the axis."""
    return np.arctan(z.real) + 1j * z.imag / (1 + z.real**2) if np.iscomplexobj(z) else np.arctan(z)


def _chwirut(b, x):
    return np.exp(-b[0] * x) / (b[1] + b[2] * x)


def _gauss(b, x):
    peaks = b[2] * np.exp(-((x - b[3]) ** 2) / b[4] ** 2)
    return b[0] * np.exp(-b[1] * x) + peaks + b[5] * np.exp(-((x - b[6]) ** 2) / b[7] ** 2)


def _cubic_over_cubic(b, x):
    above = b[0] + b[1] * x + b[2] * x**2 + b[3] * x**3
    return above / (1 + b[4] * x + b[5] * x**2 + b[6] * x**3)


def _lanczos(b, x):
    return b[0] * np.exp(-b[1] * x) + b[2] * np.exp(-b[3] * x) + b[4] * np.exp(-b[5] * x)


def _enso(b, x):
    year, first, second = (2 * np.pi * x / period for period in (12, b[3], b[6]))
    return (
        b[0]
        + b[1] * np.cos(year)
        + b[2] * np.sin(year)
        + b[4] * np.cos(first)
        + b[5] * np.sin(first)
        + b[7] * np.cos(second)
        + b[8] * np.sin(second)
    )


MODELS = {
    "Bennett5": lambda b, x: b[0] * (b[1] + x) ** (-1 / b[2]),
    "BoxBOD": lambda b, x: b[0] * (1 - np.exp(-b[1] * x)),
    "Chwirut1": _chwirut,
    "Chwirut2": _chwirut,
    "DanWood": lambda b, x: b[0] * x ** b[1],
    "ENSO": _enso,
    "Eckerle4": lambda b, x: b[0] / b[1] * np.exp(-0.5 * ((x - b[2]) / b[1]) ** 2),
    "Gauss1": _gauss,
    "Gauss2": _gauss,
    "Gauss3": _gauss,
    "Hahn1": _cubic_over_cubic,
    "Kirby2": lambda b, x: (b[0] + b[1] * x + b[2] * x**2) / (1 + b[3] * x + b[4] * x**2),
    "Lanczos1": _lanczos,
    "Lanczos2": _lanczos,
    "Lanczos3": _lanczos,
    "MGH09": lambda b, x: b[0] * (x**2 + x * b[1]) / (x**2 + x * b[2] + b[3]),
    "MGH10": lambda b, x: b[0] * np.exp(b[1] / (x + b[2])),
    "MGH17": lambda b, x: b[0] + b[1] * np.exp(-x * b[3]) + b[2] * np.exp(-x * b[4]),
    "Misra1a": lambda b, x: b[0] * (1 - np.exp(-b[1] * x)),
    "Misra1b": lambda b, x: b[0] * (1 - (1 + b[1] * x / 2) ** -2.0),
    "Misra1c": lambda b, x: b[0] * (1 - (1 + 2 * b[1] * x) ** -0.5),
    "Misra1d": lambda b, x: b[0] * b[1] * x / (1 + b[1] * x),
    "Nelson": lambda b, x: b[0] - b[1] * x[:, 0] * np.exp(-b[2] * x[:, 1]),
    "Rat42": lambda b, x: b[0] / (1 + np.exp(b[1] - b[2] * x)),
    "Rat43": lambda b, x: b[0] / (1 + np.exp(b[1] - b[2] * x)) ** (1 / b[3]),
    "Roszman1": lambda b, x: b[0] - b[1] * x - _arctan(b[2] / (x - b[3])) / np.pi,
    "Thurber": _cubic_over_cubic,
}
