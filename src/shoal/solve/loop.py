"""The loop that drives the solvers: slices of epochs, with a turn for everything else in between."""

from __future__ import annotations

import copy
from contextlib import suppress
from dataclasses import replace
from math import inf

import numpy as np

from ..core.kernel import interruptible
from .history import NOTHING, joined, one_epoch
from .outcome import EpochLimit, Interrupted, Outcome, TimeLimit
from .solver import Checkpoint, Kept, OwnLoop, P, S, Solver, State
from .stopping import Rules, Watch

SLICE = 0.05  # seconds between two returns to Python: view, Ctrl-C and time limit get their turn
OF_LIMIT = 0.05  # of a time limit: the best epoch is found again by running its slice once more
GROWTH = 64  # a slice is at most so many times as long as the one before


def solve(
    solver: Solver[P, S] | OwnLoop[P, S],
    problem: P,
    state: S,
    watch: Watch,
    checkpoint: Checkpoint | None = None,
) -> tuple[S, Outcome]:
    """Run ``solver`` from ``state`` until the watch, the limits or the user end it.

    It is kept at the ``checkpoint``, and goes on from what an earlier run kept there, to the same
    bits.

    Returns the state whose weights are kept, and the Outcome that says why. The weights of any
    epoch inside a slice are found again by running the slice's first state forward: the kernel
    need not know what is best, and no epoch pays for keeping copies.
    """
    if hasattr(solver, "minimize"):
        return solver.minimize(problem, state, watch, checkpoint)
    rules = watch.rules
    start = best = mark = copy.deepcopy(state)
    budget, longest = solver.first_slice, min(SLICE, OF_LIMIT * (rules.time_limit or inf))
    pace = 0.0  # seconds of an epoch: none begins that would end behind the limit
    ending: Outcome | None = None
    earlier = None if checkpoint is None else checkpoint.read(state)
    if earlier is not None:
        watch.go_on_from(earlier.standing)
        state, ending = earlier.state, earlier.ending
        best = mark = copy.deepcopy(earlier.best or state)

    def tell(at: S, epoch: int, final: bool = False) -> None:
        watch.tell(epoch, lambda: problem.weights(at.theta), final)

    if earlier is not None and ending is not None:
        tell(state, watch.n_rows - 1, final=True)
        return state, ending
    try:
        with interruptible(np.frombuffer(rules.interruption.flag, np.uint8)):
            while ending is None:
                rules.interruption.check()
                if checkpoint is not None and state.epoch and checkpoint.due:
                    checkpoint.write(Kept(state, best, watch.standing))
                mark = copy.deepcopy(state)
                left = min(rules.max_epochs, watch.sinks.next_stop(state.epoch) or rules.max_epochs)
                n = min(budget, left - state.epoch) if watch.seconds_left > pace else 0
                began = watch.seconds
                rows = solver.run(problem, state, n) if n else NOTHING
                last = _last(state, n, rules)
                if last is not None:
                    rows = joined([rows, one_epoch(*problem.measure(state.theta))])
                ending = watch.see(rows) or last
                pace = max(watch.seconds - began, 1e-9) / max(n, 1)  # without the sinks' time
                if watch.best_epoch >= mark.epoch:
                    best = mark
                if mark.epoch < watch.n_rows - (ending is not None):
                    tell(mark, mark.epoch)
                room = min(longest, max(watch.seconds_left, 0)) / pace
                budget = int(min(max(room, 1), solver.longest_slice or GROWTH * max(n, 1)))
    except KeyboardInterrupt:
        if not rules.interruption.heard():
            raise
        if ending is None:
            at = state if watch.n_rows > mark.epoch else mark
            if watch.n_rows == at.epoch:
                watch.see(one_epoch(*problem.measure(at.theta)))
            ending, mark = Interrupted(at.epoch, at.epoch), at
    kept = watch.kept(ending)
    if kept == state.epoch and not isinstance(ending, Interrupted):  # which may cut a step in two
        mark = state
    final = mark if kept >= mark.epoch else best
    final = final if kept >= final.epoch else start
    if kept > final.epoch:
        solver.run(problem, final, kept - final.epoch)
    if kept != ending.kept:
        ending = replace(ending, kept=kept)
    if checkpoint is not None and not isinstance(ending, Interrupted | TimeLimit):
        checkpoint.end(Kept(final, None, watch.standing, ending))
    with suppress(KeyboardInterrupt):  # all is done: it must not cost the fit
        tell(final, max(watch.n_rows - 1, 0), final=True)
    return final, ending


def _last(state: State, n: int, rules: Rules) -> Outcome | None:
    """What ends the fit behind a slice of ``n`` epochs, whatever they were like."""
    epoch = state.epoch
    if state.finished:
        return state.finished.outcome(epoch)
    if epoch >= rules.max_epochs:
        return EpochLimit(epoch, epoch)
    return None if n else TimeLimit(epoch, epoch, rules.time_limit or 0.0)
