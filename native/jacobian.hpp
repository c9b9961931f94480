// Gauss-Newton sums of few rows or few inputs, for one output: the Jacobian itself, times itself.
//
// Products of pairs (gauss_newton.hpp) take down to half the multiplications, but each ends on a sum
// across lanes, which few rows do not repay. Here lanes are weights, and nothing is left to add up.
#pragma once

#include <cmath>

#include "elimination.hpp"
#include "gauss_newton.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// Rows of the Jacobian of a block, each with its residual behind it, all times sqrt(s / n_rows).
inline void fill_jacobian(const Shape& shape, const double* theta, const Block<double>& block,
                          Index n, Index n_rows, const CurvatureMemory& memory) {
  const Index D = shape.n_inputs(), M = shape.sizes[1], G = (D + 1) * M, P = shape.n_weights();
  const Index stride = jacobian_stride(P), width = block.n_vectors * lanes<double>;
  const UnitRow row{M, 1};
  const double* const W = theta + G + 1;
  const double *const x = reinterpret_cast<const double*>(block.x),
               *const s = reinterpret_cast<const double*>(block.s);
  for (Index i = 0; i < n; ++i) {
    double* const out = memory.jacobian + i * stride;
    const double root = std::sqrt(s[i] / static_cast<double>(n_rows));
    for (Index m = 0; m < M; ++m) out[m] = root * W[m] * memory.rows[row.slope(m)][i];
    for (Index d = 0; d < D; ++d)
      for (Index m = 0; m < M; ++m) out[(d + 1) * M + m] = x[d * width + i] * out[m];
    for (Index unit = 0; unit <= M; ++unit) out[G + unit] = root * memory.rows[unit][i];
    out[P] = root * memory.rows[row.residual(0)][i];
  }
}

/// As `normal_equations` of gauss_newton.hpp.
inline void jacobian_equations(const Shape& shape, const Rows<double>& rows, const double* theta,
                               const Scratch<double>& scratch, const CurvatureMemory& memory,
                               double* mse, double* g, double* H) {
  const Index P = shape.n_weights(), stride = jacobian_stride(P);
  double* const product = memory.product;  // less the sums: `eliminate` subtracts
  for (Index i = 0; i < stride * stride; ++i) product[i] = 0;
  Interruption* const turns = interruption();
  for (Index b = 0; b < rows.n_blocks; ++b) {
    take_turn(turns);
    const Block<double> block = block_of(shape, rows, b);
    const Index left = rows.n_rows - b * shape.block_rows;
    const Index n = left < shape.block_rows ? left : shape.block_rows;
    point_at_units(shape, theta, block, scratch, memory);
    fill_jacobian(shape, theta, block, n, rows.n_rows, memory);
    for (Index row = 0; row <= P; row += panel_rows) {
      take_turn(turns);
      eliminate<false>(memory.jacobian, stride, memory.jacobian, product, stride, row,
                       row / lanes<double> * lanes<double>, stride, 0, n, nullptr);
    }
  }
  for (Index p = 0; p < P; ++p) {
    for (Index q = p; q < P; ++q) H[p * P + q] = H[q * P + p] = -product[p * stride + q];
    g[p] = -product[p * stride + P];
  }
  mse[0] = -product[P * stride + P];
}

}  // namespace shoal::SHOAL_NAMESPACE
