"""Which rows judge and how far answers are trusted: rows, model, tabular."""

from .mutation import named

ROWS = ("core/test_rows.py", "committee/test_members.py")
NOISE = ("model/test_noise.py", "committee/test_policy.py")
SPLIT = ("tabular/test_split.py", "tabular/test_equal_rows.py", "tabular/test_time_order.py")
FIT_TABLE = ("tabular/test_held_out_rows.py",)
CODES = ("tabular/test_code_columns.py", "tables/test_deciding.py")

MUTATIONS = [
    *named(
        "core/rows.py",
        ROWS,
        (
            "rows: groups lost on taking",
            "groups = None if self.groups is None else self.groups[rows]",
            "groups = None",
        ),
        (
            "rows: groups ignored",
            "if self.groups is not None:\n            return np.unique",
            "if False:\n            return np.unique",
        ),
        (
            "rows: folds by count",
            "heapreplace(lightest, (total + each[g], fold))",
            "heapreplace(lightest, (total + 1, fold))",
        ),
        (
            "rows: fraction by rows",
            "held = before < fraction * weight.sum()",
            "held = before < fraction * len(weight)",
        ),
        (
            "rows: merged weights lost",
            "weights=np.add.reduceat(rows.weights, starts)",
            "weights=rows.weights[starts]",
        ),
    ),
    *named(
        "model/noise.py",
        NOISE,
        (
            "noise: row weights are not passed",
            "fit_noise(residual[:, k], between[:, k], Y[:, k], X, rows.weights, kind)",
            "fit_noise(residual[:, k], between[:, k], Y[:, k], X, np.ones(len(X)), kind)",
        ),
        (
            "noise: weights ignored in the quantiles",
            "reach = np.cumsum(weights[order]) / weights.sum()",
            "reach = np.arange(1, len(order) + 1) / len(order)",
        ),
        (
            "noise: no row to the safe side",
            "wanted = min(coverage * (1 + 1 / self.n_rows), 1.0)",
            "wanted = coverage",
        ),
        (
            "noise: members' spread counted twice",
            "std = np.sqrt(portable.exp(_log_variance(slopes, y, X)) + spread**2)",
            "std = np.sqrt(portable.exp(_log_variance(slopes, y, X)))",
        ),
        (
            "noise: varying always",
            "_gain(residual, spread, y, X, weights, folds, varying, slopes) > 0",
            "True",
        ),
        (
            "noise: no standard error clear of 0",
            "gain.sum() - gain.std() * np.sqrt(len(gain))",
            "gain.sum()",
        ),
        (
            "noise: weights ignored in the likelihood of t",
            "float(portable.matmul(weights, _log_t(ratio, f)))",
            "float(_log_t(ratio, f).sum())",
        ),
        ("noise: RIDGE", "RIDGE = 1.0", "RIDGE = 100.0"),
        ("noise: STEEPEST", "STEEPEST = 3.0", "STEEPEST = 1.0"),
    ),
    *named(
        "model/ensemble.py",
        ("model/test_ensemble.py", "committee/test_members.py"),
        ("GUARD", "GUARD = 0.1", "GUARD = 0.5"),
        ("FAR", "FAR = 0.1", "FAR = 0.2"),
        (
            "ensemble: biased deviation",
            "np.sqrt(square * effective / (effective - 1))",
            "np.sqrt(square)",
        ),
        ("ensemble: unguarded", "= np.clip(Y, low, high)", "= Y"),
        (
            "ensemble: a plain mean",
            "return portable.mean_over(shares.astype(Y.dtype), Y)",
            "return Y.mean(axis=0)",
        ),
        ("ensemble: noise alone", "= np.hypot(self.noise, self.members)", "= self.noise"),
    ),
    *named(
        "model/relevance.py",
        ("model/test_relevance.py",),
        ("CHANCE", "CHANCE = 2.0", "CHANCE = 0.0"),
        (
            "relevance: weights ignored",
            "first.bounded((row_share @ X)[np.newaxis])",
            "first.bounded(X.mean(axis=0, keepdims=True))",
        ),
    ),
    *named(
        "model/asinh.py",
        ("model/test_asinh.py",),
        ("asinh: MOST_SKEW", "MOST_SKEW = 2.0", "MOST_SKEW = 4.0"),
        (
            "asinh: weights ignored",
            "share = np.asarray(X, dtype=np.float64), weights / weights.sum()",
            "share = np.asarray(X, dtype=np.float64), np.ones(len(X)) / len(X)",
        ),
        (
            "asinh: the wrong end",
            "origin = u.min() if skewness[j] > 0 else u.max()",
            "origin = u.max() if skewness[j] > 0 else u.min()",
        ),
    ),
    *named(
        "tabular/split.py",
        SPLIT,
        (
            "split: the seed is ignored",
            "order = np.random.RandomState(seed).permutation(len(known))\n        parts",
            "order = np.random.RandomState(0).permutation(len(known))\n        parts",
        ),
        (
            "split: the seed is ignored for groups",
            "order = np.random.RandomState(seed).permutation(int(named.max()) + 1)",
            "order = np.random.RandomState(0).permutation(int(named.max()) + 1)",
        ),
        (
            "split: the seed is ignored for blocks",
            "order = np.random.RandomState(seed).permutation(int(block.max()) + 1)",
            "order = np.random.RandomState(0).permutation(int(block.max()) + 1)",
        ),
        (
            "split: groups are parted",
            "parts = _parted(known, fraction, order, named)",
            "parts = _parted(known, fraction, np.random.RandomState(seed).permutation(len(known)))",
        ),
        (
            "split: groups are not passed inside",
            "together = None if group is None else group[np.isin(known, learned)]",
            "together = None",
        ),
        ("split: groups of other rows", "group[np.isin(known, learned)]", "group[: len(learned)]"),
        (
            "split: the first rows are last",
            "np.arange(len(known))[::-1])",
            "np.arange(len(known)))",
        ),
        (
            "split: half the fraction",
            "wanted = max(1, round(fraction * len(known)))",
            "wanted = max(1, round(fraction * len(known) / 2))",
        ),
        ("split: STRETCHES", "STRETCHES = 20", "STRETCHES = 2_000"),
    ),
    *named(
        "tabular/fit_table.py",
        FIT_TABLE,
        (
            "fit_table: held-out rows choose the epoch",
            "watched = None if model.early_stopping else judge",
            "watched = judge",
        ),
        (
            "fit_table: groups not passed inside",
            '"groups": together, "sinks": listeners',
            '"groups": None, "sinks": listeners',
        ),
        (
            "fit_table: learned from all rows",
            "chosen, held, together = parts.learned, parts.held, parts.together",
            "chosen, held, together = (np.arange(whole.n_rows), parts.held, None)",
        ),
        (
            "fit_table: judged on rows learned",
            "judge = _encoded(plan, whole.take(held))",
            "judge = _encoded(plan, whole.take(chosen))",
        ),
        (
            "fit_table: coverage without weights",
            "np.average(hit, axis=0, weights=weights).mean()",
            "hit.mean()",
        ),
        (
            "fit_table: means of all rows alike",
            "np.average(T, axis=0, weights=counts)",
            "np.average(T, axis=0)",
        ),
    ),
    *named(
        "tabular/code_columns.py",
        CODES,
        (
            "codes: decided on all rows",
            "return table, roles.plan(table, rows) if wins else plan",
            "return table, roles.plan(table, np.arange(table.n_rows)) if wins else plan",
        ),
        ("codes: ERRORS", "ERRORS = 2.0", "ERRORS = -2.0"),
        (
            "codes: FEWEST_LEVELS",
            "FEWEST_LEVELS, ROWS_EACH = 4, 5",
            "FEWEST_LEVELS, ROWS_EACH = 40, 5",
        ),
        (
            "codes: declared numbers are asked",
            "if column.name in declared.number or not column.value",
            "if not column.value",
        ),
        ("codes: fitted rows judge", "residual / (1 - leverage)", "residual"),
    ),
    *named(
        "tabular/equal_rows.py",
        ("tabular/test_equal_rows.py",),
        ("equal rows: BY_CHANCE", "BY_CHANCE = 1.0", "BY_CHANCE = 1e9"),
        ("equal rows: never", "if len(where) == len(suspects):", "if True:"),
    ),
    *named(
        "tabular/time_order.py",
        ("tabular/test_time_order.py",),
        ("time order: ORDERED", "ORDERED = 0.95", "ORDERED = 0.5"),
        ("time order: CORRELATED", "CORRELATED = 0.25", "CORRELATED = 0.0"),
        ("time order: TIMES", "TIMES = 6", "TIMES = 1"),
    ),
    *named(
        "tabular/drift_test.py",
        ("tabular/test_drift.py",),
        ("drift: WORSE", "WORSE = 1.5", "WORSE = 0.0"),
        ("drift: by chance alone", "PARTS, MOST = 8, 7", "PARTS, MOST = 8, 9"),
    ),
]
