"""
An activation from the slope one wants
======================================

A hidden unit should react most in the middle and less and less to either side. Say so as a derivative;
what comes back is the function, judged, and ready to train.
"""

import matplotlib.pyplot as plt
import numpy as np

from shoal import NeuralRegressor, explain
from shoal.view import ActivationDisplay
from shoal.view.style import LIGHT as COLOURS

made = explain.activation(derivative="1/(1 + s**2)", at_zero=0, name="arctangent")
print(made)

# %%
# The function and the slope that was asked for:

display = ActivationDisplay.from_activation(made.activation, limits=(-6, 6))

# %%
# Does it learn as well as tanh?
# ------------------------------
#
# The same table, the same start, the same solver.

random = np.random.RandomState(0)
X = random.uniform(-3, 3, (200, 2))
y = np.sin(X[:, 0]) * X[:, 1] + 0.1 * random.standard_normal(200)

plt.style.use("shoal.view.shoal")
figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
tried = [  # name, activation, colour, and how many points below its line's end the name stands
    ("arctangent", made.activation, COLOURS.training, -6),
    ("tanh", "tanh", COLOURS.model, 4),
    ("logistic", "logistic", COLOURS.muted, 14),
]
for name, activation, colour, below in tried:
    model = NeuralRegressor(
        (10,), activation=activation, solver="lbfgs", alpha=0, tol=0, max_iter=200, random_state=0
    ).fit(X, y)
    epoch, error = model.trace_["epoch"], model.trace_["rmse_train"]
    axes.plot(epoch, error, color=colour)
    end = (epoch[-1], error[-1])
    axes.annotate(name, end, xytext=(6, -below), textcoords="offset points", color=colour)
axes.set(
    title="error while learning", xlabel="iteration", ylabel="RMSE", yscale="log", ylim=(0.07, 2)
)
plt.show()

# %%
# It does: some iterations later, and to the same end. The noise in the table is 0.1.
