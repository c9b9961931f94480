"""Regularization: the ways to keep a network from overfitting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..solve.evidence import CAUTIOUS_PENALTY, FIRST_PENALTY
from .parameters import Parameters
from .training import Settings

ALPHA = 1e-4  # of one network where alpha="auto" estimates nothing

# Of a penalty, a tolerance or a patience: beyond, nothing changes but that their products overflow.
LARGEST = 1e50


@dataclass(frozen=True)
class FixedPenalty:
    """A given penalty on squared weights (weight decay)."""

    alpha: float


@dataclass(frozen=True)
class EvidencePenalty:
    """Penalties that the evidence estimates: one a layer ("evidence") or an input ("ard").

    ``cautious``: it begins with a penalty that holds the weights back.
    """

    precisions: str
    cautious: bool = False


@dataclass(frozen=True)
class EarlyStopping:
    """The epoch that is best on rows left out, beside a given penalty."""

    alpha: float


Regularization = FixedPenalty | EvidencePenalty | EarlyStopping


def regularization_of(parameters: Parameters, solver: str) -> Regularization | None:
    """The one that a committee's parameters name; None where ``alpha="auto"`` tries all of them.

    Without an evidence to estimate penalties by, that is early stopping. A number is a penalty and
    nothing else, unless ``early_stopping`` is asked for beside it.
    """
    alpha, early = parameters.alpha, parameters.early_stopping
    if not isinstance(alpha, str):
        alpha = min(float(alpha), LARGEST)
        return EarlyStopping(alpha) if early else FixedPenalty(alpha)
    if solver != "lm" or early or parameters.project_outputs:
        return EarlyStopping(ALPHA)
    return None if alpha == "auto" else EvidencePenalty(alpha)


def regularized(settings: Settings, way: Regularization) -> Settings:
    """The same settings with this regularization."""
    rules = replace(settings.rules, early_stopping=isinstance(way, EarlyStopping))
    if isinstance(way, EvidencePenalty):
        first = CAUTIOUS_PENALTY if way.cautious else FIRST_PENALTY
        return replace(settings, alpha=way.precisions, first_penalty=first, rules=rules)
    return replace(settings, alpha=way.alpha, rules=rules)
