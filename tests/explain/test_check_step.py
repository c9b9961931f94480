"""``check_step`` names what was planted and nothing else; what is right is a complex step of E/2."""

import inspect
import itertools

import numpy as np
import pytest

import shoal
from shoal import check_step
from shoal.core.activations import ACTIVATIONS, resolve
from shoal.errors import InputError
from shoal.explain.checking.lecture_epoch import RIGHT, epoch
from shoal.explain.checking.problems import SIZES, problem
from shoal.explain.checking.slips import SLIPS

LINES = """
def step(V, W, X, T, rho_h, rho_o):
    N, K = T.shape
    X1 = np.insert(X, 0, 1, axis=1)
    Z = np.tanh(X1 @ V)
    Z1 = np.insert(Z, 0, 1, axis=1)
    Y = Z1 @ W
    error = T - Y
    new_V = V + rho_h / (N * K) * X1.T @ ((error @ W[1:].T) * (1 - Z**2))
    new_W = W + rho_o / (N * K) * Z1.T @ error
    return new_V, new_W
"""
W_FIRST = [
    ("new_V =", "W = W + rho_o / (N * K) * Z1.T @ error; new_V ="),
    ("    new_W = W + rho_o / (N * K) * Z1.T @ error", "    new_W = W"),
]
ANEW = "; V = new_V; Z = np.tanh(X1 @ V); Z1 = np.insert(Z, 0, 1, axis=1)"
SLOPE, MEAN_V, MEAN_W = "(1 - Z**2)", "rho_h / (N * K)", "rho_o / (N * K)"
MEAN = "(N * K)"

