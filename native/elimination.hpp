// Cholesky's factor U of a symmetric positive definite A = U'U, solutions, and the inverse of U.
//
// Lanes are columns of a row. Panels of panel_rows rows are taken from the rows above them while
// their sums stay in registers, and solved against the panel's own triangle before they are stored.
// LAPACK's routines are as fast from a thousand rows on, and several times slower below.
#pragma once

#include <cmath>

#include "vectors.hpp"

namespace shoal::SHOAL_NAMESPACE {

constexpr int panel_rows = vector_registers == 32 ? 8 : 4;
constexpr int panel_vectors = vector_registers == 32 ? 2 : 3;
static_assert(square_step % panel_rows == 0 && square_step % lanes<double> == 0);

/// Rows above a panel that it is taken from at once: they stay in the second-level cache.
constexpr Index block_of_rows = 64;

/// A panel's own triangle: entry (q, r), q < r, and what row r is multiplied by.
struct Triangle {
  double above[panel_rows][panel_rows];
  double inverse[panel_rows];
};

/// out[r] -= sum over k in [from, to) of left[k, r] right[k], for a panel's rows r and n_wide vectors
/// of columns; with a triangle, out is then multiplied by its inverse, transposed. `left` has rows of
/// left_stride numbers, the others of stride.
template <bool finish, int n_wide>
SHOAL_INLINE void eliminate_tile(const double* left, Index left_stride, const double* right,
                                 double* out, Index stride, Index from, Index to,
                                 const Triangle* triangle) {
  using V = Vec<double>;
  V sum[panel_rows][n_wide];
  unroll<panel_rows>([&](auto r) SHOAL_UNROLLED {
    unroll<n_wide>([&](auto v) SHOAL_UNROLLED { sum[r][v] = vectors(out + r * stride)[v]; });
  });
  for (Index k = from; k < to; ++k) {
    const double* const l = left + k * left_stride;
    V x[n_wide];
    unroll<n_wide>([&](auto v) SHOAL_UNROLLED {
      x[v] = vectors(right + k * stride)[v];
      hold(x[v]);
    });
    unroll<panel_rows>([&](auto r) SHOAL_UNROLLED {
      const V factor = splat<double>(l[r]);
      unroll<n_wide>([&](auto v) SHOAL_UNROLLED { sum[r][v] -= factor * x[v]; });
    });
  }
  if constexpr (finish)
    unroll<panel_rows>([&](auto r) SHOAL_UNROLLED {
      unroll<static_cast<int>(decltype(r)::value)>([&](auto q) SHOAL_UNROLLED {
        const V factor = splat<double>(triangle->above[q][r]);
        unroll<n_wide>([&](auto v) SHOAL_UNROLLED { sum[r][v] -= factor * sum[q][v]; });
      });
      const V factor = splat<double>(triangle->inverse[r]);
      unroll<n_wide>([&](auto v) SHOAL_UNROLLED { sum[r][v] *= factor; });
    });
  unroll<panel_rows>([&](auto r) SHOAL_UNROLLED {
    unroll<n_wide>([&](auto v) SHOAL_UNROLLED { vectors(out + r * stride)[v] = sum[r][v]; });
  });
}

/// eliminate_tile over the columns [first, last) of the panel of `all` at row `row`; where `lower`,
/// right has nothing above its diagonal.
template <bool finish, bool lower = false>
inline void eliminate(const double* U, Index left_stride, const double* right, double* all,
                      Index stride, Index row, Index first, Index last, Index from, Index to,
                      const Triangle* triangle) {
  constexpr Index wide = panel_vectors * lanes<double>;
  double* const out = all + row * stride;
  Index j = first;
  for (; j + wide <= last; j += wide)
    eliminate_tile<finish, panel_vectors>(U + row, left_stride, right + j, out + j, stride,
                                          lower && j > from ? j : from, to, triangle);
  for (; j < last; j += lanes<double>)
    eliminate_tile<finish, 1>(U + row, left_stride, right + j, out + j, stride,
                              lower && j > from ? j : from, to, triangle);
}

inline void read_triangle(const double* diagonal, Index stride, Triangle& triangle) {
  for (Index r = 0; r < panel_rows; ++r) {
    for (Index q = 0; q < r; ++q) triangle.above[q][r] = diagonal[q * stride + r];
    triangle.inverse[r] = 1 / diagonal[r * stride + r];
  }
}

/// The panel's own square becomes its factor, 0 below the diagonal; false where there is none.
inline bool factor_square(double* diagonal, Index stride) {
  for (Index r = 0; r < panel_rows; ++r) {
    double* const row = diagonal + r * stride;
    for (Index q = 0; q < r; ++q) {
      const double* const above = diagonal + q * stride;
      for (Index c = r; c < panel_rows; ++c) row[c] -= above[r] * above[c];
    }
    if (!(row[r] > 0)) return false;
    const double root = std::sqrt(row[r]), inverse = 1 / root;
    row[r] = root;
    for (Index c = r + 1; c < panel_rows; ++c) row[c] *= inverse;
    for (Index c = 0; c < r; ++c) row[c] = 0;
  }
  return true;
}

/// The upper triangle of A (n, n), n a multiple of square_step, becomes U; false where A is not
/// positive definite.
inline bool factor(double* A, Index n) {
  Triangle triangle;
  Interruption* const turns = interruption();
  for (Index block = 0; block < n; block += block_of_rows) {
    take_turn(turns);
    const Index end = block + block_of_rows < n ? block + block_of_rows : n;
    for (Index row = block; row < end; row += panel_rows) {
      const Index behind = row + panel_rows;
      const Index start = row / lanes<double> * lanes<double>;
      const Index next = (behind + lanes<double> - 1) / lanes<double> * lanes<double>;
      double* const diagonal = A + row * n + row;
      eliminate<false>(A, n, A, A, n, row, start, next, block, row, nullptr);
      if (!factor_square(diagonal, n)) return false;
      read_triangle(diagonal, n, triangle);
      eliminate<true>(A, n, A, A, n, row, next, n, block, row, &triangle);
    }
    for (Index row = end; row < n; row += panel_rows) {
      take_turn(turns);
      eliminate<false>(A, n, A, A, n, row, row / lanes<double> * lanes<double>, n, block, end, nullptr);
    }
  }
  return true;
}

/// Into X (n, n), which holds the identity, the inverse of U'; its lower triangle is filled.
inline void invert(const double* U, Index n, double* X) {
  Triangle triangle;
  Interruption* const turns = interruption();
  for (Index row = 0; row < n; row += panel_rows) {
    take_turn(turns);
    const Index behind = row + panel_rows;
    read_triangle(U + row * n + row, n, triangle);
    eliminate<true, true>(U, n, X, X, n, row, 0,
                          (behind + lanes<double> - 1) / lanes<double> * lanes<double>, 0, row,
                          &triangle);
  }
}

/// x (n) becomes A^-1 x; `work` has n numbers.
inline void solve(const double* U, Index n, double* x, double* work) {
  const Index n_vectors = n / lanes<double>;
  Vec<double>* const right = vectors(x);
  for (Index k = 0; k < n; ++k) {
    const double* const row = U + k * n;
    const double value = x[k] / row[k];
    work[k] = value;
    const Vec<double> factor = splat<double>(value);
    for (Index v = k / lanes<double>; v < n_vectors; ++v) right[v] -= factor * vectors(row)[v];
  }
  for (Index k = 0; k < n; ++k) x[k] = 0;
  for (Index k = n; k-- > 0;) {
    const double* const row = U + k * n;
    Vec<double> sum{};
    for (Index v = k / lanes<double>; v < n_vectors; ++v) sum += vectors(row)[v] * right[v];
    double total = 0;
    for (Index lane = 0; lane < lanes<double>; ++lane) total += sum[lane];
    x[k] = (work[k] - total) / row[k];
  }
}

/// out[j] = the sum of the squares of column j of X, from the diagonal down.
inline void squares_of_columns(const double* X, Index n, double* out) {
  Vec<double>* const sums = vectors(out);
  for (Index v = 0; v < n / lanes<double>; ++v) sums[v] = Vec<double>{};
  for (Index i = 0; i < n; ++i) {
    const Vec<double>* const row = vectors(X + i * n);
    for (Index v = 0; v <= i / lanes<double>; ++v) sums[v] += row[v] * row[v];
  }
}

}  // namespace shoal::SHOAL_NAMESPACE
