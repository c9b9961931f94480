"""Findings on plain facts, without an estimator; and the way of the notes to a file and a report."""

import json
from dataclasses import replace

import numpy as np
import pytest

from shoal import fit_table, load
from shoal.cli.report import facts, fit_lines
from shoal.core.activations import ACTIVATIONS
from shoal.core.rows import Rows
from shoal.doctor import Fit, notes_on, notes_on_rows
from shoal.errors import ModelFileError
from shoal.files import record_parts
from shoal.model.ensemble import Ensemble
from shoal.model.network import Network
from shoal.model.scaling import Scaling
from shoal.solve.outcome import Converged, TimeLimit

X = np.linspace(-2, 2, 80).reshape(-1, 1)


def one_network(V, W, name="tanh"):
    around = (ACTIVATIONS[name], ACTIVATIONS["identity"], Scaling.none(1), Scaling.none(1))
    network = Network((V, W), *around)
    return Ensemble((network,), np.ones(1), 0, None, X.min(axis=0), X.max(axis=0))


def fit(V, W, T=None, **more):
    ensemble = one_network(V, W, more.pop("activation", "tanh"))
    T = ensemble.predict(X) if T is None else T
    return Fit(ensemble, Rows(X, T, np.ones(len(X))), Converged(10, 10), alpha=0.0, **more)


def fitted_outputs(V, T):
    Z1 = np.column_stack([np.ones(len(X)), np.tanh(V[0] + X @ V[1:])])
    return np.linalg.lstsq(Z1, T, rcond=1e-15)[0]


def test_nearly_dependent_units_whose_terms_cancel():
    V = np.vstack([np.zeros(6), 1 + 2e-3 * np.arange(6)])
    W = fitted_outputs(V, np.sin(3 * X))
    (note,) = notes_on(fit(V, W))
    assert note.sentence == "the hidden units are nearly dependent, and their terms cancel"
    assert "alpha" in note.remedy
    small = notes_on(fit(V, np.full((7, 1), 0.3)))  # as dependent, and harmless
    assert not small


def test_units_apart_are_no_fault():
    V = np.vstack([np.linspace(-2, 2, 6), np.ones(6)])
    T = X + 0.05 * np.random.RandomState(0).normal(size=X.shape)
    assert not notes_on(fit(V, fitted_outputs(V, T), T))


def test_idle_units_that_are_no_relu():
    V = np.vstack([np.linspace(-1, 1, 6), [0, 0, 0, 1.0, 1.5, 2.0]])
    (note,) = notes_on(fit(V, np.linspace(-1, 1, 7).reshape(-1, 1)))
    assert note.sentence == "3 of 6 are idle"
    assert note.evidence == "their output is the same at 80 rows of 80"


def test_saturated_at_both_limits_and_below_the_share():
    steep = np.array([100.0, 100, 100, 1, 1.5, 2])
    V = np.vstack([np.linspace(-1, 1, 6), steep])
    W = np.linspace(-1, 1, 7).reshape(-1, 1)
    (note,) = notes_on(fit(V, W))
    assert note.sentence == "3 of 6 are saturated"
    V[1, 2] = 1.2
    assert not notes_on(fit(V, W))  # two of six may be steps that the data has


def test_effective_weights_that_use_up_the_rows():
    V, W = np.array([[0.1, 0.3], [1.0, -2.0]]), np.array([[0.0], [1.0], [1.0]])
    known = fit(V, W)
    evidence = Fit(known.ensemble, known.rows, known.outcome, alpha=None, gamma=75.0)
    (note,) = notes_on(evidence)
    assert note.sentence == "more weights than the data carries"
    assert note.evidence == "75 effective weights for 80 distinct values"
    assert not notes_on(Fit(known.ensemble, known.rows, known.outcome, alpha=None, gamma=6.0))