PLANTED = {  # what stands in the lines, what is written instead, what must be said
    "W for W[1:]": ([("W[1:]", "W")], "W instead of W[1:] in the back pass"),
    "W for W[1:], where both have the constant": (
        [("W[1:]", "W"), (SLOPE, "(1 - Z1**2)")],
        "h' of Z1 instead of Z",
    ),
    "the slope of Z1": ([(SLOPE, "(1 - Z1**2)")], "h' of Z1 instead of Z"),
    "the last row of W cut off": ([("W[1:]", "W[:-1]")], "W instead of W[1:] in the back pass"),
    "h twice": ([("np.tanh(X1 @ V)", "np.tanh(np.tanh(X1 @ V))")], "h applied twice"),
    "h' twice": ([(SLOPE, "(1 - Z**2) * (1 - Z**2)")], "h' applied twice"),
    "h' forgotten": ([(f" * {SLOPE}", "")], "h' forgotten"),
    "h' of a": ([(SLOPE, "(1 - (X1 @ V)**2)")], "h' is taken of the wrong argument"),
    "h' at Z": ([(SLOPE, "(1 - np.tanh(Z) ** 2)")], "h' is taken at Z instead of the sum"),
    "h' of the logistic function": ([(SLOPE, "Z * (1 - Z)")], "h' is that of another function"),
    "no square": ([(SLOPE, "(1 - Z)")], "the square in 1 - Z**2 is forgotten"),
    "h at the outputs": (
        [("Y = Z1 @ W", "Y = np.tanh(Z1 @ W)")],
        "h is applied to the outputs too",
    ),
    "another h": (
        [("np.tanh(X1 @ V)", "1 / (1 + np.exp(-X1 @ V))"), (SLOPE, "Z * (1 - Z)")],
        "h is logistic, not tanh",
    ),
    "no 1/(NK)": ([(f" / {MEAN}", "")], "no 1/(NK)"),
    "no 1/(NK) for V": ([(MEAN_V, "rho_h")], "no 1/(NK) in V's update"),
    "no 1/(NK) for W": ([(MEAN_W, "rho_o")], "no 1/(NK) in W's update"),
    "only 1/N": ([(MEAN, "N")], "only 1/N, no 1/K"),
    "only 1/K": ([(MEAN, "K")], "only 1/K, no 1/N"),
    "1/(NK) twice": ([(MEAN, "(N * K)**2")], "1/(NK) twice"),
    "the 2 kept": ([("T - Y", "2 * (T - Y)")], "the 2 kept"),
    "the 2 kept for V": ([(MEAN_V, "2 * rho_h / (N * K)")], "the 2 kept in V's update"),
    "the 2 kept for W": ([(MEAN_W, "2 * rho_o / (N * K)")], "the 2 kept in W's update"),
    "uphill": ([("T - Y", "Y - T")], "wrong sign: both updates go uphill"),
    "Y - T for V alone": ([("(error @", "((Y - T) @")], "wrong sign in V's update"),
    "minus for W alone": ([("W + rho_o", "W - rho_o")], "wrong sign in W's update"),
    "rates swapped": ([("V, W, X, T, rho_h, rho_o", "V, W, X, T, rho_o, rho_h")], None),
    "rates exchanged in the lines": (
        [("rho_h /", "RHO /"), ("rho_o /", "rho_h /"), ("RHO /", "rho_o /")],
        "rates swapped",
    ),
    "W moved first": (W_FIRST, "W moved first"),
    "W first, error anew": (
        [(a, b.replace("; new_V", "; error = T - Z1 @ W; new_V")) for a, b in W_FIRST],
        "W moved first, and the error computed anew",
    ),
    "Z anew": ([(SLOPE + ")", SLOPE + ")" + ANEW)], "V moved first, and Z computed anew"),
    "all anew": (
        [(SLOPE + ")", SLOPE + ")" + ANEW + "; error = T - Z1 @ W")],
        "V moved first, and Z and the error computed anew",
    ),
    "X for X1": ([("X1 @ V", "X @ V")], "the constant column of X is forgotten"),
    "no constant of X at all": (
        [("np.insert(X, 0, 1, axis=1)", "np.insert(X, 0, 0, axis=1)")],
        "the constant column of X is forgotten",
    ),
    "Z for Z1": ([("Y = Z1 @", "Y = Z @")], "the constant column of Z is forgotten"),
    "zeros for ones in Z1": (
        [("np.insert(Z, 0, 1,", "np.insert(Z, 0, 0,")],
        "the constant column of Z is forgotten",
    ),
    "X for X1 in the update": ([("X1.T", "X.T")], "X instead of X1 in V's update"),
    "Z for Z1 in the update": ([("Z1.T", "Z.T")], "Z instead of Z1 in W's update"),
    "constant of X held": (
        [("X1.T", "np.insert(X, 0, 0, axis=1).T")],
        "the constant's row of V does not move",
    ),
    "constant of Z held": (
        [("Z1.T", "np.insert(Z, 0, 0, axis=1).T")],
        "the constant's row of W does not move",
    ),
    "forward without V[0]": (
        [("X1 @ V", "X @ V[1:]")],
        "the constant of X is left out of the forward pass",
    ),
    "forward without W[0]": (
        [("Z1 @ W", "Z @ W[1:]")],
        "the constant of Z is left out of the forward pass",
    ),
    "constants last": (
        [("X, 0, 1", "X, X.shape[1], 1"), ("Z, 0, 1", "Z, Z.shape[1], 1")],
        "the constant column stands last",
    ),
    "V stays": ([("return new_V", "return V")], "V does not move"),
    "W stays": ([(", new_W\n", ", W\n")], "W does not move"),
    "both stay": ([("return new_V, new_W", "return V, W")], "neither V nor W moves"),
    "one row": (
        [
            (
                "X1.T @ ((error @ W[1:].T) * (1 - Z**2))",
                "X1[-1:].T @ ((error @ W[1:].T) * (1 - Z**2))[-1:]",
            ),
            ("Z1.T @ error", "Z1[-1:].T @ error[-1:]"),
        ],
        "only the last row of the table counts",
    ),
    "changes returned": (
        [("new_V = V +", "new_V ="), ("new_W = W +", "new_W =")],
        "the changes are returned, not the new weights",
    ),
    "in place": (
        [("    return", "    V[:] = new_V; W[:] = new_W\n    return")],
        "the given V and W are changed in place",
    ),
    "T in place": ([("error = T - Y", "T -= Y; error = T")], "the given T is changed in place"),
    "W, V": ([("new_V, new_W\n", "new_W, new_V\n")], "W is returned before V"),
    "rates of its own": (
        [(MEAN_V, "0.1 / (N * K)"), (MEAN_W, "0.2 / (N * K)")],
        "the rates given are not used",
    ),
    "not the same each time": (
        [("T - Y", "T - Y + 0.01 * np.random.randn(N, K)")],
        "the step gives other weights each time for the same arrays",
    ),
}


def written(*changes, lines=LINES):
    """The lecture's step as a function, with changes to its text."""
    for old, new in changes:
        assert old in lines, f"nothing is changed: {old}"
        lines = lines.replace(old, new)
    space = {"np": np}
    exec(lines, space)
    return space["step"]


