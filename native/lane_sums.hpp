// Sums across the lanes of vectors, as many vectors at once as there are lanes.
//
// Adding vector j to vector j + half, halves exchanged, halves the number of vectors and of lanes
// yet to add; after log2(lanes) rounds lane j of one vector holds the sum of vector j. That takes
// lanes - 1 additions for lanes vectors, where one vector at a time takes log2(lanes) each.
#pragma once

#include "vectors.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// Lane of the pair (x, y), y's lanes counted behind x's, that lane `lane` of a round takes: in each
/// group of 2 * half lanes the lower half is of x, the upper of y; `other` takes the half beside it.
constexpr int source_lane(int lane, int n_lanes, int half, bool other) {
  const bool of_y = lane % (2 * half) >= half;
  const int beside = of_y ? lane - half : lane + half;
  return (other ? beside : lane) + (of_y ? n_lanes : 0);
}

/// One round. The first sum's lanes stay where they are, which takes no shuffle but a blend.
template <class T, int half, int... lane>
SHOAL_INLINE Vec<T> fold(Vec<T> x, Vec<T> y, std::integer_sequence<int, lane...>) {
  constexpr int n = static_cast<int>(lanes<T>);
  return __builtin_shufflevector(x, y, source_lane(lane, n, half, false)...) +
         __builtin_shufflevector(x, y, source_lane(lane, n, half, true)...);
}

template <class T, int half>
SHOAL_INLINE Vec<T> sum_lanes(Vec<T>* x) {
  if constexpr (half == 0) {
    return x[0];
  } else {
    constexpr int n = static_cast<int>(lanes<T>);
    unroll<half>([&](auto j) SHOAL_UNROLLED {
      x[j] = fold<T, half>(x[j], x[j + half], std::make_integer_sequence<int, n>{});
    });
    return sum_lanes<T, half / 2>(x);
  }
}

/// out[j] (+)= the sum of the lanes of x[j], j < n. Both are padded to a multiple of the lanes.
template <class T>
void add_lane_sums(const Vec<T>* x, Index n, bool fresh, double* out) {
  constexpr int n_lanes = static_cast<int>(lanes<T>);
  typedef double Wide __attribute__((vector_size(n_lanes * sizeof(double)), aligned(8), may_alias));
  for (Index start = 0; start < n; start += n_lanes) {
    Vec<T> block[n_lanes];
    unroll<n_lanes>([&](auto j) SHOAL_UNROLLED { block[j] = x[start + j]; });
    const Wide sum = __builtin_convertvector(sum_lanes<T, n_lanes / 2>(block), Wide);
    Wide& total = *reinterpret_cast<Wide*>(out + start);
    total = fresh ? sum : total + sum;
  }
}

}  // namespace shoal::SHOAL_NAMESPACE
