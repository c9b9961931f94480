"""
Pictures of one fit
===================

Every class of ``shoal.view`` reads a fitted model and draws into a figure of its own, or into the ``ax``
it is given, as scikit-learn's displays do. The table: ten measurements of 442 people with diabetes, and
how far the disease has gone a year later.
"""

import matplotlib.pyplot as plt
from sklearn.datasets import load_diabetes

import shoal
from shoal import view

bunch = load_diabetes(scaled=False)
table = dict(zip(bunch.feature_names, bunch.data.T, strict=True)) | {"progression": bunch.target}

model = shoal.fit_table(table, target="progression")
model

# %%
# A fitted model shows itself as a card. On this table the linear model is as good, and the card says so.
#
# The fit
# -------
#
# A fifth of the rows was held out. In the very table that was fitted they are told apart.

view.FitDisplay.from_estimator(model, table)

# %%
# What it leaves unexplained should show no pattern:

view.FitDisplay.from_estimator(model, table, kind="residuals")

# %%
# How it was learned
# ------------------
#
# The error of one of the networks while it learned, beside the mean and the linear model.

view.TrainingCurveDisplay.from_estimator(model, table)

# %%
# The network
# -----------
#
# Colour is a weight's sign, width its size; bars say what share each input has in the prediction.

view.NetworkDisplay.from_estimator(model)

# %%
# Two beside each other
# ---------------------
#
# With ``ax`` a picture goes where you want it. Here are the hidden units over all rows, and along one
# input while the others stand still.

plt.style.use("shoal.view.shoal")
figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.9), layout="constrained")
view.HiddenUnitsDisplay.from_estimator(model, table, ax=left)
view.HiddenUnitsDisplay.from_estimator(model, table, along="s5", ax=right)
plt.show()
