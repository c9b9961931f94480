"""Set before SciPy is first imported: scikit-learn's checks of array API input read it."""

import os

os.environ.setdefault("SCIPY_ARRAY_API", "1")
