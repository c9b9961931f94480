"""Floor 1: formulas as they are read, computed, differentiated, and written in every notation.

A formula of one variable is a ``tree`` of plain tuples. ``tokens`` and ``grammar`` read it,
``operations``, ``formula`` and ``magnitudes`` compute it, ``differentiation`` takes its slope, ``printing``
writes it on one line in the words of a language, ``typesetting`` as marks. ``marks`` and ``layouts`` are
all that writes LaTeX and MathML, ``letters`` the one table of signs, ``weight_names`` what the lecture
calls a weight.

The derivation of the gradient (``explain.derivation``) prints by the same marks, but its expressions are
not these trees: they are sums over indices and whole matrices that know their shapes, and their
brackets depend on what stands beside them (a sum sign reaches to the end of its term, ``@`` needs
brackets where a product of numbers does not). A tree for both would be two trees in one class.
"""
