"""From a slope to its function: integrals with a formula, by SymPy, or by quadrature."""
