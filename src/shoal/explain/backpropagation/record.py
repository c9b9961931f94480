"""What ``step`` finds: every array of one epoch and one weight's chain rule, frozen and plain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...core.activations import Activation
from ...core.layout import Array
from ...errors import InputError


@dataclass(frozen=True)
class NamedArray:
    """One array of an epoch.

    Attributes
    ----------
    name, formula, meaning : str
        ``"A"``, ``"X1 V"``, ``"sums of the hidden units"``.
    part : {"forward", "backward", "update"}
    shape : (int, int)
        Of the whole array.
    by_row : bool
        Whether its rows are rows of the table; ``values`` then holds the chosen ones alone.
    values : array, read-only
    rows, columns : tuples of str
        A name for each row and column of ``values``.
    """

    name: str
    formula: str
    meaning: str
    part: str
    shape: tuple[int, int]
    by_row: bool
    values: Array = field(repr=False)
    rows: tuple[str, ...] = field(repr=False)
    columns: tuple[str, ...] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The same as dicts, lists, texts and numbers."""
        return vars(self) | {
            "shape": list(self.shape),
            "values": self.values.tolist(),
            "rows": list(self.rows),
            "columns": list(self.columns),
        }


@dataclass(frozen=True)
class Addend:
    """A product that is one addend of a sum: its factors, and their product for each chosen row."""

    label: str
    factors: tuple[Factor, ...]
    values: Array = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The same as dicts, lists, texts and numbers."""
        factors = [factor.to_dict() for factor in self.factors]
        return {"label": self.label, "factors": factors, "values": self.values.tolist()}


@dataclass(frozen=True)
class Factor:
    """One factor of the chain rule.

    Attributes
    ----------
    symbol : str
        As in the formula: ``"1 − z²"``.
    entry : str
        Which number it is, ``n`` for the row: ``"zₙ,₂"``.
    meaning, unit : str
    shape : (int, int)
        Of the array it is taken from; () for a plain number.
    values : array (chosen rows,), read-only
    addends : tuple of Addend
        Where the factor is a sum over the units above: what it is the sum of.
    """

    symbol: str
    entry: str
    meaning: str
    unit: str
    shape: tuple[int, ...]
    values: Array = field(repr=False)
    addends: tuple[Addend, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as dicts, lists, texts and numbers."""
        return vars(self) | {
            "shape": list(self.shape),
            "values": self.values.tolist(),
            "addends": [addend.to_dict() for addend in self.addends],
        }


@dataclass(frozen=True)
class Chain:
    """The chain rule of one weight, from the rows' products to the update.

    Attributes
    ----------
    weight, meaning : str
        ``"v₁,₅"`` in the lecture's indices, and what it joins.
    place : str
        Where it stands in Python, which counts from 0: ``"V[1,4]"``.
    matrix, layer, index : str, int, (int, int)
        The same in parts.
    value : float
        The weight before the update.
    factors : tuple of Factor
        For each chosen row their product is the row's term of dE/dw.
    terms : array (chosen rows,), read-only
    others, n_others : float, int
        Sum of the terms of all other rows, and how many these are.
    total : float
        dE/dw, the sum over all rows; E = sum_n s_n sum_k (t - y)^2 / (K sum(s)).
    half : float
        ``total / 2``: training's cost is E/2 and the penalty, as the lecture's last update, which
        drops the factor 2.
    alpha, penalty : float
        ``penalty = alpha / sum(s) * value``, 0 at the constants' weights.
    gradient : float
        ``half + penalty``: what training applies.
    by_matrices : float
        The same entry of the gradient matrix, as matrix products give it.
    difference, width : float
        (cost(w + width) - cost(w - width)) / (2 width), and the width.
    rate, update, new : float
        ``update = -rate * gradient`` and ``new = value + update``.
    """

    weight: str
    place: str
    meaning: str
    matrix: str
    layer: int
    index: tuple[int, int]
    value: float
    factors: tuple[Factor, ...]
    terms: Array = field(repr=False)
    others: float
    n_others: int
    total: float
    half: float
    alpha: float
    penalty: float
    gradient: float
    by_matrices: float
    difference: float
    width: float
    rate: float
    update: float
    new: float

    def to_dict(self) -> dict[str, Any]:
        """The same as dicts, lists, texts and numbers."""
        return vars(self) | {
            "index": list(self.index),
            "factors": [factor.to_dict() for factor in self.factors],
            "terms": self.terms.tolist(),
        }


@dataclass(frozen=True)
class Step:
    """One full-batch epoch of gradient descent with its numbers; made by ``shoal.explain.step``.

    ``step["Z1"]`` is an array by its name, ``print(step)`` writes everything out, notebooks draw
    it, and ``to_dict()`` gives it as JSON can hold it.

    Attributes
    ----------
    model : str
        Which network this is, where a model has several.
    sizes : tuple of int
        Layers, inputs to outputs.
    hidden, output : str
        Names of the activations.
    functions : (Activation, Activation)
        The activations themselves; not in ``to_dict()``.
    inputs, targets : tuples of str
    n_rows : int
        N, the rows that the sums run over.
    total_weight : float
        S, the sum of their weights; N without weights.
    weighted : bool
        Whether the rows weigh differently.
    rows, row_names : tuples of int and str
        The chosen rows, as they stand in the table that was given, from 0.
    rates : tuple of float
        One a layer.
    E, cost, cost_after : float
        Mean squared error; E/2 with the penalty, before and after the update; in scaled units.
    arrays : tuple of NamedArray
        In the order in which an epoch computes them.
    chain : Chain
    notes : tuple of str
        What a reader must know about this model, a sentence each.
    """

    model: str
    sizes: tuple[int, ...]
    hidden: str
    output: str
    functions: tuple[Activation, Activation] = field(repr=False)
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    n_rows: int
    total_weight: float
    weighted: bool
    rows: tuple[int, ...]
    row_names: tuple[str, ...]
    rates: tuple[float, ...]
    E: float
    cost: float
    cost_after: float
    arrays: tuple[NamedArray, ...] = field(repr=False)
    chain: Chain = field(repr=False)
    notes: tuple[str, ...]

    def __getitem__(self, name: str) -> Array:
        """The values of the array called ``name``; of those by row, the chosen rows."""
        for array in self.arrays:
            if array.name == name:
                return array.values
        known = ", ".join(array.name for array in self.arrays)
        raise InputError(f"this step has no array {name!r}; it has {known}")

    def to_dict(self) -> dict[str, Any]:
        """Everything as dicts, lists, texts and numbers, nothing elided."""
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in vars(self).items()}
        del plain["functions"]
        return plain | {
            "arrays": [array.to_dict() for array in self.arrays],
            "chain": self.chain.to_dict(),
        }

    def __str__(self) -> str:
        from .text import plain_text

        return plain_text(self)

    def _repr_html_(self) -> str:
        from .html import page

        return page(self)
