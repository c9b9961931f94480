"""The tuned numbers of search and weighing, each with its reason.

``python -m bench.policy NAME VALUE ...`` measures any of them again: it cross-validates inside the
training parts of the accuracy benchmark's tables, and prints error, time and coverage for each value.
"""

# --- which kinds are tried -------------------------------------------------------------------------

# Hidden units tried first, below and from LARGE rows on. A handful bends enough for most small tables;
# on larger ones the first doubling pays nearly always, and its price is saved.
NARROWEST, NARROWEST_LARGE, LARGE = 6, 12, 2_000

# No doubling beyond: a step's work grows with the fourth power of the width.
WIDEST = 96

# Doubled again while the last doubling lowered the mean square error to this part: a smaller gain is
# within what chance makes of a few folds.
WIDER_PAYS = 0.97

# Rows times weights squared of one evaluation of J'J that all members of a kind do in about half a
# second; a kind of so few weights is tried however many the rows.
MOST_WORK, FEW_WEIGHTS = 1.5e8, 270

# Penalties are raised at most so often (to FIRMER^3 = 8 times those of the evidence), and again only
# where the last time lowered the mean square error to this part.
MOST_RAISED, RAISING_PAYS = 3, 0.98

# Times the penalties of the evidence, and of what went on from it; after so many steps at most the
# weights are in their new place, close to the old one.
FIRMER, HELD_STEPS = 2.0, 15

# Early stopping wants some units to spare, and beside it a penalty that only keeps weights finite.
LEAST_STOPPED, STOPPED_ALPHA = 8, 1e-4

# Accepted Marquardt steps without a better validation error that end a member: one such step does
# what dozens of steps of gradient descent do.
PATIENCE = 5

# A kind is given up after so many folds where their mean square error is beyond so many times that
# of the best kind on the same folds: two folds seldom mislead by a tenth.
SCOUTS, HOPELESS = 2, 1.1

# Times the noise of a kind's middle member: who finds more has a poor optimum, and a restart.
STUCK = 1.5

# --- how they are weighed --------------------------------------------------------------------------

# A kind k standard errors behind the best weighs exp(-SHARPNESS k): a sharper weighing lets chance
# choose one kind, a milder one lets bad kinds answer.
SHARPNESS = 0.5

# A kind with a smaller share is left out: it costs time at each prediction and changes nothing.
NEGLIGIBLE = 0.02

# Below so many rows, a network that leaves out a fold misses what the fold says: networks of all
# rows answer then, and the members only judge.
FEW_ROWS = 60

# Of a target's variance: smaller mean square errors are rounding, and nothing is left to search for.
EXACT = 1e-12