def test_a_fault_of_one_network_of_several_is_not_told():
    V, W = np.array([[0.1, 0.3], [1.0, -2.0]]), np.array([[0.0], [1.0], [1.0]])
    good, zero = one_network(V, W), one_network(np.zeros_like(V), W)
    both = Ensemble(
        (*zero.networks, *good.networks), np.array([0.1, 0.9]), 0, None, good.low, good.high
    )
    T = both.predict(X)
    assert not notes_on(Fit(both, Rows(X, T, np.ones(80)), Converged(1, 1)))
    assert notes_on(Fit(zero, Rows(X, T, np.ones(80)), Converged(1, 1)))


def test_steps_that_are_equal_by_chance_are_no_copies():
    V = np.vstack([[0.01, 0.02, 0.3, -0.4, 1.0], [1e4, 1e4, 1.0, 1.5, -2.0]])
    assert not notes_on(fit(V, np.linspace(-1, 1, 6).reshape(-1, 1)))


def test_a_time_limit_while_the_cost_was_falling():
    V, W = np.array([[0.1, 0.3], [1.0, -2.0]]), np.array([[0.0], [1.0], [1.0]])
    known, falling = fit(V, W), {"cost": np.geomspace(1, 0.1, 50)}
    limited = replace(known, outcome=TimeLimit(49, 49, 2.0), trace=falling)
    (note,) = notes_on(limited)
    assert note.sentence == "ended before it converged"
    assert note.remedy == "raise time_limit"
    assert not notes_on(replace(limited, trace={"cost": np.geomspace(1, 0.9, 50)}))


def test_a_single_odd_row_held_out_is_no_pattern():
    V, W = np.array([[0.1, 0.3], [1.0, -2.0]]), np.array([[0.0], [1.0], [1.0]])
    known = fit(V, W)
    new = np.vstack([X, [[9.0]]])
    held = Rows(new, known.ensemble.predict(new), np.ones(81))
    assert not notes_on(replace(known, held_out=held))


def test_rows_asked_for_far_outside():
    ensemble = one_network(np.ones((2, 1)), np.ones((2, 1)))
    assert not notes_on_rows(ensemble, X)
    assert not notes_on_rows(ensemble, X * 1.05)  # just outside
    (note,) = notes_on_rows(ensemble, [[0.0], [2.9]], ["throttle"])
    assert note.sentence == "1 of 2 rows lies far outside the training range"
    assert note.evidence == "input 'throttle' was -2 to 2 and is now 0 to 2.9"


def table(n=60):
    random = np.random.RandomState(0)
    x, z = random.uniform(-2, 2, n), random.uniform(-2, 2, n)
    return {"x": x, "z": z, "y": np.sin(2 * x) + z}


def planted():
    return fit_table(table(), "y", hidden_layer_sizes=(4,), start="zeros", random_state=0)


def test_notes_stand_in_the_record_the_file_the_report_and_the_facts(tmp_path):
    model = planted()
    (text,) = model.record.notes
    assert text.startswith("hidden weights: all hidden weights are zero and stay zero (12 of 12")
    model.save(tmp_path / "m.shoal")
    again = load(tmp_path / "m.shoal")
    assert again.record.notes == (text,)
    assert facts(again)["notes"] == (text,)
    assert [line for line in fit_lines(again) if "note" in line] == [
        f"\x1b[2mnote        \x1b[0m{text}"
    ]


def test_no_note_no_line():
    model = fit_table(table(), "y", random_state=0)
    assert model.record.notes == ()
    assert not [line for line in fit_lines(model) if "\x1b[2mnote " in line]


@pytest.mark.parametrize("notes", [[1], "text", None])
def test_a_file_with_other_notes_is_refused(notes):
    model = planted()
    entries = json.loads(json.dumps(record_parts.record_entries(model.record)))
    assert record_parts.record_of(entries, 2, 1) == model.record
    entries["notes"] = notes
    with pytest.raises(ModelFileError, match="notes"):
        record_parts.record_of(entries, 2, 1)


def test_a_note_of_a_file_is_inert_and_short_on_the_terminal():
    model = planted()
    foreign = replace(model, record=replace(model.record, notes=("\x1b[31mred\n" + 900 * "a",)))
    (line,) = [line for line in fit_lines(foreign) if "note" in line]
    assert "\\x1b[31mred\\n" in line
    assert len(line) < 600
