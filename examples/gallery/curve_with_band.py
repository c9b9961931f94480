"""
A curve and its 95 % band
=========================

Thirty noisy rows of a wave, a network with nothing set, and an answer that says how far off it may be.
The true curve is known here, so the band can be put to the test.
"""

import matplotlib.pyplot as plt
import numpy as np

from shoal import NeuralRegressor, datasets
from shoal.view import FitDisplay
from shoal.view.style import LIGHT as COLOURS

data = datasets.lecture("sine", 0)
X, y = data.X, data.T.ravel()

model = NeuralRegressor(random_state=0).fit(X, y)
display = FitDisplay.from_estimator(model, X, y, coverage=0.95)

# %%
# Several networks were trained, each without a part of the rows. How far they are off on the rows they
# never saw is what the width of the band is made of. On hatched ground, beyond the data, it is a guess.
#
# Does it hold what it promises?
# ------------------------------
#
# Two thousand fresh rows from the same source, of which the band should hold as many as it says:

X_new, T_new = data.independent_test(2000)
y_new = T_new.ravel()
for coverage in (0.5, 0.8, 0.95):
    low, high = model.predict_interval(X_new, coverage=coverage)
    held = np.mean((low <= y_new) & (y_new <= high))
    print(f"{coverage:4.0%} promised   {held:4.0%} held")

# %%
# On axes of your own
# -------------------
#
# ``predict_interval`` gives plain arrays, and ``extrapolates`` says which rows lie outside the training
# range: there no band can promise anything.

plt.style.use("shoal.view.shoal")
figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
right = 13
x = np.linspace(-right, right, 500)[:, np.newaxis]


def name(text, height, colour):
    """A series is named where its line ends."""
    axes.annotate(
        text, (right, height), xytext=(6, 0), textcoords="offset points", va="center", color=colour
    )


for coverage in (0.95, 0.8, 0.5):
    low, high = model.predict_interval(x, coverage=coverage)
    axes.fill_between(x[:, 0], low, high, color=COLOURS.training, alpha=0.13, linewidth=0)
    name(f"{coverage:.0%}", high[-1], COLOURS.training)
axes.plot(x, data.truth(x), color=COLOURS.muted, linewidth=0.9, linestyle=(0, (4, 3)))
name("true curve", data.truth(right), COLOURS.muted)
inside = ~model.extrapolates(x)
axes.plot(x, model.predict(x), color=COLOURS.model, linewidth=0.9)
axes.plot(x[inside], model.predict(x[inside]), color=COLOURS.model, linewidth=2)
name("model", model.predict(x)[-1], COLOURS.model)
axes.set(title="three bands around one model", xlabel="x", ylabel="t", xlim=(-right, right))
plt.show()
