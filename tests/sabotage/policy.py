"""Which networks, and how weighed: committee and train."""

from .mutation import named

SEARCH = ("committee/test_policy.py", "committee/test_search.py")
NUMBERS = (*SEARCH, "committee/test_trainer.py", "committee/test_members.py")
TRAINER = ("committee/test_policy.py", "committee/test_trainer.py", "committee/test_members.py")
WEIGHING = ("committee/test_policy.py", "committee/test_weighing.py", "committee/test_members.py")
THREADS = ("committee/test_threads.py", "committee/test_members.py")

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
            "errors.append(float(portable.matmul(np.concatenate(weights), square.mean(axis=1))))",
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
            "share = portable.exp(-policy.SHARPNESS * _behind(trainer.rows, trials))",
            "share = np.ones(len(trials))",
        ),
        (
            "weighing: unpaired errors",
            "more = squares - squares[np.argmin(portable.matmul(squares, share))]",
            "more = squares - (squares @ share).min()",
        ),
        (
            "weighing: row weights ignored",
            "share = rows.weights[judged] / rows.weights[judged].sum()",
            "share = np.ones(judged.sum()) / judged.sum()",
        ),
        (
            "weighing: standard errors without the weights",
            "** 2, share**2))",
            "** 2, share) / len(share))",
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
            "out_of_fold = portable.mean_over(share, np.stack([t.out_of_fold for t in chosen]))",
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
        (
            "threads: a cut is forgotten",
            "self._out_of_time |= isinstance(one.trained.outcome, TimeLimit)",
            "pass",
        ),
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
            "return EarlyStopping(alpha) if early else",
            "return EarlyStopping(alpha) if True else",
        ),
    ),
    *named(
        "train/settings.py",
        ("train/test_settings.py", "committee/test_search.py"),
        ("FOLDS", "FOLDS = ((250, 10), (2_000, 6))", "FOLDS = ((250, 10), (2_000, 5))"),
        ("STEPS of adam", "STEPS, LEAST_EPOCHS = 20_000, 10", "STEPS, LEAST_EPOCHS = 2_000, 10"),
        ("LEAST_EPOCHS", "STEPS, LEAST_EPOCHS = 20_000, 10", "STEPS, LEAST_EPOCHS = 20_000, 100"),
    ),
]
