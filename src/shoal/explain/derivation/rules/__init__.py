"""How the next line of a derivation follows from the last.

``calculus`` differentiates, collects and collapses sums over indices, ``to_matrices`` turns them into
products of matrices; ``sympy_ground`` works lines of single numbers out with SymPy as well.
"""
