"""Floor 4: scikit-learn faces, thin: validate, hand on, keep what was found, warn."""
