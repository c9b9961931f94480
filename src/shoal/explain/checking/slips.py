"""The slips that people make in the lecture's four lines: a name, a hint, and the step that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from .lecture_epoch import FORGOTTEN, HELD, LEFT_OUT, Way


@dataclass(frozen=True)
class Slip:
    """A slip.

    Attributes
    ----------
    name, hint : str
        What is off, and what to do: a few words and a sentence.
    way : Way
        The step with this slip: its prediction.
    """

    name: str
    hint: str
    way: Way


WHOLE_W = Slip(
    "W instead of W[1:] in the back pass",
    "Row 0 of W holds the constants' weights, and the constant 1 moves with no weight of V: errors come "
    "back through W[1:] alone, the row of each unit.",
    Way(back_from_row_0=True),
)
NO_CONSTANT_X = Slip(
    "the constant column of X is forgotten",
    "V has a row more than X has columns: X1 = np.insert(X, 0, 1, axis=1), and X1 stands in A = X1 @ V "
    "and in V's update.",
    Way(constant_x=FORGOTTEN),
)
NO_CONSTANT_Z = Slip(
    "the constant column of Z is forgotten",
    "W has a row more than there are units: Z1 = np.insert(Z, 0, 1, axis=1), and Z1 stands in Y = Z1 @ W "
    "and in W's update.",
    Way(constant_z=FORGOTTEN),
)
_MEAN = "E is a mean over N rows and K outputs, so each update is divided by N K, of T.shape."
_TWO = "The lecture steps down E/2: the 2 of the square is dropped, once, in both updates."
_DOWN = (
    "V and W go against the gradient: with error = T - Y both updates are added, with Y - T both "
    "are subtracted."
)
_TOGETHER = (
    "Both updates belong to the same weights: keep the old V and W, and the Z and Y made "
    "of them, until both changes are known."
)
_FIRST = (
    "Row 0 of V and of W holds the constant's weights, so the 1 stands first: "
    "np.insert(X, 0, 1, axis=1)."
)

SLIPS = (
    WHOLE_W,
    NO_CONSTANT_X,
    NO_CONSTANT_Z,
    Slip(
        "the constant's row of V does not move",
        "The constant has weights to learn like any input: X1.T, not X.T, in V's update.",
        Way(constant_x=HELD),
    ),
    Slip(
        "the constant's row of W does not move",
        "The constant has weights to learn like any unit: Z1.T, not Z.T, in W's update.",
        Way(constant_z=HELD),
    ),
    Slip(
        "the constant of X is left out of the forward pass",
        "The update has it, the sums do not: A = X1 @ V.",
        Way(constant_x=LEFT_OUT),
    ),
    Slip(
        "the constant of Z is left out of the forward pass",
        "The update has it, the outputs do not: Y = Z1 @ W.",
        Way(constant_z=LEFT_OUT),
    ),
    Slip("the constant column stands last", _FIRST, Way(constants_first=False, back_from_row_0=True)),
    Slip("the constant column stands last", _FIRST, Way(constants_first=False)),
    Slip(
        "h applied twice",
        "a = X1 @ V is the sum alone and Z = h(a): h bends once.",
        Way(times_h=2),
    ),
    Slip(
        "h is applied to the outputs too",
        "The outputs are linear here: Y = Z1 @ W.",
        Way(h_at_outputs=True),
    ),
    Slip(
        "h' applied twice",
        "The slope is one factor of the chain rule: it stands once in the back pass.",
        Way(slope="twice"),
    ),
    Slip(
        "h' forgotten",
        "What comes back to a unit's output still has to pass h: times h', for tanh (1 - Z**2).",
        Way(slope="none"),
    ),
    Slip(
        "h' is taken of the wrong argument",
        "Where the slope is written by the value, as 1 - z**2 of tanh or z (1 - z) of the logistic "
        "function, it takes Z and not the sum A.",
        Way(slope="other argument"),
    ),
    Slip(
        "h' is taken at Z instead of the sum",
        "1 - Z**2 is tanh' at the sum A already; written as a function of the sum, 1 - np.tanh(a)**2, it "
        "takes A.",
        Way(slope="at the value"),
    ),
    Slip(
        "h' is that of another function",
        "tanh has the slope 1 - z**2, the logistic function z (1 - z); say activation= for another h.",
        Way(slope="other function"),
    ),
    Slip(
        "the square in 1 - Z**2 is forgotten",
        "tanh' = 1 - tanh**2.",
        Way(slope="no square"),
    ),
    Slip("no 1/(NK)", f"{_MEAN} A fixed number for it fits one table only.", Way(divisor_v="", divisor_w="")),
    Slip("only 1/N, no 1/K", _MEAN, Way(divisor_v="N", divisor_w="N")),
    Slip("only 1/K, no 1/N", _MEAN, Way(divisor_v="K", divisor_w="K")),
    Slip(
        "1/(NK) twice",
        f"{_MEAN} Rates called rh and ro hold it already, as the lecture's do.",
        Way(divisor_v="NKNK", divisor_w="NKNK"),
    ),
    Slip("no 1/(NK) in V's update", _MEAN, Way(divisor_v="")),
    Slip("no 1/(NK) in W's update", _MEAN, Way(divisor_w="")),
    Slip("the 2 kept", _TWO, Way(times_v=2.0, times_w=2.0)),
    Slip("the 2 kept in V's update", _TWO, Way(times_v=2.0)),
    Slip("the 2 kept in W's update", _TWO, Way(times_w=2.0)),
    Slip("wrong sign: both updates go uphill", _DOWN, Way(sign_v=-1, sign_w=-1)),
    Slip("wrong sign in V's update", _DOWN, Way(sign_v=-1)),
    Slip("wrong sign in W's update", _DOWN, Way(sign_w=-1)),
    Slip(
        "rates swapped",
        "rho_h moves the hidden layer's V, rho_o the output layer's W.",
        Way(rates_swapped=True),
    ),
    Slip(
        "W moved first",
        f"V's back pass takes the W that Y was made with, not the new one. {_TOGETHER}",
        Way(order="W first"),
    ),
    Slip(
        "W moved first, and the error computed anew",
        _TOGETHER,
        Way(order="W first, error anew"),
    ),
    Slip(
        "V moved first, and Z computed anew",
        f"W's update takes the Z that Y was made of. {_TOGETHER}",
        Way(order="V first, Z anew"),
    ),
    Slip(
        "V moved first, and Z and the error computed anew",
        _TOGETHER,
        Way(order="V first, error anew"),
    ),
    Slip("V does not move", "V's update is missing, or its result is not returned.", Way(times_v=0.0)),
    Slip("W does not move", "W's update is missing, or its result is not returned.", Way(times_w=0.0)),
    Slip(
        "neither V nor W moves",
        "The updates are missing, or their results are not returned.",
        Way(times_v=0.0, times_w=0.0),
    ),
    Slip(
        "only the last row of the table counts",
        "The gradient is a sum over all rows: add up inside the loop, and begin with zeros before it.",
        Way(last_row_only=True),
    ),
    Slip(
        "the changes are returned, not the new weights",
        "Return V + its change and W + its change.",
        Way(returns_change=True),
    ),
)  # fmt: skip
