"""What stands on a line of the derivation: expressions that print (as ``formulas.marks``) and evaluate.

``symbols`` are the lecture's letters, ``entries`` numbers with indices and sums over them, ``matrices``
whole arrays, ``compounds`` what is made of these: products, powers, quotients, h, partial derivatives.
"""
