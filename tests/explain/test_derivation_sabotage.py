"""Each way of getting a line wrong is caught: the print and the number are one object."""

import math
from dataclasses import replace

import pytest

from shoal.explain import derive
from shoal.explain.derivation import Program
from shoal.explain.derivation.expressions.compounds import (
    Apply,
    Exponential,
    Power,
    Product,
    Quotient,
    Terms,
)
from shoal.explain.derivation.expressions.entries import Constant, Entry, Kronecker, Sum, mapped
from shoal.explain.derivation.expressions.matrices import Block, Hadamard, MatMul, Transposed
from shoal.explain.derivation.expressions.symbols import lecture_letters

LETTERS = lecture_letters()
WHOLE = derive(2, 3, 2)


def exchanged(old, new):
    """Every part that satisfies ``old`` becomes ``new``, or new(part)."""

    def sabotage(expr):
        def change(part):
            if not old(part):
                return part
            return new(part) if callable(new) else new

        return mapped(expr, change)

    return sabotage


def is_a(*kinds):
    return lambda part: isinstance(part, kinds)


def of(symbol):
    return lambda part: isinstance(part, Entry | Block) and part.symbol.key == symbol.key


def weights_of(symbol_letter):
    def found(part):
        return isinstance(part, Entry | Block) and part.symbol.letter == symbol_letter

    return found


def as_symbol(old, new):
    """The letter of one array exchanged for another's, the indices kept."""
    return exchanged(of(old), lambda part: replace(part, symbol=new))


def constant(**fields):
    """The constant in front with other fields; Constant(1) stays."""
    return exchanged(
        lambda part: isinstance(part, Constant) and part != Constant(1),
        lambda part: replace(part, **fields),
    )


def no_sum(letter):
    return exchanged(lambda p: isinstance(p, Sum) and p.index.letter == letter, lambda p: p.body)


def from_one(expr):
    """Sums begin at 1 rather than 0."""
    return exchanged(is_a(Sum), lambda p: replace(p, index=p.index.counted_from(1)))(expr)


def any_unit(letter):
    """[letter = ...] forgotten: all terms of the sum count."""
    return exchanged(lambda p: isinstance(p, Kronecker) and p.left.letter == letter, Constant(1))


def without_n(part):
    return Entry(part.symbol, part.indices[1:])


def k_for_bound_k(part):
    return Entry(part.symbol, (part.indices[0], LETTERS.units[2]))


def with_row_0(part):
    return replace(part, rows=part.rows.counted_from(0)) if part.hat else part


def tilde(part):
    return replace(part, symbol=z1, columns=part.columns.counted_from(0))


def no_tilde(part):
    return replace(part, symbol=x, columns=LETTERS.units[0])


x, z = LETTERS.z
x1, z1 = LETTERS.z1
v, w = LETTERS.w
a, y = LETTERS.a
two_errors = lambda p: isinstance(p, Terms) and isinstance(p.terms[0], Product)  # noqa: E731
first_error = lambda p: p.terms[0]  # noqa: E731
base = lambda p: p.base  # noqa: E731
a_alone = WHOLE.part("2  The slope").steps[0].right.top.terms[0].argument

COST = "E = 1/(NK)"
DV = "∂E/∂v = −2 (t − y) w (1 − z²) x"
GW = "∂E/∂w[m,k] = −2/(NK) Σ[n=1..N] (t[n,k] − y[n,k]) z̃[n,m]"
GV = "∂E/∂v[j,m] = −2/(NK) Σ[n=1..N] Σ[k=1..K] (t[n,k] − y[n,k]) w[m,k] (1 −"
BOUND = "∂E/∂v[j,m] = −2/(NK) Σ[n=1..N] Σ[k′=1..K] (t[n,k′] − y[n,k′]) "
OPEN = BOUND + "Σ[m′=1..M] w[m′,k′] h′(a[n,m′]) Σ[j′"

