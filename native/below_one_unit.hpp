// Hidden units below a layer of one unit, as in every network of one output: the layer above needs no
// product of its own, and with few inputs neither does the layer below.
//
// What an epoch costs here is counted in multiply-adds, and a store costs as much as one and a half:
// whatever can be added up while it is in a register is.
#pragma once

#include "activations.hpp"
#include "products.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// A hidden layer between the inputs and one unit. (These structs go by reference: a copy of eight
/// fields just written is one wide load that has to wait for all of the stores.)
template <class T>
struct ForwardBelowOneUnit {
  const T* v;  // (D + 1, M), scaled
  const T* w;  // (M), to the unit above
  const Vec<T>* x;
  Index n_inputs, n_units, n_vectors;
  Vec<T>* z;
  Vec<T>* next;  // sums of the unit above, to be added to
};

/// A tile of units and vectors: sums, their values, and what these add to the unit above.
template <int n_units, int n_wide, class T, class H>
SHOAL_INLINE void forward_tile_below_one_unit(H function, const ForwardBelowOneUnit<T>& t, Index u,
                                              Index v) {
  const Index n = t.n_vectors, M = t.n_units;
  Vec<T> a[n_units][n_wide];
  sums_of_tile<From::constant>(Weights<T>{t.v + M + u, M, 1, t.v + u}, t.x + v, t.n_inputs, n,
                               nullptr, a);
  unroll<n_wide>([&](auto i) SHOAL_UNROLLED {
    Vec<T> values[n_units];
    unroll<n_units>([&](auto j) SHOAL_UNROLLED { values[j] = a[j][i]; });
    replace_by_values<T>(function, values);
    Vec<T> sum = t.next[v + i];
    unroll<n_units>([&](auto j) SHOAL_UNROLLED {
      sum += values[j] * t.w[u + j];
      t.z[(u + j) * n + v + i] = values[j];
    });
    t.next[v + i] = sum;
  });
}

/// Tile by tile of units and vectors: divisions of one tile overlap with the products of the next.
template <class T, class H>
void forward_below_one_unit(H function, const ForwardBelowOneUnit<T>& t) {
  for_tiles(t.n_units, [&](auto units, Index u) SHOAL_UNROLLED {
    constexpr int n_units = decltype(units)::value;
    Index v = 0;
    for (; v + tile_vectors <= t.n_vectors; v += tile_vectors)
      forward_tile_below_one_unit<n_units, tile_vectors, T>(function, t, u, v);
    for (; v < t.n_vectors; ++v) forward_tile_below_one_unit<n_units, 1, T>(function, t, u, v);
  });
}

/// The units below a layer of one unit, whose delta (`next`) is theirs but for weight and slope.
template <class T>
struct BackwardBelowOneUnit {
  const T* w;            // to the unit above
  const Vec<T>* next;    // its delta
  const Vec<T>* z;       // values
  const Vec<T>* source;  // of the slopes
  const Vec<T>* x;       // inputs
  Index n_vectors;
  bool fresh;
  Vec<T>* sums_above;  // gradient of w
  Vec<T>* sums_below;  // gradient of the constants
  Index stride;        // from there to the gradient of each input's weights
};

/// So many rows of inputs, and units with them, fit into the registers of backward_below_one_unit.
constexpr int fused_rows = vector_registers / 4;
constexpr int fused_units(int n_rows) { return n_rows <= fused_rows / 2 ? tile : tile / 2; }

/// f(Size<n>) of 1 <= n <= fused_rows.
template <int n = 1, class F>
SHOAL_INLINE void with_rows(Index n_rows, const F& f) {
  if (n_rows == n) return f(Size<n>{});
  if constexpr (n < fused_rows) with_rows<n + 1>(n_rows, f);
}

/// One pass over the values of units `first` and on: the gradient of the weights above, of the
/// constants and of the weights of all n_rows inputs, or, n_rows being 0, the deltas for what
/// follows. What is summed is e = next * slope: the weight is a factor of the sums.
template <int n_rows, int n_units, class T, class H>
void backward_below_one_unit(H function, const BackwardBelowOneUnit<T>& t, Index first,
                             Vec<T>* delta) {
  const Index n = t.n_vectors;
  const T* const w = t.w + first;
  const Vec<T> *const z_first = t.z + first * n, *const source = t.source + first * n;
  Vec<T> above[n_units], constant[n_units], input[n_rows + 1][n_units];
  unroll<n_units>([&](auto u) SHOAL_UNROLLED {
    above[u] = constant[u] = Vec<T>{};
    unroll<n_rows>([&](auto i) SHOAL_UNROLLED { input[i][u] = Vec<T>{}; });
  });
  for (Index v = 0; v < n; ++v) {
    Vec<T> e[n_units];
    const Vec<T> next = t.next[v];
    unroll<n_units>([&](auto u) SHOAL_UNROLLED {
      const Vec<T> z = z_first[u * n + v];
      above[u] += z * next;
      e[u] = function.times_slope(next, H::from_sum ? source[u * n + v] : z);
      constant[u] += e[u];
    });
    if constexpr (n_rows == 0)
      unroll<n_units>([&](auto u) SHOAL_UNROLLED { delta[u * n + v] = e[u] * w[u]; });
    unroll<n_rows>([&](auto i) SHOAL_UNROLLED {
      Vec<T> x = t.x[i * n + v];
      hold(x);
      unroll<n_units>([&](auto u) SHOAL_UNROLLED { input[i][u] += x * e[u]; });
    });
  }
  const auto add = [&](Vec<T>& total, Vec<T> sum) SHOAL_UNROLLED {
    total = t.fresh ? sum : total + sum;
  };
  unroll<n_units>([&](auto u) SHOAL_UNROLLED {
    const Vec<T> weight = splat<T>(w[u]);
    add(t.sums_above[first + u], above[u]);
    add(t.sums_below[first + u], constant[u] * weight);
    unroll<n_rows>([&](auto i) SHOAL_UNROLLED {
      add(t.sums_below[(i + 1) * t.stride + first + u], input[i][u] * weight);
    });
  });
}

}  // namespace shoal::SHOAL_NAMESPACE
