"""
What does each input do?
========================

A network is no black box to scikit-learn's inspection: ``NeuralRegressor`` is an estimator like any
other. On Friedman's first table the right answer is known,

.. math:: t = 10 \\sin(\\pi x_0 x_1) + 20\\,(x_2 - 0.5)^2 + 10\\,x_3 + 5\\,x_4 + \\text{noise},

and five more inputs do nothing.
"""

import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from sklearn.datasets import make_friedman1
from sklearn.inspection import PartialDependenceDisplay

from shoal import NeuralRegressor
from shoal.view.style import LIGHT as COLOURS

X, y = make_friedman1(400, n_features=10, noise=1.0, random_state=0)
names = [f"x{j}" for j in range(10)]
model = NeuralRegressor(random_state=0).fit(X, y)

# %%
# Shares
# ------
#
# The model's own answer: how much of the prediction's movement is each input's.

for name, share in zip(names, model.input_relevance_, strict=True):
    print(f"{name}  {share:4.0%}  {'=' * round(100 * share)}")

# %%
# Curves
# ------
#
# The mean prediction while one input moves: a parabola, two straight lines of slope 10 and 5, and nothing.

plt.style.use("shoal.view.shoal")
figure, grid = plt.subplots(2, 3, figsize=(8.4, 4.8), layout="constrained")
line = {"color": COLOURS.model, "linewidth": 1.6}
PartialDependenceDisplay.from_estimator(
    model, X, range(6), feature_names=names, line_kw=line, ax=grid.ravel()
)
plt.show()

# %%
# Two at a time
# -------------
#
# What x0 does depends on x1: along either edge nothing happens, and the ridge is where their product is
# one half.

figure, axes = plt.subplots(figsize=(5.2, 4.2), layout="constrained")
ramp = LinearSegmentedColormap.from_list("ramp", [COLOURS.paper, COLOURS.training])
PartialDependenceDisplay.from_estimator(
    model, X, features=[(0, 1)], feature_names=names, ax=axes, contour_kw={"cmap": ramp}
)
plt.show()
