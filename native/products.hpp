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

template <int n>
struct Size {
  static constexpr int value = n;
};

/// Calls f(Size<1 ... tile>, start) over [0, n) in as few tiles as possible, as equal as possible:
/// 9 is 3 + 3 + 3, for 4 + 4 + 1 would end on a tile that loads more than it computes.
template <class F>
inline void for_tiles(Index n, F f) {
  const Index count = (n + tile - 1) / tile;
  for (Index j = 0, start = 0; j < count; ++j) {
    const Index end = (j + 1) * n / count;
    switch (end - start) {
      case 1: f(Size<1>{}, start); break;
      case 2: f(Size<2>{}, start); break;
      case 3: f(Size<3>{}, start); break;
      default:
        if constexpr (tile >= 4) f(Size<4>{}, start);
    }
    start = end;
  }
}

/// A matrix of weights as a product meets it: weight of (in row i, out row u) at i * in + u * out.
template <class T>
struct Weights {
  const T* w;
  Index in, out;
  const T* constant;  // of each out row, or null
};

template <int n_units, int n_wide, class T>
inline void multiply_tile(const Weights<T>& weights, const Vec<T>* in, Index n_in, Index n_vectors,
                          Vec<T>* out) {
  Vec<T> sum[n_units][n_wide];
  for (int u = 0; u < n_units; ++u) {
    const Vec<T> start = weights.constant ? splat<T>(weights.constant[u]) : Vec<T>{};
    for (int v = 0; v < n_wide; ++v) sum[u][v] = start;
  }
  const T* w = weights.w;
  for (Index i = 0; i < n_in; ++i) {
    for (int u = 0; u < n_units; ++u)
      for (int v = 0; v < n_wide; ++v) sum[u][v] += in[v] * w[u * weights.out];
    w += weights.in;
    in += n_vectors;
  }
  for (int u = 0; u < n_units; ++u)
    for (int v = 0; v < n_wide; ++v) out[u * n_vectors + v] = sum[u][v];
}

/// out[u] = constant[u] + sum_i w[i, u] in[i], for n_units rows of a block.
template <int n_units, class T>
inline void multiply(const Weights<T>& weights, const Vec<T>* in, Index n_in, Index n_vectors,
                     Vec<T>* out) {
  Index v = 0;
  for (; v + tile_vectors <= n_vectors; v += tile_vectors)
    multiply_tile<n_units, tile_vectors, T>(weights, in + v, n_in, n_vectors, out + v);
  for (; v < n_vectors; ++v)
    multiply_tile<n_units, 1, T>(weights, in + v, n_in, n_vectors, out + v);
}

/// sums[i, u] (+)= sum over the vectors of in[i] * delta[u], lane by lane; `fresh` starts at 0.
template <int n_rows, int n_units, class T>
inline void outer_tile(const Vec<T>* in, const Vec<T>* delta, Index n_vectors, bool fresh,
                       Vec<T>* sums, Index stride) {
  Vec<T> sum[n_rows][n_units];
  for (int i = 0; i < n_rows; ++i)
    for (int u = 0; u < n_units; ++u) sum[i][u] = fresh ? Vec<T>{} : sums[i * stride + u];
  for (Index v = 0; v < n_vectors; ++v)
    for (int i = 0; i < n_rows; ++i)
      for (int u = 0; u < n_units; ++u)
        sum[i][u] += in[i * n_vectors + v] * delta[u * n_vectors + v];
  for (int i = 0; i < n_rows; ++i)
    for (int u = 0; u < n_units; ++u) sums[i * stride + u] = sum[i][u];
}

/// The gradient of the weights between n_in rows and n_units deltas.
template <int n_units, class T>
inline void outer(const Vec<T>* in, Index n_in, const Vec<T>* delta, Index n_vectors, bool fresh,
                  Vec<T>* sums, Index stride) {
  for_tiles(n_in, [=](auto rows, Index i) {
    outer_tile<decltype(rows)::value, n_units, T>(in + i * n_vectors, delta, n_vectors, fresh,
                                                  sums + i * stride, stride);
  });
}

}  // namespace shoal::SHOAL_NAMESPACE