def four_arguments(*changes, rates=(0.1, 0.01)):
    """The same as a function of V, W, X, T, its rates inside."""
    step = written(*changes)
    return lambda V, W, X, T: step(V, W, X, T, *rates)


def by_loops(V, W, X, T, rho_h, rho_o):
    (N, D), K, M = X.shape, T.shape[1], V.shape[1]
    new_V, new_W = V.copy(), W.copy()
    for n in range(N):
        a = [V[0, m] + sum(V[j + 1, m] * X[n, j] for j in range(D)) for m in range(M)]
        z = [1.0] + [np.tanh(a_m) for a_m in a]
        error = [T[n, k] - sum(W[m, k] * z[m] for m in range(M + 1)) for k in range(K)]
        for m in range(M):
            back = sum(error[k] * W[m + 1, k] for k in range(K)) * (1 - z[m + 1] ** 2)
            for j in range(D + 1):
                new_V[j, m] += rho_h / N / K * back * (1 if j == 0 else X[n, j - 1])
        for m, k in itertools.product(range(M + 1), range(K)):
            new_W[m, k] += rho_o / N / K * error[k] * z[m]
    return new_V, new_W


def by_einsum(V, W, X, T, rho_h, rho_o):
    Z = np.tanh(V[0] + np.einsum("nj,jm->nm", X, V[1:]))
    error = W[0] + np.einsum("nm,mk->nk", Z, W[1:]) - T
    delta = np.einsum("nk,mk,nm->nm", error, W[1:], 1 / np.cosh(np.arctanh(Z)) ** 2) / error.size
    new_V = V - rho_h * np.vstack([delta.sum(0), np.einsum("nj,nm->jm", X, delta)])
    change = np.vstack([error.mean(0), np.einsum("nm,nk->mk", Z, error) / len(T)]) / T.shape[1]
    return new_V, W - rho_o * change


def lectures_own(V, W, X1, T, rh, ro):
    """Its four lines, the factor in the rates, as they stand but for the brackets."""
    Z = np.tanh(X1 @ V)
    Z1 = np.insert(Z, 0, 1, axis=1)
    error = T - Z1 @ W
    V = V + rh * X1.T @ ((error @ W[1:, :].T) * (1 - Z**2))
    W = W + ro * Z1.T @ error
    return V, W


def in_float32(V, W, X, T, rho_h, rho_o):
    V, W, X, T = (array.astype(np.float32) for array in (V, W, X, T))
    return by_einsum(V, W, X, T, np.float32(rho_h), np.float32(rho_o))


def by_complex_steps(V, W, X, T, rho_h, rho_o):
    """Down E/2 with no line of backpropagation; any activation by its complex extension."""

    def half(V, W):
        Z = np.tanh(V[0] + X @ V[1:])
        return ((T - W[0] - Z @ W[1:]) ** 2).mean() / 2

    new = []
    for i, rate in enumerate((rho_h, rho_o)):
        slope = np.zeros((V, W)[i].shape)
        for place in np.ndindex(slope.shape):
            moved = [V.astype(complex), W.astype(complex)]
            moved[i][place] += 1e-30j
            slope[place] = half(*moved).imag / 1e-30
        new.append((V, W)[i] - rate * slope)
    return tuple(new)


RIGHT_ONES = [written(), by_loops, by_einsum, lectures_own, in_float32, by_complex_steps]


@pytest.mark.parametrize("step", RIGHT_ONES, ids=lambda step: step.__name__)
@pytest.mark.parametrize("seed", range(3))
def test_right_ones_written_differently(step, seed):
    found = check_step(step, random_state=seed)
    assert found.right, found
    assert (found.points, found.of, found.slip, found.hint) == (4, 4, "", "")


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("seed", range(2))
def test_each_slip_is_named_by_its_name(planted, seed):
    changes, name = PLANTED[planted]
    found = check_step(written(*changes), points=10, random_state=seed)
    assert found.slip == (name or "")
    assert found.right is (name is None)
    assert found.points == (10 if name is None else 5)
    assert name is None or found.hint


OWN_RATES = {"rates swapped", "rates of its own"}


@pytest.mark.parametrize("planted", sorted(set(PLANTED) - OWN_RATES))
def test_each_slip_of_a_step_with_the_rates_of_the_lecture(planted):
    changes, name = PLANTED[planted]
    assert check_step(four_arguments(*changes)).slip == name


