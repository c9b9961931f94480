"""Every parameter of a fit, once: name, default, bounds, meaning, command-line option.

The fields of ``Parameters`` are the table. What scikit-learn validates, what ``shoal fit`` offers, what
a page may ask for, the command that repeats a fit and ``NeuralRegressor``'s own docstring are read off
it. Standard library and activations alone: the command line reads it before it knows a table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Self

from ..core.activations import ACTIVATIONS, Activation
from ..core.starts import STARTS
from .bounds import (
    ACTIVATION,
    ARRAYS,
    FLAG,
    INFINITE,
    MOST_SEED,
    NOTHING,
    RANDOM,
    VERBOSE,
    Each,
    Number,
    Whole,
    Words,
)
from .parameter import Control, Option, Parameter, entry

SOLVERS = ("auto", "lm", "scg", "lbfgs", "gd", "sgd", "adam")
BY_RATES = ("gd", "sgd", "adam")  # step by learning rates, epoch by epoch
BY_BATCHES = ("sgd", "adam")
WITHOUT_EFFECT = ("n_jobs", "verbose")  # on any number of a fit
NOISES = ("auto", "constant", "varying")
AUTO = Words("auto")
BY_BEND = sorted(ACTIVATIONS.values(), key=lambda h: h.is_identity)  # what bends nothing comes last
UNITS = {h.name: h.label or h.name for h in BY_BEND}
NAMED_ACTIVATION = Words(*ACTIVATIONS)


@dataclass(frozen=True)
class Parameters:
    """What a fit is asked for, as it was given: every "auto" is still to be decided."""

    hidden_layer_sizes: int | Sequence[int] | str = field(
        default="auto",
        metadata=entry(
            'int, sequence of int or "auto"',
            AUTO,
            Whole(1),
            Each(Whole(1)),
            meaning="""Units of each hidden layer; ``()`` for none. "auto" searches the width of one layer
        where several networks are trained; one network has (20,), on rows too many for "lm" (64, 64).
        """,
            option=Option(
                "--hidden", "Units of each hidden layer, such as 20 or 20,10; 0 for none."
            ),
            control=Control("hidden layers", "units of each hidden layer", "network"),
        ),
    )
    activation: str | Activation = field(
        default="tanh",
        metadata=entry(
            "str or Activation",
            NAMED_ACTIVATION,
            ACTIVATION,
            meaning=f"""Of the hidden units: {", ".join(f'"{name}"' for name in ACTIVATIONS)}, or your own
        ``shoal.Activation``.""",
            option=Option("--activation", "Of the hidden units."),
            control=Control("units are", "what a hidden unit makes of its sum", "network", UNITS),
        ),
    )
    output_activation: str | Activation = field(
        default="identity",
        metadata=entry(
            "str or Activation",
            NAMED_ACTIVATION,
            ACTIVATION,
            meaning='Of the output units. Targets are scaled under "identity" alone.',
            option=Option("--output-activation", "Of the output units.", rare=True),
            control=Control(
                "outputs are",
                "what an output unit makes of its sum; targets are scaled for identity alone",
                "network",
                UNITS,
            ),
        ),
    )
    solver: str = field(
        default="auto",
        metadata=entry(
            "{" + ", ".join(f'"{name}"' for name in SOLVERS) + "}",
            Words(*SOLVERS),
            meaning="""The optimizer. "lm": Levenberg-Marquardt. "scg": scaled conjugate gradients. "lbfgs":
        SciPy's L-BFGS-B. "gd": full-batch gradient descent, the lecture's training. "sgd":
        mini-batches. "adam": mini-batches, each weight's step in units of its own gradient's size
        (Kingma and Ba 2015). "auto" is "lm"; beyond 50,000 rows, or 2,000 weights on 10,000 rows, "adam"
        with the best epoch on held-out rows kept (of ``validation`` it only records the error); for
        large networks on fewer rows, without hidden layers and for a warm start "lbfgs".""",
            option=Option("--solver", "How to train."),
            control=Control(
                "solver",
                "how the network is trained",
                "learning",
                {
                    "auto": "auto: best for this table",
                    "gd": "gradient descent",
                    "sgd": "stochastic descent",
                    "adam": "Adam",
                    "lm": "Levenberg-Marquardt",
                    "scg": "scaled conjugate gradients",
                    "lbfgs": "L-BFGS",
                },
            ),
        ),
    )
    alpha: float | str = field(
        default="auto",
        metadata=entry(
            'float, "evidence", "ard" or "auto"',
            Words("auto", "evidence", "ard"),
            Number(0),
            meaning="""Regularization: the penalty on squared weights (weight decay, L2). A number, or
        estimated by the evidence (MacKay 1992), "evidence" with one for each layer, "ard" with one for
        each input. "auto" tries "ard", its multiples and early stopping where several networks are
        trained; for one network it is "ard" for "lm" and 1e-4 for the others and with
        ``project_outputs``.""",
            option=Option(
                "--alpha", "Penalty on squared weights: a number, evidence, ard or auto."
            ),
            control=Control("penalty", "on squared weights", "learning"),
        ),
    )
    project_outputs: bool = field(
        default=False,
        metadata=entry(
            "bool",
            FLAG,
            meaning="""Train the hidden layers alone, the output layer always being the best for them, in
        closed form (variable projection: Golub and Pereyra 1973). For "lm", "scg" and "lbfgs" under
        identity outputs; the start's output layer is not used.""",
            option=Option(
                "--project-outputs", "Train hidden layers alone; the outputs' follow.", rare=True
            ),
        ),
    )
    n_networks: int | str = field(
        default="auto",
        metadata=entry(
            'int or "auto"',
            AUTO,
            Whole(1),
            meaning="""Networks of each kind, each leaving out another part of the rows (another fold of a
        cross-validation); 1 trains on all rows. "auto" is 4 for "lm" (6 below 2,000 rows, 10 below 250),
        1 for the others, for given ``start`` arrays and for a warm start.""",
            option=Option(
                "--networks",
                "Networks of each kind, each leaving out other rows; 1: a single one, on all rows.",
            ),
            control=Control(
                "networks",
                "how many networks are trained, each without some of the rows; they answer together",
                "learning",
            ),
        ),
    )
    noise: str = field(
        default="auto",
        metadata=entry(
            "{" + ", ".join(f'"{name}"' for name in NOISES) + "}",
            Words(*NOISES),
            meaning="""Whether the noise may depend on prediction and inputs; "auto" decides by likelihood.
        """,
            option=Option(
                "--noise", "Whether the noise may depend on prediction and inputs.", rare=True
            ),
        ),
    )
    learning_rate_init: float | Sequence[float] = field(
        default=0.01,
        metadata=entry(
            "float or sequence of float",
            Number(0, ends="neither"),
            Each(Number(0, ends="neither")),
            meaning="""Rate of gd, sgd and adam, one number or one a layer from input to output (the
        lecture's rho_h and rho_o). Adam's falls along half a cosine to a hundredth over ``max_iter``
        epochs.""",
            option=Option(
                "--rates",
                "Learning rates of gd, sgd and adam: one, or one a layer, such as 0.1,0.01.",
            ),
            control=Control("rates", "how far a step goes down the slope", "learning"),
            solvers=BY_RATES,
        ),
    )
    batch_size: int | str = field(
        default="auto",
        metadata=entry(
            'int or "auto"',
            AUTO,
            Whole(1),
            meaning='Rows of a step of sgd and adam; "auto" is min(200, N).',
            option=Option("--batch-size", "Rows of a step of sgd and adam.", rare=True),
            control=Control("rows a step", "how many rows move the weights together"),
            solvers=BY_BATCHES,
        ),
    )
    max_iter: int | str = field(
        default="auto",
        metadata=entry(
            'int or "auto"',
            AUTO,
            Whole(0),
            meaning="""Epochs (steps of lm, iterations of lbfgs) at most; "auto" is 100 for lm, 2,000 for scg,
        1,000 for lbfgs, 10,000 for gd, 200 for sgd, as many as make 20,000 steps (10 to 200) for adam.""",
            option=Option(
                "--epochs",
                "Epochs at most; for gd, sgd and adam exactly so many, unless --tol is given.",
            ),
            control=Control("epochs", "how often all rows are gone through", "learning"),
        ),
    )
    tol: float = field(
        default=1e-6,
        metadata=entry(
            "float",
            Number(0),
            meaning="""Training ends when the cost (with early stopping the scaled mean squared validation
        error) fails to fall by ``tol`` for ``n_iter_no_change`` epochs; for lbfgs and scg the size of
        the gradient, for lm the fall that a step promises. 0 never ends it early.""",
            option=Option(
                "--tol", "Fall of the cost, or size of the gradient, that ends a fit.", rare=True
            ),
        ),
    )
    start: str | Sequence[Any] = field(
        default="auto",
        metadata=entry(
            "str or sequence of arrays",
            Words(*STARTS),
            ARRAYS,
            meaning="""Initial weights: "uniform" (the lecture's U(-0.1, 0.1)), "nguyen-widrow", "glorot",
        "zeros", "equal" (all 0.05), "auto", or the weight arrays of all layers in the units of ``V_``
        and ``W_``. From "zeros" no hidden unit learns, from "equal" all learn the same.""",
            option=Option("--start", "Initial weights.", rare=True),
            control=Control(
                "start",
                "the weights to begin with",
                words={
                    "auto": "auto",
                    "uniform": "U(\u22120.1, 0.1)",
                    "nguyen-widrow": "Nguyen-Widrow",
                    "glorot": "Glorot",
                    "zeros": "all zero",
                    "equal": "all equal, 0.05",
                },
            ),
        ),
    )
    early_stopping: bool = field(
        default=False,
        metadata=entry(
            "bool",
            FLAG,
            meaning="""Hold out ``validation_fraction`` of the rows (or watch ``validation``) and return the
        weights of the best epoch there. Several networks watch the rows they left out.""",
            option=Option(
                "--early-stopping",
                "Keep the epoch that is best on rows which the training leaves out.",
            ),
            control=Control(
                "stop early",
                "some training rows are left out, and the weights of the epoch that suits them best are kept",
            ),
        ),
    )
    validation_fraction: float = field(
        default=0.1,
        metadata=entry(
            "float",
            Number(0, 1, ends="neither"),
            meaning="""Share of the weight of the rows to hold out; rows with equal inputs stay together.
        """,
            option=Option(
                "--validation-fraction", "Share of the rows that early stopping watches.", rare=True
            ),
        ),
    )
    n_iter_no_change: float = field(
        default=10,
        metadata=entry(
            "int or inf",
            Whole(1),
            INFINITE,
            meaning="Patience of early stopping and of ``tol``, in epochs.",
            option=Option("--patience", "Epochs without an improvement that end a fit.", rare=True),
        ),
    )
    standardize: bool | str = field(
        default="auto",
        metadata=entry(
            'bool or "auto"',
            AUTO,
            FLAG,
            meaning="""Scale inputs and targets to mean 0 and standard deviation 1 by the training rows.
        "auto" first takes the asinh of inputs more skewed than an exponential distribution (see
        ``shoal.model.asinh.Asinh``), where there are several inputs.""",
            option=Option(
                "--standardize",
                "Scale inputs and targets; auto: skewed inputs by asinh.",
                rare=True,
            ),
            control=Control(
                "scale inputs and target", "to mean 0 and standard deviation 1 by the training rows"
            ),
        ),
    )
    shuffle: bool = field(
        default=True,
        metadata=entry(
            "bool",
            FLAG,
            meaning="""Draw the rows in a new order in each epoch of sgd and adam; otherwise they come in
        file order.""",
            option=Option(
                "--shuffle",
                "Draw the rows in a new order in each epoch of sgd and adam.",
                rare=True,
            ),
            control=Control(
                "rows in a new order each epoch", "otherwise in the order of the table"
            ),
            solvers=BY_BATCHES,
        ),
    )
    momentum: float = field(
        default=0.9,
        metadata=entry(
            "float",
            Number(0, 1, ends="left"),
            meaning="Of sgd, in [0, 1).",
            option=Option("--momentum", "Of sgd.", rare=True),
            control=Control("momentum", "how much of its last step each step keeps"),
            solvers=("sgd",),
        ),
    )
    beta_1: float = field(
        default=0.9,
        metadata=entry(
            "float",
            Number(0, 1, ends="left"),
            meaning="Of adam: how much of its mean gradient each step keeps, in [0, 1).",
            option=Option(
                "--beta-1", "Of adam: how much of its mean gradient each step keeps.", rare=True
            ),
            solvers=("adam",),
        ),
    )
    beta_2: float = field(
        default=0.999,
        metadata=entry(
            "float",
            Number(0, 1, ends="left"),
            meaning="Of adam: how much of its mean square gradient each step keeps, in [0, 1).",
            option=Option(
                "--beta-2",
                "Of adam: how much of its mean square gradient each step keeps.",
                rare=True,
            ),
            solvers=("adam",),
        ),
    )
    epsilon: float = field(
        default=1e-8,
        metadata=entry(
            "float",
            Number(0, ends="neither"),
            meaning="Of adam: what is added to the root of the mean square gradient.",
            option=Option(
                "--epsilon",
                "Of adam: what is added to the root of the mean square gradient.",
                rare=True,
            ),
            solvers=("adam",),
        ),
    )
    time_limit: float | None = field(
        default=None,
        metadata=entry(
            "float or None",
            Number(0, ends="neither"),
            NOTHING,
            meaning="""Seconds that ``fit`` takes, all networks together, to about a tenth; at least one
        step.""",
            option=Option("--time-limit", "Seconds at most."),
        ),
    )
    warm_start: bool = field(
        default=False,
        metadata=entry(
            "bool",
            FLAG,
            meaning="""``fit`` goes on from the weights and the scaling there are, for ``max_iter`` more
        epochs.""",
        ),
    )
    random_state: Any = field(
        default=None,
        metadata=entry(
            "int, RandomState or None",
            RANDOM,
            NOTHING,
            Whole(0, MOST_SEED),
            meaning="""Seed: draws the start (V, then W), the held-out rows and the order of the rows, in
        this order.""",
            option=Option("--seed", "Of split, start and order of rows."),
            control=Control("seed", "of split, start and order of rows", "learning"),
        ),
    )
    n_jobs: int | None = field(
        default=None,
        metadata=entry(
            "int or None",
            Whole(1),
            Whole(high=-1),
            NOTHING,
            meaning="""Threads: of the kernel for one network, otherwise networks trained at a time (None is
        1, -1 all cores). The results are the same bits for any.""",
            option=Option(
                "--jobs", "Networks trained at a time; -1: as many as there are cores.", rare=True
            ),
        ),
    )
    verbose: int = field(
        default=0,
        metadata=entry(
            "int",
            VERBOSE,
            FLAG,
            Whole(0),
            meaning="Print progress lines where positive.",
        ),
    )

    @classmethod
    def of(cls, given: object) -> Self:
        """The parameters that stand on an estimator under these names."""
        return cls(**{name: getattr(given, name) for name in table()})


@cache
def table() -> dict[str, Parameter]:
    """Every parameter under its name, in their order."""
    return {
        one.name: Parameter(one.name, one.default, **one.metadata) for one in fields(Parameters)
    }


def documentation(wrap: Callable[[str], str]) -> str:
    """The list of all parameters for a docstring; ``wrap`` breaks a paragraph into lines."""
    return "\n".join(wrap(one.documented) for one in table().values())
