// Gauss-Newton sums of a network with one hidden layer and identity outputs, for one block of rows
// and for all (src/shoal/core/gauss_newton.py says what they are).
//
// An entry of J'J's hidden block is W[m] W[m'] times the sum over rows of (x_i x_j)(h'_m h'_m'),
// which is symmetric in the inputs and, separately, in the units. So the block is the product of
// two tables with a column for each *pair*, half the work of a symmetric product of [x_i h'_m] with
// itself. The other blocks and the gradient are such products of pairs too: families (below).
#pragma once

#include "lane_sums.hpp"
#include "passes.hpp"
#include "pairs.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// Pairs of inputs at once: so many rows of a block stay in the second-level cache.
constexpr Index panel_pairs = 64;

/// Products of n_left with n_right rows of a block, added up over rows, into out.
template <int n_left, int n_right>
void add_products(const Vec<double>* left, const Vec<double>* right, Index n, bool fresh,
                  double* out) {
  constexpr int count = n_left * n_right;
  Vec<double> sum[count + lanes<double>];  // what follows the products is added up and not read
  unroll<count + static_cast<int>(lanes<double>)>(
      [&](auto j) SHOAL_UNROLLED { sum[j] = Vec<double>{}; });
  for (Index v = 0; v < n; ++v) {
    Vec<double> r[n_right];
    unroll<n_right>([&](auto b) SHOAL_UNROLLED {
      r[b] = right[b * n + v];
      hold(r[b]);
    });
    unroll<n_left>([&](auto a) SHOAL_UNROLLED {
      Vec<double> l = left[a * n + v];
      hold(l);
      unroll<n_right>([&](auto b) SHOAL_UNROLLED { sum[a * n_right + b] += l * r[b]; });
    });
  }
  add_lane_sums<double>(sum, count, fresh, out);
}

/// Every tile of every family, always in one order: `on_panel(family, first, n)` before the tiles
/// of so many left pairs, `on_columns(family, n_right, b)` before those of n_right right pairs, and
/// `on_tile(family, n_left, a, n_right, b, first, slot)`; a counts from the panel's first pair.
template <class Panel, class Columns, class Tile>
inline void for_products(const Families& families, const Panel& on_panel,
                         const Columns& on_columns, const Tile& on_tile) {
  Index slot = 0;
  for (const Family& family : families.each) {
    for (Index first = 0; first < family.n_left; first += panel_pairs) {
      const Index left = family.n_left - first;
      const Index n_panel = left < panel_pairs ? left : panel_pairs;
      on_panel(family, first, n_panel);
      for_tiles(family.n_right, [&](auto n_right, Index b) {
        on_columns(family, n_right, b);
        for_tiles(n_panel, [&](auto n_left, Index a) {
          on_tile(family, n_left, a, n_right, b, first, slot);
          slot += numbers_in_tile;
        });
      });
    }
  }
}

/// The rows of a block that right pairs speak of (pairs.hpp, UnitRow).
inline void point_at_units(const Shape& shape, const double* theta, const Block<double>& block,
                           const Scratch<double>& scratch, const CurvatureMemory& memory) {
  const Index n = block.n_vectors, M = shape.sizes[1], K = shape.n_outputs();
  const UnitRow row{M, K};
  const Vec<double>* y = forward(shape, scaled(shape, theta, scratch.theta), block, scratch);
  Vec<double>* const residuals = vectors(memory.residuals);
  Vec<double>* const slopes = vectors(memory.slopes);
  Vec<double>* const pulls = vectors(memory.pulls);
  for (Index j = 0; j < K * n; ++j) residuals[j] = y[j] - block.t[j];
  const Vec<double>* const z = units_of(shape, scratch.z, 1);
  const Vec<double>* const source =
      slope_from_sum(shape.hidden) ? units_of(shape, scratch.a, 1) : z;
  with_activation<double>(shape.hidden, [&](auto function) {
    const Vec<double> one = splat<double>(1);
    for (Index j = 0; j < M * n; ++j) slopes[j] = function.times_slope(one, source[j]);
  });
  for_tiles(M, [&](auto units, Index m) {
    multiply<From::zero, decltype(units)::value, double>(
        {theta + shape.offset[1] + (m + 1) * K, 1, K, nullptr}, residuals, K, n, pulls + m * n);
  });
  const auto point = [&](Index at, const Vec<double>* units, Index unit) {
    memory.rows[at] = reinterpret_cast<const double*>(units + unit * n);
  };
  memory.rows[0] = memory.ones;
  for (Index m = 0; m < M; ++m) {
    point(row.value(m + 1), z, m);
    point(row.slope(m), slopes, m);
    point(row.pull(m), pulls, m);
  }
  for (Index k = 0; k < K; ++k) point(row.residual(k), residuals, k);
}

