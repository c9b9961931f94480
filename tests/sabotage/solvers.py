"""Solvers: what a step is, when it is taken, when it ends. Marquardt's in NumPy; compiled: ``native``."""

from .mutation import named

EDGES = ("solve/test_marquardt_edge_cases.py", "solve/test_lm.py", "solve/test_compiled_steps.py")
EVIDENCE = ("solve/test_evidence_edge_cases.py", "solve/test_evidence.py",
            "solve/test_compiled_steps.py")  # fmt: skip
STOPPING = ("solve/test_stopping.py", "solve/test_loop.py", "solve/test_lm.py")

MUTATIONS = [
    *named(
        "solve/lm.py",
        EDGES,
        ("lm: a NaN trial is accepted", "if not lowered > 0:", "if lowered <= 0:"),
        (
            "lm: the first step is unlimited",
            "if state.epoch == 0 and _too_long(step, state):",
            "if False:",
        ),
        (
            "lm: every step is limited",
            "if state.epoch == 0 and _too_long(step, state):",
            "if _too_long(step, state):",
        ),
        ("lm: LONGEST_FIRST", "LONGEST_FIRST = 10.0", "LONGEST_FIRST = 20.0"),
        ("lm: from zero every step is too long", "return own > 0 and float", "return float"),
        ("lm: FLOOR", "FLOOR = 1e-10", "FLOOR = 0.0"),
        (
            "lm: no floor of the scale",
            "state.scale = np.maximum(scale, FLOOR * np.maximum.reduce(scale) + TINY)",
            "state.scale = scale",
        ),
        (
            "lm: the scale forgets",
            "scale = np.maximum(state.scale, diagonal) if len(state.scale) else diagonal.copy()",
            "scale = diagonal.copy()",
        ),
        (
            "lm: LEAST_DAMPING",
            "LEAST_DAMPING, MOST_DAMPING = 1e-12, 1e12",
            "LEAST_DAMPING, MOST_DAMPING = 0.0, 1e12",
        ),
        (
            "lm: MOST_DAMPING",
            "LEAST_DAMPING, MOST_DAMPING = 1e-12, 1e12",
            "LEAST_DAMPING, MOST_DAMPING = 1e-12, 1e300",
        ),
        (
            "lm: least damping of the file",
            "state.damping = max(state.damping * factor, self.least_damping)",
            "state.damping = max(state.damping * factor, LEAST_DAMPING)",
        ),
        ("lm: growth stays", "            state.growth *= 2\n", ""),
        (
            "lm: growth is not set back",
            "state.growth, state.losses = 2.0, losses",
            "state.losses = losses",
        ),
        (
            "lm: damping falls without bound",
            "factor = max(1 / 3, 1 - (2 * ratio - 1) ** 3)",
            "factor = 1 - (2 * ratio - 1) ** 3",
        ),
        (
            "lm: damping never falls",
            "factor = max(1 / 3, 1 - (2 * ratio - 1) ** 3)",
            "factor = 1.0",
        ),
        (
            "lm: promised without the damping",
            "promised = float(step @ (damping * step - g)) / 2",
            "promised = float(step @ -g) / 2",
        ),
        ("lm: tol is of no cost", "if promised <= self.tol * cost:", "if promised <= self.tol:"),
        ("lm: ATTEMPTS", "ATTEMPTS = 40", "ATTEMPTS = 4"),
        (
            "lm: infinite curvature goes on",
            "if not (isfinite(cost) and isfinite(largest)):",
            "if not isfinite(cost):",
        ),
        (
            "lm: infinite cost goes on",
            "if not (isfinite(cost) and isfinite(largest)):",
            "if not isfinite(largest):",
        ),
        ("lm: not back after no step", "                back_to(state, kept)\n", ""),
        ("lm: FIRST_DAMPING", "FIRST_DAMPING = 1e-2", "FIRST_DAMPING = 1.0"),
    ),
    *named(
        "solve/evidence.py",
        EVIDENCE,
        ("evidence: FIRST_PENALTY", "FIRST_PENALTY = 3e-4", "FIRST_PENALTY = 3e-2"),
        ("evidence: CAUTIOUS_PENALTY", "CAUTIOUS_PENALTY = 1.0", "CAUTIOUS_PENALTY = 3e-4"),
        ("evidence: FIXED_STEPS", "FIXED_STEPS = 10", "FIXED_STEPS = 5"),
        ("evidence: LEAST", "LEAST, MOST = 1e-10, 1e6", "LEAST, MOST = 1e-20, 1e6"),
        ("evidence: MOST", "LEAST, MOST = 1e-10, 1e6", "LEAST, MOST = 1e-10, 1e3"),
        ("evidence: LEAST_NOISE", "LEAST_NOISE = 1e-8", "LEAST_NOISE = 1e-16"),
        (
            "evidence: no least noise",
            "noise = max(2 * float(losses.mean()), LEAST_NOISE)",
            "noise = 2 * float(losses.mean())",
        ),
        ("evidence: LEAST_GAMMA", "LEAST_GAMMA = 1e-3", "LEAST_GAMMA = 1e-9"),
        ("evidence: LEAST_FREE", "LEAST_FREE = 0.05", "LEAST_FREE = 1e-4"),
        ("evidence: SETTLED", "SETTLED = 1e-2", "SETTLED = 1e-4"),
        ("evidence: SETTLED_STEPS", "SETTLED_STEPS = 5", "SETTLED_STEPS = 2"),
        ("evidence: HELD_TOL", "HELD_TOL = 1e-3", "HELD_TOL = 0.0"),
        ("evidence: not back after no step", "                back_to(state, kept)\n", ""),
        (
            "evidence: held precisions change",
            "        if state.held:\n            state.gamma = gamma\n            return\n",
            "",
        ),
        ("evidence: ard of one precision", 'ard = kind == "ard" and layer == 0', "ard = False"),
        ("evidence: no symmetries", "            + self.symmetries\n", ""),
        ("evidence: even units are odd", "M * log(2) if odd else 0", "M * log(2)"),
    ),
    *named(
        "solve/scg.py",
        ("solve/test_scg.py",),
        ("scg: uphill steps", "if ratio > 0:  # False", "if ratio != 0:  # False"),
        ("scg: never begins anew", "if state.successes % len(trial) == 0:", "if False:"),
        ("scg: concave model", "if bent <= 0:  # Moller", "if False:  # Moller"),
        (
            "scg: Fletcher and Reeves's beta",
            "beta = (float(new @ new) - float(new @ g)) / -float(state.direction @ g)",
            "beta = float(new @ new) / -float(state.direction @ g)",
        ),
        ("scg: trust never grows", "if ratio >= 0.75:", "if False:"),
        ("scg: not back after no step", "back_to(state, kept)", "pass"),
    ),
    *named(
        "solve/lbfgs.py",
        ("solve/test_lbfgs.py",),
        (
            "lbfgs: the best is forgotten",
            "ending = self.watch.see(rows)\n        if self.watch.best_epoch == epoch:",
            "ending = self.watch.see(rows)\n        if False:",
        ),
        ("lbfgs: no time limit", "if self.watch.seconds_left <= 0:", "if False:"),
        ("lbfgs: GRADIENT_TO_COST", "GRADIENT_TO_COST = 1e-3", "GRADIENT_TO_COST = 1e3"),
        (
            "lbfgs: errors of another point",
            "if not (self.losses.size and np.array_equal(theta, self.point)):",
            "if not self.losses.size:",
        ),
    ),
    *named(
        "solve/projection.py",
        ("solve/test_projection.py",),
        (
            "projection: Kaufman's J'J",
            "- across.T @ across + turned.T @ turned",
            "- across.T @ across",
        ),
        (
            "projection: null space kept",
            "sound = size > EPSILON * len(size) * size[-1]",
            "sound = size > -1.0",
        ),
        (
            "projection: own penalty lost",
            "penalty = self.layout.views(self.inner.penalty)[-1]",
            "penalty = 0 * self.layout.views(self.inner.penalty)[-1]",
        ),
    ),
    *named(
        "solve/adam.py",
        ("solve/test_adam.py",),
        ("adam: LAST_RATE", "LAST_RATE = 0.01", "LAST_RATE = 0.1"),
        ("adam: steps counted anew", "            state.n_steps = rule.n_steps\n", ""),
        (
            "adam: the rate never falls",
            "if self.planned_epochs is None or self.planned_epochs < 2:",
            "if True:",
        ),
    ),
    *named(
        "solve/sgd.py",
        ("solve/test_sgd.py", "solve/test_adam.py"),
        (
            "batches: never shuffled",
            "state.random.permutation(n) if shuffle else np.arange(n)",
            "np.arange(n)",
        ),
        (
            "batches: without penalty",
            "problem.batches(state.theta, rule, order, batch_size)",
            "problem.with_penalty(0 * problem.penalty).batches(state.theta, rule, order, batch_size)",
        ),
    ),
    *named(
        "core/updates.py",
        ("core/test_kernel.py", "solve/test_adam.py", "solve/test_sgd.py"),
        (
            "adam's rule: biased mean",
            "mean = self.first / (1 - self.beta_1**self.n_steps)",
            "mean = self.first",
        ),
        ("sgd's rule: no momentum", "self.velocity *= self.momentum", "self.velocity *= 0"),
    ),
    *named(
        "solve/stopping.py",
        STOPPING,
        (
            "stopping: patience of one less",
            "over = stale > rules.patience",
            "over = stale >= rules.patience",
        ),
        (
            "stopping: training error chooses",
            "watched = rows.watched if self.rules.early_stopping else None",
            "watched = None",
        ),
        (
            "stopping: the last epoch is kept",
            "if self.rules.early_stopping or isinstance(ending, Interrupted | Diverged):",
            "if isinstance(ending, Interrupted | Diverged):",
        ),
        ("stopping: BLOWN_UP", "BLOWN_UP = 1e6", "BLOWN_UP = 1e12"),
        (
            "stopping: NaN is sound",
            "sound = rows.cost <= most  # False for NaN",
            "sound = ~(rows.cost > most)",
        ),
        (
            "stopping: the latest of equals is best",
            "if lowest < self.best_value:",
            "if lowest <= self.best_value:",
        ),
        (
            "stopping: tol is of the last epoch",
            "improved = value <= best_before[:-1] - rules.tol",
            "improved = value <= best_before[:-1]",
        ),
        (
            "stopping: spent time is forgotten",
            "limit - self.rules.spent - self.seconds",
            "limit - self.seconds",
        ),
    ),
    *named(
        "solve/loop.py",
        STOPPING,
        (
            "loop: one epoch too many",
            "solver.run(problem, final, kept - final.epoch)",
            "solver.run(problem, final, kept - final.epoch + 1)",
        ),
        (
            "loop: the best slice is forgotten",
            "                if watch.best_epoch >= mark.epoch:\n                    best = mark\n",
            "",
        ),
        ("loop: kept is the end", "ending = replace(ending, kept=kept)", "pass"),
    ),
    *named(
        "solve/solver.py",
        STOPPING,
        (
            "back_to keeps the attempt",
            "state.__dict__.update(kept.__dict__, finished=state.finished)",
            "pass",
        ),
    ),
    *named(
        "train/solver_choice.py",
        ("train/test_solver_choice.py",),
        ("SECOND_ORDER_WEIGHTS", "SECOND_ORDER_WEIGHTS = 2_000", "SECOND_ORDER_WEIGHTS = 4_000"),
        ("SECOND_ORDER_ROWS", "SECOND_ORDER_ROWS = 50_000", "SECOND_ORDER_ROWS = 100_000"),
        ("BATCHES_ROWS", "BATCHES_ROWS = 10_000", "BATCHES_ROWS = 20_000"),
    ),
    *named(
        "train/stable_rate.py",
        ("solve/test_divergence_advice.py",),
        (
            "stable rate: no root of the rates",
            "direction = root * (plus - minus) / (2 * step)",
            "direction = (plus - minus) / (2 * step)",
        ),
    ),
]
