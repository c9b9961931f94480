"""Which networks, on which rows, how weighed: committee, train, model, tabular."""

from .mutation import named

SEARCH = ("committee/test_policy.py", "committee/test_search.py")
NUMBERS = (*SEARCH, "committee/test_trainer.py", "committee/test_members.py")
TRAINER = ("committee/test_policy.py", "committee/test_trainer.py", "committee/test_members.py")
WEIGHING = ("committee/test_policy.py", "committee/test_weighing.py", "committee/test_members.py")
THREADS = ("committee/test_threads.py", "committee/test_members.py")
ROWS = ("core/test_rows.py", "committee/test_members.py")
NOISE = ("model/test_noise.py", "committee/test_policy.py")
SPLIT = ("tabular/test_split.py", "tabular/test_equal_rows.py", "tabular/test_time_order.py")
FIT_TABLE = ("tabular/test_held_out_rows.py",)
CODES = ("tabular/test_code_columns.py", "tables/test_deciding.py")

MUTATIONS = [
    *named(
        "committee/policy.py",
        NUMBERS,
        (
            "NARROWEST, NARROWEST_LARGE swapped",
            "NARROWEST, NARROWEST_LARGE, LARGE = 6, 12, 2_000",
            "NARROWEST, NARROWEST_LARGE, LARGE = 12, 6, 2_000",
        ),
        ("LARGE", "LARGE = 6, 12, 2_000", "LARGE = 6, 12, 3_000"),
        ("WIDEST", "WIDEST = 96", "WIDEST = 48"),
        ("WIDER_PAYS", "WIDER_PAYS = 0.97", "WIDER_PAYS = 0.9"),
        ("MOST_WORK", "MOST_WORK, FEW_WEIGHTS = 1.5e8, 270", "MOST_WORK, FEW_WEIGHTS = 1.5e9, 270"),
        (
            "FEW_WEIGHTS",
            "MOST_WORK, FEW_WEIGHTS = 1.5e8, 270",
            "MOST_WORK, FEW_WEIGHTS = 1.5e8, 27",
        ),
        (
            "MOST_RAISED",
            "MOST_RAISED, RAISING_PAYS = 3, 0.98",
            "MOST_RAISED, RAISING_PAYS = 2, 0.98",
        ),
        (
            "RAISING_PAYS",
            "MOST_RAISED, RAISING_PAYS = 3, 0.98",
            "MOST_RAISED, RAISING_PAYS = 3, 0.90",
        ),
        ("FIRMER", "FIRMER, HELD_STEPS = 2.0, 15", "FIRMER, HELD_STEPS = 3.0, 15"),
        ("HELD_STEPS", "FIRMER, HELD_STEPS = 2.0, 15", "FIRMER, HELD_STEPS = 2.0, 150"),
        (
            "LEAST_STOPPED",
            "LEAST_STOPPED, STOPPED_ALPHA = 8, 1e-4",
            "LEAST_STOPPED, STOPPED_ALPHA = 4, 1e-4",
        ),
        (
            "STOPPED_ALPHA",
            "LEAST_STOPPED, STOPPED_ALPHA = 8, 1e-4",
            "LEAST_STOPPED, STOPPED_ALPHA = 8, 1e-1",
        ),
        ("PATIENCE", "PATIENCE = 5", "PATIENCE = 50"),
        ("SCOUTS", "SCOUTS, HOPELESS = 2, 1.1", "SCOUTS, HOPELESS = 3, 1.1"),
        ("HOPELESS", "SCOUTS, HOPELESS = 2, 1.1", "SCOUTS, HOPELESS = 2, 1.5"),
        ("STUCK", "STUCK = 1.5", "STUCK = 15.0"),
        ("SHARPNESS", "SHARPNESS = 0.5", "SHARPNESS = 1.0"),
        ("NEGLIGIBLE", "NEGLIGIBLE = 0.02", "NEGLIGIBLE = 0.002"),
        ("FEW_ROWS", "FEW_ROWS = 60", "FEW_ROWS = 50"),
        ("EXACT", "EXACT = 1e-12", "EXACT = 1e-3"),
    ),
    *named(
        "committee/search.py",
        SEARCH,
        (
            "search: the widest goes on though it is worse",
            "best = _best(trials)\n        width",
            "best = trials[-1]\n        width",
        ),
        ("search: worst is best", "return min(trials", "return max(trials"),
        ("search: more units than rows", "width > min(N, policy.WIDEST)", "width > policy.WIDEST"),
        ("search: work without the rows", "N * weights**2 <=", "weights**2 <="),
        (
            "search: never raised",
            "if firmer.error > policy.RAISING_PAYS * best.error:\n            break",
            "break",
        ),
        (
            "search: no early stopping",
            "        _add(trials, trainer, stopped)\n    return trials",
            "    return trials",
        ),
        (
            "search: no cautious start",
            "    if cautious:\n        _add",
            "    if False:\n        _add",
        ),
        ("search: goes on without time", "if trainer.may_go_on else None", "if True else None"),
    ),
    *named(
        "committee/trainer.py",
        TRAINER,
        (
            "members: row weights ignored in a kind's error",
            "share = self.rows.weights[judged] / self.rows.weights[judged].sum()",
            "share = np.ones(judged.sum()) / judged.sum()",
        ),
        (
            "members: row weights ignored against a rival",
            "errors.append(float(np.concatenate(weights) @ square.mean(axis=1)))",
            "errors.append(float(square.mean()))",
        ),
        (
            "members: rivals compared on other folds",
            "[rival.out_of_fold[self.fold == k] for k in range(len(members))]",
            "[rival.out_of_fold[self.fold == self.n_folds - 1 - k][: (self.fold == k).sum()] "
            "for k in range(len(members))]",
        ),
        (
            "members: no kind is given up",
            "and self._compared(members, rival) > hopeless",
            "and self._compared(members, rival) > 1e9",
        ),
        (
            "members: restarts always taken",
            "if _log_evidence(new) > _log_evidence(members[i]):",
            "if True:",
        ),
        (
            "members: restarts never taken",
            "if _log_evidence(new) > _log_evidence(members[i]):",
            "if False:",
        ),
        (
            "members: penalties are not raised",
            "held = first.evidence.firmer(policy.FIRMER)",
            "held = first.evidence.firmer(1.0)",
        ),
        (
            "members: out-of-fold answers unguarded",
            "found: Array = np.clip(member.out_of_fold, *self.guard)",
            "found: Array = member.out_of_fold",
        ),
        (
            "members: one seed for all",
            "random.seed([self._seed, slot.seed(self.n_folds), *kind.seeds])",
            "random.seed([self._seed, 0, *kind.seeds])",
        ),
        ("members: the seed is ignored", "random.seed([self._seed, slot", "random.seed([0, slot"),
        (
            "members: of all rows leave a fold out",
            "slots = [Slot(k, of_all_rows=True)",
            "slots = [Slot(k, of_all_rows=False)",
        ),
    ),
    *named(
        "committee/kinds.py",
        TRAINER,
        (
            "kinds: restarts draw the same start",
            "return self.index + n_folds * (self.of_all_rows + 2 * self.restart)",
            "return self.index + n_folds * self.of_all_rows",
        ),
    ),
    *named(
        "committee/shared_problems.py",
        TRAINER,
        (
            "members: learn the rows they leave out",
            "return problem_of(network, self._rows.take(~out), held_out, settings)",
            "return problem_of(network, self._rows, held_out, settings)",
        ),
        (
            "members: judged on rows they learned",
            "held_out = self._rows.take(out) if watched is None else watched",
            "held_out = self._rows.take(~out) if watched is None else watched",
        ),
    ),
    *named(
        "committee/weighing.py",
        WEIGHING,
        (
            "weighing off",
            "share = np.exp(-policy.SHARPNESS * _behind(trainer.rows, trials))",
            "share = np.ones(len(trials))",
        ),
        (
            "weighing: unpaired errors",
            "more = squares - squares[np.argmin(squares @ share)]",
            "more = squares - (squares @ share).min()",
        ),
        (
            "weighing: row weights ignored",
            "share = rows.weights[judged] / rows.weights[judged].sum()",
            "share = np.ones(judged.sum()) / judged.sum()",
        ),
        (
            "weighing: standard errors without the weights",
            "** 2 @ share**2)",
            "** 2 @ share / len(share))",
        ),
        (
            "weighing: best is the farthest",
            "return int(np.argmin(np.where(shares == shares.max(), distance, np.inf)))",
            "return int(np.argmax(np.where(shares == shares.max(), distance, -np.inf)))",
        ),
        (
            "weighing: best of any share",
            "np.where(shares == shares.max(), distance, np.inf)",
            "distance",
        ),
        (
            "weighing: members' shares uneven",
            "np.full(len(members), s / len(members))",
            "s * np.arange(1, len(members) + 1) / sum(range(len(members) + 1))",
        ),
        (
            "weighing: spread of learned rows",
            "spread = _on_new_rows(spread, answers, share, trainer.fold, trainer.rows.weights)",
            "pass",
        ),
        (
            "weighing: noise from learned answers",
            "out_of_fold = np.tensordot(share, np.stack([t.out_of_fold for t in chosen]), axes=1)",
            "out_of_fold = np.tensordot(share, np.stack([t.out_of_fold for t in chosen]) * 0.5 "
            "+ trainer.rows.T * 0.5, axes=1)",
        ),
        (
            "weighing: never networks of all rows",
            "len(trainer.rows.X) < policy.FEW_ROWS and not",
            "False and not",
        ),
    ),
    *named(
        "committee/threads.py",
        THREADS,
        (
            "threads: time is not looked at",
            "return not self.cut and (limit is None or self.spent < limit)",
            "return not self.cut",
        ),
        ("threads: a cut is forgotten", "self.cut = self.cut or was_cut(one)", "pass"),
    ),
    *named(
        "committee/committee.py",
        ("committee/test_policy.py", "committee/test_members.py", "estimators/test_uncertainty.py"),
        (
            "committee: patience of the user alone",
            "patience = min(policy.PATIENCE, settings.rules.patience)",
            "patience = settings.rules.patience",
        ),
        ("committee: weights do not merge", "rows = rows.distinct()", "rows = rows"),
        (
            "committee: folds from one seed",
            "fold = rows.folds(n, random) if n > 1",
            "fold = rows.folds(n, np.random.RandomState(0)) if n > 1",
        ),
    ),
    *named(
        "train/one_network.py",
        ("train/test_one_network.py", "estimators/test_regressor.py"),
        (
            "one network: scaled by rows held out",
            "        rows, held_out = _split_off(rows, parameters.validation_fraction, random)\n"
            "    scaling = (earlier.inputs, earlier.targets) if earlier else scaling_of(parameters, rows)",
            "        scaling = scaling_of(parameters, rows)\n"
            "        rows, held_out = _split_off(rows, parameters.validation_fraction, random)\n"
            "    else:\n"
            "        scaling = (earlier.inputs, earlier.targets) if earlier else scaling_of(parameters, rows)",
        ),
        (
            "one network: early stopping off",
            "        settings = stopping_early(settings)",
            "        pass",
        ),
    ),
    *named(
        "train/regularization.py",
        SEARCH,
        (
            "regularization: cautious is free",
            "CAUTIOUS_PENALTY if way.cautious else FIRST_PENALTY",
            "FIRST_PENALTY",
        ),
        (
            "regularization: a number stops early",
            "return EarlyStopping(float(alpha)) if early else",
            "return EarlyStopping(float(alpha)) if True else",
        ),
    ),
    *named(
        "train/settings.py",
        ("train/test_settings.py", "committee/test_search.py"),
        ("FOLDS", "FOLDS = ((250, 10), (2_000, 6))", "FOLDS = ((250, 10), (2_000, 5))"),
        ("STEPS of adam", "STEPS, LEAST_EPOCHS = 20_000, 10", "STEPS, LEAST_EPOCHS = 2_000, 10"),
        ("LEAST_EPOCHS", "STEPS, LEAST_EPOCHS = 20_000, 10", "STEPS, LEAST_EPOCHS = 20_000, 100"),
    ),
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
            "std = np.sqrt(np.exp(_log_variance(slopes, y, X)) + spread**2)",
            "std = np.sqrt(np.exp(_log_variance(slopes, y, X)))",
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
            "float(weights @ _log_t(ratio, f))",
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
            "return np.tensordot(shares.astype(Y.dtype), Y, axes=1)",
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
            "mean, answers = row_share @ X, ensemble.members(X)",
            "mean, answers = X.mean(axis=0), ensemble.members(X)",
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
            "validation=watched, groups=together, sinks=listeners",
            "validation=watched, groups=None, sinks=listeners",
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
