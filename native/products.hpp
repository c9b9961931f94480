// The two products of a layer, register-blocked: weights with rows, and rows with deltas.
//
// A "row" here is one unit or feature of a block: `n_vectors` vectors side by side, lanes being
// rows of the table; rows follow each other at that distance.
#pragma once

#include "vectors.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// Units to a tile: 4 x 4 accumulators fill 32 registers, 3 x 4 fill 16.
constexpr int tile = vector_registers == 32 ? 4 : 3;
/// Vectors to a tile of a product.
constexpr int tile_vectors = 4;

/// Calls f(Size<1 ... most>, start) over [0, n) in as few tiles as possible, as equal as possible:
/// 9 is 3 + 3 + 3, for 4 + 4 + 1 would end on a tile that loads more than it computes.
template <int most = tile, class F>
SHOAL_INLINE void for_tiles(Index n, const F& f) {
  const Index count = (n + most - 1) / most;
  const Index larger = count <= 1 ? count : n % count;  // so many tiles have one unit more
  const Index size = count <= 1 ? n - count : n / count;
  for (Index j = 0, start = 0; j < count; ++j) {
    const Index here = size + (j < larger);
    switch (here) {
      case 1: f(Size<1>{}, start); break;
      case 2:
        if constexpr (most >= 2) f(Size<2>{}, start);
        break;
      case 3:
        if constexpr (most >= 3) f(Size<3>{}, start);
        break;
      default:
        if constexpr (most >= 4) f(Size<4>{}, start);
    }
    start += here;
  }
}

/// A matrix of weights as a product meets it: weight of (in row i, out row u) at i * in + u * out.
template <class T>
struct Weights {
  const T* w;
  Index in, out;
  const T* constant;  // of each out row
};

/// What the sums of a product start from.
enum class From { zero, constant, out };

/// sum[u, v] = start + sum_i w[i, u] in[i, v], of a tile in registers.
template <From from, int n_units, int n_wide, class T>
SHOAL_INLINE void sums_of_tile(const Weights<T>& weights, const Vec<T>* in, Index n_in,
                               Index n_vectors, const Vec<T>* out, Vec<T> (&sum)[n_units][n_wide]) {
  unroll<n_units>([&](auto u) SHOAL_UNROLLED {
    Vec<T> start{};
    if constexpr (from == From::constant) start = splat<T>(weights.constant[u]);
    unroll<n_wide>([&](auto v) SHOAL_UNROLLED {
      sum[u][v] = from == From::out ? out[u * n_vectors + v] : start;
    });
  });
  const T* w = weights.w;
  for (Index i = 0; i < n_in; ++i) {
    Vec<T> x[n_wide];
    unroll<n_wide>([&](auto v) SHOAL_UNROLLED { x[v] = in[v]; });
    unroll<n_units>([&](auto u) SHOAL_UNROLLED {
      const Vec<T> weight = splat<T>(w[u * weights.out]);
      unroll<n_wide>([&](auto v) SHOAL_UNROLLED { sum[u][v] += x[v] * weight; });
    });
    w += weights.in;
    in += n_vectors;
  }
}

template <From from, int n_units, int n_wide, class T>
inline void multiply_tile(const Weights<T>& weights, const Vec<T>* in, Index n_in, Index n_vectors,
                          Vec<T>* out) {
  Vec<T> sum[n_units][n_wide];
  sums_of_tile<from>(weights, in, n_in, n_vectors, out, sum);
  unroll<n_units>([&](auto u) SHOAL_UNROLLED {
    unroll<n_wide>([&](auto v) SHOAL_UNROLLED { out[u * n_vectors + v] = sum[u][v]; });
  });
}

/// out[u] = start + sum_i w[i, u] in[i], for n_units rows of a block.
template <From from, int n_units, class T>
inline void multiply(const Weights<T>& weights, const Vec<T>* in, Index n_in, Index n_vectors,
                     Vec<T>* out) {
  Index v = 0;
  for (; v + tile_vectors <= n_vectors; v += tile_vectors)
    multiply_tile<from, n_units, tile_vectors, T>(weights, in + v, n_in, n_vectors, out + v);
  for (; v < n_vectors; ++v)
    multiply_tile<from, n_units, 1, T>(weights, in + v, n_in, n_vectors, out + v);
}

/// sums[i, u] (+)= sum over the vectors of in[i] * delta[u], lane by lane; `fresh` starts at 0.
template <int n_rows, int n_units, class T>
inline void outer_tile(const Vec<T>* in, const Vec<T>* delta, Index n_vectors, bool fresh,
                       Vec<T>* sums, Index stride) {
  Vec<T> sum[n_rows][n_units];
  unroll<n_rows>([&](auto i) SHOAL_UNROLLED {
    unroll<n_units>([&](auto u) SHOAL_UNROLLED { sum[i][u] = Vec<T>{}; });
  });
  for (Index v = 0; v < n_vectors; ++v) {
    Vec<T> d[n_units];
    unroll<n_units>([&](auto u) SHOAL_UNROLLED {
      d[u] = delta[u * n_vectors + v];
      hold(d[u]);
    });
    unroll<n_rows>([&](auto i) SHOAL_UNROLLED {
      Vec<T> x = in[i * n_vectors + v];
      hold(x);
      unroll<n_units>([&](auto u) SHOAL_UNROLLED { sum[i][u] += x * d[u]; });
    });
  }
  unroll<n_rows>([&](auto i) SHOAL_UNROLLED {
    unroll<n_units>([&](auto u) SHOAL_UNROLLED {
      Vec<T>& total = sums[i * stride + u];
      total = fresh ? sum[i][u] : total + sum[i][u];
    });
  });
}

/// sums[u] (+)= sum over the vectors of delta[u], lane by lane: the gradient of the constants.
template <int n_units, class T>
inline void add_rows(const Vec<T>* delta, Index n_vectors, bool fresh, Vec<T>* sums) {
  Vec<T> sum[n_units];
  unroll<n_units>([&](auto u) SHOAL_UNROLLED { sum[u] = fresh ? Vec<T>{} : sums[u]; });
  for (Index v = 0; v < n_vectors; ++v)
    unroll<n_units>([&](auto u) SHOAL_UNROLLED { sum[u] += delta[u * n_vectors + v]; });
  unroll<n_units>([&](auto u) SHOAL_UNROLLED { sums[u] = sum[u]; });
}

/// The gradient of the weights of n_units deltas, their constants aside.
template <int n_units, class T>
inline void outer_column(const Vec<T>* in, Index n_in, const Vec<T>* delta, Index n_vectors,
                         bool fresh, Vec<T>* sums, Index stride) {
  for_tiles(n_in, [&](auto rows, Index i) {
    outer_tile<decltype(rows)::value, n_units, T>(in + i * n_vectors, delta, n_vectors, fresh,
                                                  sums + i * stride, stride);
  });
}

/// The gradient of all weights that n_rows inputs have.
template <int n_rows, class T>
inline void outer_row(const Vec<T>* in, const Vec<T>* delta, Index n_deltas, Index n_vectors,
                      bool fresh, Vec<T>* sums) {
  for_tiles(n_deltas, [&](auto units, Index u) {
    outer_tile<n_rows, decltype(units)::value, T>(in, delta + u * n_vectors, n_vectors, fresh,
                                                  sums + u, n_deltas);
  });
}

}  // namespace shoal::SHOAL_NAMESPACE