FOUND_OUT = {"the 2 kept", "the 2 kept for V", "the 2 kept for W", "rates exchanged in the lines"}


@pytest.mark.parametrize("planted", sorted(set(PLANTED) - OWN_RATES - FOUND_OUT))
def test_each_slip_of_a_step_with_rates_of_its_own(planted):
    changes, name = PLANTED[planted]
    assert check_step(four_arguments(*changes, rates=(0.37, 0.23))).slip == name


@pytest.mark.parametrize("rates", [(0.3, 0.02), (1e-4, 1e-5), (0.1, 0.1), (3.0, 0.5)])
def test_rates_of_its_own_are_found_out_and_no_slip(rates):
    found = check_step(four_arguments(rates=rates))
    assert found.right
    assert found.rates == pytest.approx(rates, rel=1e-6)
    assert f"rho_h = {rates[0]:g} and rho_o = {rates[1]:g}" in str(found)
    told = check_step(four_arguments(rates=rates), rates=rates)
    assert told.right
    assert told.note == ""


def test_rates_that_look_like_a_slip_may_be_meant():
    found = check_step(four_arguments(rates=(0.2, 0.02)))
    assert found.slip == "the 2 kept"
    assert "If rho_h = 0.2 and rho_o = 0.02 are meant, say rates=" in str(found)
    assert check_step(four_arguments(rates=(0.2, 0.02)), rates=(0.2, 0.02)).right
    assert check_step(four_arguments(rates=(0.01, 0.1))).slip == "rates swapped"
    assert check_step(four_arguments(PLANTED["h' twice"][0][0])).note == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("the 2 kept", "uphill"), ("h' forgotten", "no 1/(NK)"), ("W moved first", "h' twice"),
     ("last row", "h' of a"), ("in place", "the 2 kept"), ("W, V", "no square")],
)  # fmt: skip
def test_two_slips_at_once_are_both_named(one, other):
    last_row = {"last row": ([("W[1:]", "W[:-1]")], "W instead of W[1:] in the back pass")}
    (first, name), (second, further) = ({**PLANTED, **last_row}[k] for k in (one, other))
    found = check_step(
        written(*second, *first) if one == "W moved first" else written(*first, *second)
    )
    assert set(found.slip.split("; and ")) == {name, further}
    assert found.points == 1


def test_a_slip_and_rates_that_are_a_slip_themselves_are_two():
    found = check_step(four_arguments(("T - Y", "-2 * (T - Y)")))
    assert set(found.slip.split("; and ")) == {"the 2 kept", "wrong sign: both updates go uphill"}


def test_what_no_slip_explains_is_not_given_a_name():
    odd = check_step(written((SLOPE, "(1 - Z**2) * np.cos(Z)"), (MEAN_V, "0.7 * rho_h / (N * K)")))
    assert odd.slip == "at least two things are off, or one that is not known"
    assert "W's update is right, V's is not" in odd.hint
    assert "that does not explain all numbers" in odd.hint
    assert odd.points == 0
    far = check_step(lambda V, W, X, T: (V + 1, W))
    assert far.slip == odd.slip
    assert far.hint == ""


def test_every_slip_foretells_something_else_than_the_right_step_and_than_each_other():
    for h in ("tanh", "logistic"):
        given = [problem(sizes, np.random.RandomState(1)) for sizes in SIZES]
        ways = [RIGHT, *(slip.way for slip in SLIPS)]
        outcomes = [[epoch(p, resolve(h), way) for p in given] for way in ways]
        for (i, one), (j, other) in itertools.combinations(enumerate(outcomes), 2):
            apart = max(
                np.abs(a - b).max()
                for pair in zip(one, other, strict=True)
                for a, b in zip(*pair, strict=True)
            )
            assert apart > 1e-3, (h, ways[i], ways[j])


@pytest.mark.parametrize("name", ["tanh", "logistic", "softplus", "gaussian", "identity"])
def test_the_right_step_is_the_complex_step_for_every_activation(name):
    h = ACTIVATIONS[name]

    def step(V, W, X, T, rho_h, rho_o):
        space = {"np": type("np", (), {"tanh": staticmethod(h.f)})}
        source = inspect.getsource(by_complex_steps).replace("np.tanh", "NP.tanh")
        exec(source, {"np": np, "NP": space["np"]}, space)
        return space["by_complex_steps"](V, W, X, T, rho_h, rho_o)

    assert check_step(step, activation=name).right
    if name not in ("tanh", "identity"):
        assert check_step(step).slip == f"h is {name}, not tanh"


