"""A linear model that is better is the first thing said, also where a few rows hold all the error."""

import numpy as np
import pytest

from shoal import NeuralRegressor, examine, fit_table
from shoal.core.rows import Rows
from shoal.doctor.linear import is_better

BETTER = "does not beat the linear model"


def judged(T):
    return Rows(np.zeros((len(T), 1)), T[:, None], np.ones(len(T)))


def errors(noise, mine, its):
    """Whether a line that misses by ``its`` counts as better than answers that miss by ``mine``."""
    return is_better(judged(noise), (noise - mine)[:, None], (noise - its)[:, None], 0)


def said(tables):
    found = [fit_table(t, "y", random_state=i) for i, t in enumerate(tables)]
    ratios = [m.record.held_out.rmse[0] / m.record.held_out.rmse_linear[0] for m in found]
    return ratios, [m.record.notes for m in found]


def heavy(seed, answer):
    random = np.random.RandomState(seed)
    income, age = random.lognormal(0, 2.2, 240), random.normal(size=240)
    return {"income": income, "age": age, "y": answer(income) + random.normal(size=240)}


def test_a_line_in_a_heavy_tailed_column_is_told_first_wherever_it_is_far_better():
    ratios, notes = said(heavy(seed, lambda x: 5 - 4 * x) for seed in range(8))
    told = [bool(n) and BETTER in n[0] for n in notes]
    many_times = [ratio > 2 for ratio in ratios]
    assert sum(many_times) >= 2
    assert all(t for t, many in zip(told, many_times, strict=True) if many)


def test_where_the_target_bends_with_the_heavy_tail_nothing_is_said():
    _, notes = said(heavy(seed, lambda x: 3 * np.log(x)) for seed in range(8))
    assert not any(BETTER in text for n in notes for text in n)


@pytest.mark.parametrize("freedom", [1.5, 3])
def test_outliers_of_the_target_alone_say_nothing(freedom):
    """Both models miss them by the same: a t test of squares or a count of rows finds no difference."""
    false = 0
    for seed in range(300):
        random = np.random.RandomState(seed)
        noise = random.standard_t(freedom, size=60)
        false += errors(
            noise, noise + 0.3 * random.normal(size=60), noise + 0.3 * random.normal(size=60)
        )
    assert false <= 0.05 * 300


def test_equal_models_are_told_apart_by_chance_alone():
    false = 0
    for seed in range(500):
        random = np.random.RandomState(seed)
        false += errors(*random.normal(size=(3, 50)))
    assert false <= 0.08 * 500  # 5 % are the two tests' own


def test_a_small_loss_is_none_however_sure():
    noise = np.random.RandomState(0).normal(size=5000)
    assert not errors(noise, 1.04 * noise, noise)
    assert errors(noise, 1.08 * noise, noise)


def test_many_plain_losses_count_though_one_row_holds_nearly_all_the_squares():
    random = np.random.RandomState(0)
    noise = random.normal(size=200)
    mine, its = noise.copy(), noise.copy()
    mine[:30] += 4
    its[0], mine[0] = 100, 110  # both miss it: its square is most of both sums
    excess = mine**2 - its**2
    assert excess.mean() < 2 * excess.std() / np.sqrt(200)  # the squares alone cannot tell
    assert errors(noise, mine, its)
    assert not errors(noise, its, mine)


def test_it_comes_before_rows_outside_and_overfitting():
    random = np.random.RandomState(1)
    X = random.normal(size=(150, 3))
    X_new = 8 * random.normal(size=(60, 3))
    y, y_new = (A @ [2, -1, 3] + 0.1 * random.normal(size=len(A)) for A in (X, X_new))
    notes = examine(NeuralRegressor(random_state=0).fit(X, y), X, y, validation=(X_new, y_new))
    assert BETTER in notes[0].sentence
    assert any("outside the training range" in note.sentence for note in notes[1:])
