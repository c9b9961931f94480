"""
One weight, one step of backpropagation
=======================================

How does a weight know where to go? ``explain.step`` follows one of them through an epoch of training,
with the numbers of this very network.
"""

import matplotlib.pyplot as plt
import numpy as np

from shoal import NeuralRegressor, explain
from shoal.view.style import LIGHT as COLOURS

random = np.random.RandomState(0)
X = random.uniform(-1, 1, (24, 2))
y = X[:, 0] * X[:, 1] + 0.05 * random.standard_normal(24)

model = NeuralRegressor(
    (4,), solver="gd", learning_rate_init=(0.1, 0.05), alpha=0, max_iter=200, tol=0, random_state=0
).fit(X, y)

# %%
# The weight v₁,₂ from input 1 to hidden unit 2 stands in row 1 of ``V``, as row 0 is the constant's, and
# in its second column, which Python calls 1.

step = explain.step(model, X, y, weight=("v", 1, 2))
chain = step.chain
print(chain.weight, "is", chain.meaning)

# %%
# In each row its influence on the error is a product: the factors of row 3, and what they give.

for factor in chain.factors:
    print(f"{factor.symbol:>8} {factor.values[3]:9.4f}   {factor.meaning}")
print(f"{'product':>8} {chain.terms[3]:9.4f}")

# %%
# The rows do not agree. Some pull the weight up, others down, and training follows their sum:

plt.style.use("shoal.view.shoal")
figure, axes = plt.subplots(figsize=(6.8, 3.4), layout="constrained")
pulls = -chain.terms
rows = np.arange(len(pulls))
axes.bar(rows, pulls, color=np.where(pulls > 0, COLOURS.positive, COLOURS.negative), width=0.7)
axes.axhline(0, color=COLOURS.rule, linewidth=0.8)
axes.step(rows, np.cumsum(pulls), where="mid", color=COLOURS.model)
end = (rows[-1] + 0.8, pulls.sum())
axes.annotate("their sum so far", end, va="center", color=COLOURS.model, annotation_clip=False)
axes.set(title=f"where each row pulls {chain.weight}", xlabel="row", ylabel="−∂E/∂v of the row")
plt.show()

# %%
# The sum is the gradient. Wiggling the weight finds the same slope, and the rate makes the update of it:

print(f"sum of the rows      {chain.total:12.8f}")
print(f"half of it           {chain.half:12.8f}   Shoal's cost is E/2")
print(f"by wiggling          {chain.difference:12.8f}")
print(f"update               {chain.update:12.8f}   at a rate of {chain.rate}")
print(f"weight before        {chain.value:12.8f}")
print(f"weight after         {chain.new:12.8f}")

# %%
# A notebook shows all of the epoch, for the rows one asks for:

explain.step(model, X, y, weight=("v", 1, 2), row=3)
