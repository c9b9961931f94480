"""Floor 2: scikit-learn faces. Validate, scale, state the problem, solve it, set attributes."""
