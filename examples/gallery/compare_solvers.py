"""
Six solvers from one start
==========================

One table, one network, one set of initial weights; only the way down differs. The table is Friedman's
first: five inputs that matter, five that do not, and noise with a standard deviation of 1.
"""

import time

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_friedman1

from shoal import NeuralRegressor
from shoal.view.style import LIGHT as COLOURS

X, y = make_friedman1(300, n_features=10, noise=1.0, random_state=0)
fresh = make_friedman1(2000, n_features=10, noise=1.0, random_state=1)

random = np.random.RandomState(0)
start = [random.uniform(-0.3, 0.3, shape) for shape in ((11, 8), (9, 1))]

solvers = {
    "gd": {"learning_rate_init": 0.1, "max_iter": 10_000},
    "sgd": {"learning_rate_init": 0.01, "batch_size": 30, "max_iter": 1000},
    "adam": {"learning_rate_init": 0.01, "batch_size": 30, "max_iter": 1000},
    "scg": {"max_iter": 1000},
    "lbfgs": {"max_iter": 300},
    "lm": {"max_iter": 200},
}

# %%
# ``fit`` records two errors at every epoch: of the rows it learns from, and of those it is judged by.

print("        epochs, and until            RMSE at the end")
print("        an RMSE of 1.5     seconds   own rows  fresh rows")
traces = {}
for name, settings in solvers.items():
    model = NeuralRegressor(
        (8,), solver=name, start=start, alpha=0, tol=0, n_networks=1, random_state=0, **settings
    )
    began = time.perf_counter()
    model.fit(X, y, validation=fresh)
    seconds = time.perf_counter() - began
    traces[name] = model.trace_
    own, new = model.trace_["rmse_train"], model.trace_["rmse_validation"]
    there = np.argmax(own < 1.5)
    print(f"{name:6} {model.n_iter_:7,} {there:9,} {seconds:11.2f} {own[-1]:10.3f} {new[-1]:10.3f}")

# %%
# An epoch is one look at all rows, though not the same work. ``gd`` takes the slope as it is; ``scg`` and
# ``lbfgs`` guess from earlier steps how it bends; ``lm`` solves for all weights at once.

plt.style.use("shoal.view.shoal")
figure, axes = plt.subplots(figsize=(6.8, 4.2), layout="constrained")
drawn = {  # its colour, and where its name stands, in points from its end
    "gd": (COLOURS.muted, (6, -3)),
    "sgd": ("#8C4A2F", (6, -4)),
    "adam": (COLOURS.held_out, (6, 3)),
    "scg": ("#7A4FA3", (6, -7)),
    "lbfgs": (COLOURS.training, (-10, -13)),
    "lm": (COLOURS.negative, (-38, -14)),
}
for name, (colour, offset) in drawn.items():
    epoch, error = traces[name]["epoch"][1:], traces[name]["rmse_train"][1:]
    axes.plot(epoch, error, color=colour)
    end = (epoch[-1], error[-1])
    axes.annotate(name, end, xytext=offset, textcoords="offset points", color=colour)
axes.set(xlabel="epoch", ylabel="RMSE of its own rows", xscale="log", ylim=(0.4, 5.5))
plt.show()

# %%
# From one start, six ways down end in different valleys, and all of them below the noise: part of what
# they know is learned by heart. Fresh rows tell. What helps is not a better solver but several networks,
# held back by penalties or stopped early, which is what one gets with nothing set:

model = NeuralRegressor(random_state=0).fit(X, y)
error = np.sqrt(np.mean((model.predict(fresh[0]) - fresh[1]) ** 2))
print(f"the defaults: {error:.3f} on fresh rows, {model.n_networks_} networks by {model.solver_}")
