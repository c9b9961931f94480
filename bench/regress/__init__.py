"""Two commits side by side: speed, bits and accuracy: ``python -m bench.regress BASE [HEAD]``.

Each commit is checked out in a git worktree of its own and installed into an environment of its own, under
``build/regress``, where it stands for the next time; ``--base-python`` and ``--head-python`` name two
environments that stand already. What is not committed is not measured, except by such an environment.

Measured is the public API alone, on the workloads of ``workloads.py``. Three processes, base, base again
and head, are pinned to one core, one thread each, and take turns; the order goes round, so that a machine
that slows down slows all three. All three are started anew for each sitting, since two processes of one
program can differ by some percent for good (where their memory lies). Of a sitting counts the shortest time
of each. The table has the median over the sittings of

    ratio = head / sqrt(base * base again)    with the least and the greatest, and of
    null  = base again / base                 which is 1 but for the measurement.

The noise is two standard errors of the ratio's median. With s the relative deviation of one time, null has
the variance 2 s^2 and ratio 3/2 s^2; s^2 is pooled from null's squares about 1 and ratio's about their
median, and a median of n has pi/2 of the variance of a mean.

"Slower" is a ratio above 1 + limit + noise (the limit is 2 %). Where the noise alone is above the limit,
a ratio below that is "too noisy to judge": repeat it with more sittings, by ``--clock cpu``, or on a
machine at rest. Bits are those of all weights of all networks and of the predictions on rows not learned
from; the error is the RMSE there. With ``--new-bits``, for changes that alter fits on purpose, an error that
grew by more than 1 % is judged in place of the bits.

The exit code is 0 if nothing is slower, no bits differ (no error grew) and nothing was too noisy; 1 if
anything is slower or differs; 3 if that is not so, but something was too noisy. 2 is a wrong call.
"""
