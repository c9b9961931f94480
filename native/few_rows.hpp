// Where there are fewer rows than weights: the Jacobian by its columns, and sums over weights in the
// place of sums over rows (system.cpp says what for). Lanes are rows.
#pragma once

#include <cmath>

#include "elimination.hpp"
#include "gauss_newton.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// Of one output: the Jacobian's columns (P, n) and the residuals (n), both times sqrt(s / n_rows).
inline void jacobian_columns(const Shape& shape, const Rows<double>& rows, const double* theta,
                             const Scratch<double>& scratch, const CurvatureMemory& memory, Index n,
                             double* columns, double* residuals) {
  const Index D = shape.n_inputs(), M = shape.sizes[1], G = (D + 1) * M;
  const UnitRow row{M, 1};
  const double* const W = theta + G + 1;
  Interruption* const turns = interruption();
  for (Index b = 0; b < rows.n_blocks; ++b) {
    take_turn(turns);
    const Block<double> block = block_of(shape, rows, b);
    const Index n_vectors = block.n_vectors, first = b * shape.block_rows;
    point_at_units(shape, theta, block, scratch, memory);
    Vec<double> roots[most_block_vectors];
    for (Index v = 0; v < n_vectors; ++v)
      for (Index lane = 0; lane < lanes<double>; ++lane)
        roots[v][lane] = std::sqrt(block.s[v][lane] / static_cast<double>(rows.n_rows));
    const auto column = [&](Index p) { return vectors(columns + p * n + first); };
    const auto values = [&](Index i) { return vectors(memory.rows[i]); };
    for (Index m = 0; m < M; ++m) {
      const Vec<double> weight = splat<double>(W[m]);
      for (Index v = 0; v < n_vectors; ++v)
        column(m)[v] = roots[v] * weight * values(row.slope(m))[v];
      for (Index d = 0; d < D; ++d)
        for (Index v = 0; v < n_vectors; ++v)
          column((d + 1) * M + m)[v] = block.x[d * n_vectors + v] * column(m)[v];
    }
    for (Index unit = 0; unit <= M; ++unit)
      for (Index v = 0; v < n_vectors; ++v)
        column(G + unit)[v] = roots[v] * values(row.value(unit))[v];
    for (Index v = 0; v < n_vectors; ++v)
      vectors(residuals + first)[v] = roots[v] * values(row.residual(0))[v];
  }
}

/// Into the upper triangle of `out` (n, n) the identity plus the sum over the P columns of each
/// column times itself over its shift; `scaled` is memory for as many columns.
inline void gram(const double* columns, const double* shift, Index P, Index n, double* scaled,
                 double* out) {
  const Index n_vectors = n / lanes<double>;
  for (Index p = 0; p < P; ++p) {
    const Vec<double> factor = splat<double>(-1 / shift[p]);
    for (Index v = 0; v < n_vectors; ++v)
      vectors(scaled + p * n)[v] = factor * vectors(columns + p * n)[v];
  }
  for (Index i = 0; i < n * n; ++i) out[i] = 0;
  for (Index i = 0; i < n; ++i) out[i * n + i] = 1;
  Interruption* const turns = interruption();
  for (Index row = 0; row < n; row += panel_rows) {
    take_turn(turns);
    eliminate<false>(scaled, n, columns, out, n, row, row / lanes<double> * lanes<double>, n, 0, P,
                     nullptr);
  }
}

/// X (n, width) becomes U'^-1 X.
inline void substitute(const double* U, Index n, double* X, Index width) {
  Triangle triangle;
  Interruption* const turns = interruption();
  for (Index row = 0; row < n; row += panel_rows) {
    take_turn(turns);
    read_triangle(U + row * n + row, n, triangle);
    eliminate<true>(U, n, X, X, width, row, 0, width, 0, row, &triangle);
  }
}

/// out[p] = the product of column p with x, or with itself where x is null; `sums` has memory for P
/// vectors of the widest kind, and out for whole ones.
inline void products(const double* columns, const double* x, Index P, Index n, double* sums,
                     double* out) {
  const Index n_vectors = n / lanes<double>;
  for (Index p = 0; p < P; ++p) {
    const Vec<double>* const column = vectors(columns + p * n);
    const Vec<double>* const other = x ? vectors(x) : column;
    Vec<double> sum{};
    for (Index v = 0; v < n_vectors; ++v) sum += column[v] * other[v];
    vectors(sums)[p] = sum;
  }
  add_lane_sums<double>(vectors(sums), P, true, out);
}

/// x (n) -= the sum over p of factors[p] column p.
inline void take_away(const double* columns, const double* factors, Index P, Index n, double* x) {
  for (Index v = 0; v < n / lanes<double>; ++v) {
    Vec<double> sum{};
    for (Index p = 0; p < P; ++p)
      sum += splat<double>(factors[p]) * vectors(columns + p * n)[v];
    vectors(x)[v] -= sum;
  }
}

}  // namespace shoal::SHOAL_NAMESPACE
