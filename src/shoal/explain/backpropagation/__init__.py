"""One epoch of backpropagation with the user's own network and numbers.

``stepping`` is the entry: ``step_subject`` reads the model and its rows, ``kept_epoch`` computes every
array, ``named_arrays`` and ``chain_rule`` say what each is (in ``lecture_names``), ``record`` is what comes
back; ``telling`` puts it into sentences, ``text`` and ``html`` show it.
"""

from .stepping import step

__all__ = ["step"]