SABOTAGES = {  # name: (beginning of the line, what is done to its right side)
    "E: mean over N only": (COST, constant(over=("N",))),
    "E: t + y": (COST, exchanged(is_a(Terms), lambda p: replace(p, signs="++"))),
    "E: one output only": (COST, no_sum("k")),
    "slope: the quotient not squared": ("∂z/∂a = 1 − ((", exchanged(is_a(Power), base)),
    "slope: u for u/v": ("∂z/∂a = 1 − ((", exchanged(is_a(Quotient), lambda p: p.top)),
    "slope: e^a for e^-a": ("z = (e^a", exchanged(is_a(Exponential), lambda p: Exponential(a_alone))),
    "slope: 1 + z squared": ("∂z/∂a = 1 − z²", exchanged(is_a(Terms), lambda p: replace(p, signs="++"))),
    "scalar: sign": (DV, constant(value=2)),
    "scalar: factor 2 dropped": ("∂E/∂w = −2 (t − y) z", constant(value=-1)),
    "scalar: 1 - z": (DV, exchanged(is_a(Power), base)),
    "scalar: no slope": ("∂E/∂v = −2 (t − y) w h′(a) x", exchanged(is_a(Apply), Constant(1))),
    "two outputs: one forgotten": ("∂E/∂v = −2 ((t₁", exchanged(two_errors, first_error)),
    "delta without the weights": ("δ⁽ʰ⁾ = ", exchanged(weights_of("w"), Constant(1))),
    "a defined as h(...)": ("a[n,m] = Σ", Apply),
    "a without the constant": ("a[n,m] = Σ[j=0..D] v", from_one),
    "y: bias dropped, from m = 1": ("y[n,k] = Σ[m=0..M] w", from_one),
    "y: z for z tilde": ("y[n,k] = Σ[m=0..M] w", as_symbol(z1, z)),
    "w: sign": (GW, constant(value=2)),
    "w: 2 dropped": (GW, constant(value=-1)),
    "w: z tilde without n": (GW, exchanged(of(z1), without_n)),
    "w: z for z tilde": (GW, as_symbol(z1, z)),
    "v: v with j inside, all j′ count": (OPEN, any_unit("j′")),
    "v: m′ does not collapse": (OPEN, any_unit("m′")),
    "v: k for k′": (BOUND + "w[m,k′]", exchanged(of(w), k_for_bound_k)),
    "v: no sum over k": (GV, no_sum("k")),
    "v: 1 - z tilde squared": (GV, as_symbol(z, z1)),
    "v: 1 - z tilde squared, without n": (GV, exchanged(of(z), lambda p: without_n(replace(p, symbol=z1)))),
    "v: 1 - a squared": (GV, as_symbol(z, a)),
    "update of v: the rate of w": ("v[j,m] ← v[j,m] + ρ_h/(NK)", constant(rate="o")),
    "update of w: uphill": ("w[m,k] ← w[m,k] + ρ_o/(NK)", lambda e: replace(e, signs="+-")),
    "update of w: the 2 kept": ("w[m,k] ← w[m,k] + ρ_o/(NK)", constant(value=2)),
    "A = V X": ("A = X̃", lambda e: MatMul(e.right, e.left)),
    "Z tilde = h(XV)": ("Z̃ = [1  Z]", base),
    "stars: a column for a row": ("a[n,m] = x̃[n,*j] v", exchanged(of(x1), Transposed)),
    "G_W: a transpose lost": ("∂E/∂W = ", exchanged(is_a(Transposed), base)),
    "G_W: subscripts k,m": ("∂E/∂w[*m,*k] = ", Transposed),
    "G_V: W for W[1:]": ("∂E/∂V = ", exchanged(of(w), with_row_0)),
    "G_V: X for X tilde": ("∂E/∂V = ", exchanged(of(x1), no_tilde)),
    "G_V: 1 - Z tilde squared": ("∂E/∂V = ", exchanged(of(z), tilde)),
    "G_V: @ for ⊙": ("∂E/∂V = ", exchanged(is_a(Hadamard), lambda p: MatMul(*p.factors))),
    "V: back through V": ("V ← V + ", as_symbol(w, v)),
    "layers: no slope": ("δ⁽⁰⁾[n,m] = Σ[k=1..K] δ⁽¹⁾[n,k] w⁽¹⁾[m,k] (1", exchanged(is_a(Power), Constant(0))),
    "layers: no hat": ("Δ⁽⁰⁾ = ", exchanged(weights_of("w"), with_row_0)),
    "normal equations: no transpose": ("Z̃⁽¹⁾ᵀ Z̃⁽¹⁾ W* = ", exchanged(is_a(Transposed), base)),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_wrong_line_is_a_wrong_number(name):
    beginning, sabotage = SABOTAGES[name]
    number, step = next((i, s) for i, s in enumerate(WHOLE.steps) if s.text.startswith(beginning))
    assert step.check(symbolic=False) <= 1e-12
    wrong = replace(step, right=sabotage(step.right))
    assert wrong.text != step.text, "nothing was changed"
    assert wrong.latex != step.latex
    assert wrong.mathml != step.mathml
    assert wrong.check(symbolic=False) > 1e-6
    steps = (*WHOLE.steps[:number], wrong, *WHOLE.steps[number + 1 :])
    assert replace(WHOLE, steps=steps).check(symbolic=False) > 1e-6


def test_a_wrong_line_still_prints_and_says_so():
    step = next(s for s in WHOLE.steps if s.text.startswith("∂E/∂V = "))
    wrong = replace(step, right=exchanged(of(w), with_row_0)(step.right))
    whole = replace(WHOLE, steps=(wrong,))
    assert "DOES NOT HOLD: inf" in str(whole)
    assert "of different shapes" in wrong.fault
    assert "does not hold" in whole.to_html()


def test_a_line_that_does_not_follow_from_the_one_before_is_caught():
    step = next(s for s in WHOLE.steps if s.before is not None)
    assert replace(step, before=Product((Constant(3), step.right))).check(symbolic=False) > 1e-6


def test_sympy_catches_a_wrong_scalar_line_by_itself():
    step = next(s for s in WHOLE.steps if s.text == "∂E/∂v = −2 (t − y) w (1 − z²) x")
    assert step.symbols.equal(step.left, step.right)
    wrong = exchanged(is_a(Power), lambda p: p.base)(step.right)
    assert not step.symbols.equal(step.left, wrong)
    assert replace(step, right=wrong).check() == math.inf


CODE = {
    "W updated before V's back pass": lambda lines: (*lines[:-2], lines[-1], lines[-2]),
    "V's back pass through the constant": lambda lines: tuple(
        line.replace("W[1:]", "W") for line in lines
    ),
    "a bracket too many": lambda lines: tuple(
        line.replace("X1 @ V)", "X1 @ V))") for line in lines
    ),
    "bare tanh": lambda lines: tuple(line.replace("h(", "tanh(") for line in lines),
    "Z1 never computed": lambda lines: tuple(line for line in lines if not line.startswith("Z1 =")),
    "rates without 1/(NK)": lambda lines: tuple(line.replace(" / (N * K)", "") for line in lines),
    "rates over N only": lambda lines: tuple(line.replace("(N * K)", "N") for line in lines),
    "1 - Z": lambda lines: tuple(line.replace("Z**2", "Z") for line in lines),
    "error turned round": lambda lines: tuple(line.replace("T - Y", "Y - T") for line in lines),
    "V updated from the new outputs": lambda lines: (*lines, lines[-2]),
    "forward after V's update": lambda lines: (*lines[:-1], *lines[2:6], lines[-1]),
}


@pytest.mark.parametrize("name", CODE)
def test_wrong_code_is_a_wrong_number(name):
    program = next(s for s in WHOLE.steps if isinstance(s, Program))
    assert program.check() <= 1e-12
    wrong = replace(program, lines=CODE[name](program.lines))
    assert wrong.lines != program.lines
    assert wrong.check() > 1e-6
