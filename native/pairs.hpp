// Pairs of a row's numbers whose products make up the Gauss-Newton sums: plain data, shared by both
// sides of the instruction-set border.
#pragma once

#include "shape.hpp"

namespace shoal {

struct Pair {
  int a, b;
};

/// Rows of a block by number, as right pairs speak of them.
struct UnitRow {
  Index M, K;
  Index value(Index unit) const { return unit; }  // z1: 0 is the constant 1
  Index slope(Index m) const { return 1 + M + m; }
  Index pull(Index m) const { return 1 + 2 * M + m; }  // sum_k W[m, k] r_k
  Index residual(Index k) const { return 1 + 3 * M + k; }
  Index count() const { return 1 + 3 * M + K; }
};

/// Sums over rows of s (x1_i x1_j) (right pair), for the first n_left pairs of inputs.
struct Family {
  Index n_left, n_right;
  const Pair* right;
  double* sums;  // (n_left, n_right)
};

/// What makes up J'J: the hidden block from all pairs of inputs and h'_m h'_m'; the cross block and
/// the hidden gradient from each input and h'_m z1_m', h'_m pull_m; the output block, its gradient
/// and the errors from z1_m z1_m', z1_m r_k, r_k r_k.
struct Families {
  const Pair* inputs;  // (0, 0) ... (0, D), (1, 1) ...; 0 is the constant 1
  Family each[3];
};

/// Doubles that a tile of products takes, padded to whole vectors of the widest kind.
constexpr Index numbers_in_tile = 16;

/// Numbers of a row of the Jacobian: one a weight, the residual, and what fills whole panels.
constexpr Index jacobian_stride(Index n_weights) {
  return (n_weights + 1 + square_step - 1) / square_step * square_step;
}

/// Working memory of one evaluation.
struct CurvatureMemory {
  double* ones;       // a row of a block
  double* slopes;     // M rows
  double* pulls;      // M rows
  double* residuals;  // K rows
  double* panel;      // rows of pairs of inputs
  double* tiles;
  double* square;     // 2 M^2
  double* jacobian;   // rows of a block, jacobian_stride() numbers each
  double* product;    // jacobian_stride()^2
  const double** rows;  // UnitRow::count() rows of the block
};

}  // namespace shoal