/// Into memory.tiles (+)= the products of one block.
inline void add_block(const Shape& shape, const double* theta, const Block<double>& block,
                      const Scratch<double>& scratch, const Families& families,
                      const CurvatureMemory& memory, Interruption* turns, bool fresh) {
  const Index n = block.n_vectors;
  take_turn(turns);
  point_at_units(shape, theta, block, scratch, memory);
  Vec<double>* const panel = vectors(memory.panel);
  Vec<double> columns[tile * most_block_vectors];
  for_products(
      families,
      [&](const Family&, Index first, Index n_panel) {
        for (Index i = 0; i < n_panel; ++i) {
          const Pair pair = families.inputs[first + i];
          for (Index v = 0; v < n; ++v) {
            Vec<double> product = block.s[v];
            if (pair.a > 0) product *= block.x[(pair.a - 1) * n + v];
            if (pair.b > 0) product *= block.x[(pair.b - 1) * n + v];
            panel[i * n + v] = product;
          }
        }
      },
      [&](const Family& family, auto n_right, Index b) {
        take_turn(turns);
        for (Index i = 0; i < n_right; ++i) {
          const Pair pair = family.right[b + i];
          const Vec<double>* const one = vectors(memory.rows[pair.a]);
          const Vec<double>* const other = vectors(memory.rows[pair.b]);
          for (Index v = 0; v < n; ++v) columns[i * n + v] = one[v] * other[v];
        }
      },
      [&](const Family&, auto n_left, Index a, auto n_right, Index, Index, Index slot) {
        add_products<decltype(n_left)::value, decltype(n_right)::value>(
            panel + a * n, columns, n, fresh, memory.tiles + slot);
      });
}

/// H = J'J, g = J'r and mse from the sums of all rows; n_rows is the sum of the row weights.
inline void assemble(const Shape& shape, const double* theta, Index n_rows,
                     const Families& families, const CurvatureMemory& memory, double* mse,
                     double* g, double* H) {
  const Index D = shape.n_inputs(), M = shape.sizes[1], K = shape.n_outputs();
  const Index G = (D + 1) * M, P = shape.n_weights(), units = M + 1;
  const double* const W = theta + shape.offset[1] + K;  // without the constants' row
  const double per_row = 1 / static_cast<double>(n_rows);
  const double scale = per_row / static_cast<double>(K);

  // hidden block: a symmetric M x M matrix for each pair of inputs, in two places
  const Family& hidden = families.each[0];
  double* const square = memory.square;
  double* const weight = memory.square + M * M;
  for (Index m = 0; m < M; ++m)
    for (Index other = 0; other < M; ++other) {
      double sum = 0;
      for (Index k = 0; k < K; ++k) sum += W[m * K + k] * W[other * K + k];
      weight[m * M + other] = scale * sum;
    }
  for (Index p = 0; p < hidden.n_left; ++p) {
    const double* sums = hidden.sums + p * hidden.n_right;
    for (Index m = 0; m < M; ++m) {
      const double* const w = weight + m * M;
      double* const row = square + m * M;
      for (Index other = m; other < M; ++other) row[other] = sums[other - m] * w[other];
      for (Index other = m + 1; other < M; ++other) square[other * M + m] = row[other];
      sums += M - m;
    }
    const Pair pair = families.inputs[p];
    for (Index m = 0; m < M; ++m) {
      double* const upper = H + (pair.a * M + m) * P + pair.b * M;
      double* const lower = H + (pair.b * M + m) * P + pair.a * M;
      for (Index other = 0; other < M; ++other)
        upper[other] = lower[other] = square[m * M + other];
    }
  }

  // cross block and the gradient of the hidden weights
  const Family& cross = families.each[1];
  for (Index i = 0; i <= D; ++i) {
    const double* const sums = cross.sums + i * cross.n_right;
    for (Index m = 0; m < M; ++m) {
      const Index p = i * M + m;
      for (Index unit = 0; unit < units; ++unit)
        for (Index k = 0; k < K; ++k) {
          const Index q = G + unit * K + k;
          H[p * P + q] = H[q * P + p] = scale * W[m * K + k] * sums[m * units + unit];
        }
      g[p] = scale * sums[M * units + m];
    }
  }

  // output block, the gradient of the output weights, the errors
  const double* sums = families.each[2].sums;
  for (Index unit = 0; unit < units; ++unit)
    for (Index other = unit; other < units; ++other, ++sums)
      for (Index k = 0; k < K; ++k)
        for (Index l = 0; l < K; ++l) {
          const Index p = G + unit * K + k, q = G + other * K + l;
          H[p * P + q] = H[q * P + p] = k == l ? scale * *sums : 0.0;
        }
  for (Index j = 0; j < units * K; ++j) g[G + j] = scale * *sums++;
  for (Index k = 0; k < K; ++k) mse[k] = per_row * *sums++;
}

inline void normal_equations(const Shape& shape, const Rows<double>& rows, const double* theta,
                             const Scratch<double>& scratch, const Families& families,
                             const CurvatureMemory& memory, double* mse, double* g, double* H) {
  Interruption* const turns = interruption();
  for (Index b = 0; b < rows.n_blocks; ++b)
    add_block(shape, theta, block_of(shape, rows, b), scratch, families, memory, turns, b == 0);
  for_products(
      families, [](const Family&, Index, Index) {}, [](const Family&, auto, Index) {},
      [&](const Family& family, auto n_left, Index a, auto n_right, Index b, Index first,
          Index slot) {
        for (Index i = 0; i < n_left; ++i)
          for (Index j = 0; j < n_right; ++j)
            family.sums[(first + a + i) * family.n_right + b + j] =
                memory.tiles[slot + i * n_right + j];
      });
  assemble(shape, theta, rows.n_rows, families, memory, mse, g, H);
}

}  // namespace shoal::SHOAL_NAMESPACE