def test_shapes_that_do_not_meet_are_said_in_letters_and_numbers():
    found = check_step(written(("W[1:].T", "W[1:]")))
    assert found.slip == "a transpose is missing, or a shape is wrong"
    assert "the left array has K = 7 columns, the right one M = 4 rows" in found.hint
    assert "Needed: X1 is N × (D+1), V (D+1) × M" in found.hint
    wide = check_step(written(("return new_V,", "return np.insert(new_V, 0, 1, axis=1),")))
    assert wide.slip == "V comes back with another shape"
    assert "(D+1) × (M+1) = 3 × 5 where (D+1) × M = 3 × 4 is needed" in wide.hint


def crashing(V, W, X, T):
    new_V = V + rho * X.sum()  # noqa: F821
    return new_V, W


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (crashing, "step stops with NameError\n  In the line `new_V = V + rho * X.sum()"),
        (lambda V, W, X, T: None, "step must return V and W; it returned nothing (return is missing)"),
        (lambda V, W, X, T: V, "step must return V and W; it returned one array"),
        (lambda V, W, X, T: (V, W, X), "step must return V and W; it returned 3 things"),
        (lambda V, W, X, T: ("a", "b"), "what step returned is no array of numbers"),
        (lambda V, W, X, T: (V * np.nan, W), "the new weights are not finite numbers"),
        (lambda V, W, X, T: (V, 1 / 0), "step stops with ZeroDivisionError"),
        (lambda V, W, X, T: exit(3), "step stops with SystemExit"),
        (lambda V, W, X, T: (V, W if T.shape[1] > 1 else [][0]), "with N = 9, D = 3, M = 6, K = 1"),
    ],
)  # fmt: skip
def test_what_stops_a_step_is_one_sentence(step, words):
    found = check_step(step)
    assert words in str(found)
    assert not found.right
    assert found.points == 0
    assert "Traceback" not in str(found)


def test_the_given_arrays_of_the_caller_are_never_touched_and_the_result_is_the_same_each_time():
    np.random.seed(5)
    state = np.random.get_state()[1].copy()
    assert check_step(by_loops) == check_step(by_loops)
    np.testing.assert_array_equal(state, np.random.get_state()[1])


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("lambda V, W, X, T: (V, W)", "no text is run"),
        (3, "step must be a function step"),
        (lambda V, W: (V, W), "it takes V, W"),
        (lambda V, W, X, T, a, b, c: (V, W), "step takes a, b, c besides V, W, X and T"),
    ],
)
def test_what_is_no_step_is_refused(step, words):
    with pytest.raises(InputError, match=words):
        check_step(step)


@pytest.mark.parametrize(
    "wrong",
    [{"points": 0}, {"points": "4"}, {"rates": 0.1}, {"rates": (0.1, -1)}, {"activation": "tan"}],
)
def test_bad_parameters(wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        check_step(by_loops, **wrong)


def test_arguments_may_stand_in_any_order_and_anything_callable_will_do():
    class Step:
        def __call__(self, T, X, W, V, rho):
            return by_loops(V, W, X, T, rho, rho)

    assert check_step(Step()).right
    assert check_step(lambda *arrays: by_loops(*arrays, 0.1, 0.01)).right
    assert check_step(lambda v, w, x, t, a, b: by_loops(v, w, x, t, a, b)).right
    assert check_step(lambda v, w, x, t, a, b: by_loops(v, w, x, t, b, a)).slip == "rates swapped"
    assert check_step(lambda V, W, X, T, rates: by_loops(V, W, X, T, *rates)).right
    assert check_step(lambda V, W, X, T, verbose=False: by_loops(V, W, X, T, 0.1, 0.01)).right


def test_it_prints_and_shows_itself():
    found = shoal.check_step(written(("T - Y", "2 * (T - Y)")))
    assert repr(found) == str(found)
    assert str(found).splitlines()[0] == "✗ not yet, 2 of 4 points: the 2 kept"
    assert str(check_step(by_loops)) == "✓ right, 4 of 4 points"
    html = check_step(written(("T - Y", "T - Y + '<script>'"))).__class__._repr_html_(found)
    assert "the 2 kept" in html
    assert "text-align:left" in html
    stopped = check_step(crashing)._repr_html_()
    assert "&#x27;rho&#x27;" in stopped
