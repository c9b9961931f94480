// One block of rows through the network, forwards and backwards.
#pragma once

#include "activations.hpp"
#include "below_one_unit.hpp"
#include "products.hpp"

namespace shoal::SHOAL_NAMESPACE {

inline Activation activation_of(const Shape& shape, Index layer) {
  return layer == shape.n_layers ? shape.output : shape.hidden;
}

/// A block of rows: (D, n), (K, n) and (n) vectors.
template <class T>
struct Block {
  const Vec<T>* x;
  const Vec<T>* t;
  const Vec<T>* s;
  Index n_vectors;
};

template <class T>
inline Block<T> block_of(const Shape& shape, const Rows<T>& rows, Index b) {
  const Index start = b * shape.block_rows;
  const Index left = rows.n_rows - start;
  const Index n = left < shape.block_rows ? left : shape.block_rows;
  return {vectors(rows.x + start * shape.n_inputs()),
          vectors(rows.t + start * shape.n_outputs()), vectors(rows.s + start),
          (n + lanes<T> - 1) / lanes<T>};
}

/// The units of layer l >= 1.
template <class T>
inline Vec<T>* units_of(const Shape& shape, T* memory, Index l) {
  return vectors(memory + shape.row[l] * shape.block_rows);
}

/// The weights with each layer's multiplied by what its sums are wanted in, in `memory` if any is.
template <class T>
inline const T* scaled(const Shape& shape, const T* theta, T* memory) {
  if (sums_scale<T>(shape.hidden) == T(1) && sums_scale<T>(shape.output) == T(1)) return theta;
  for (Index l = 1; l <= shape.n_layers; ++l) {
    const T scale = sums_scale<T>(activation_of(shape, l));
    for (Index p = shape.offset[l - 1]; p < shape.offset[l]; ++p) memory[p] = scale * theta[p];
  }
  return memory;
}

/// Values (and sums, where kept) of all layers from `scaled` weights; returns the outputs y.
///
/// Tile by tile of a layer's units, while it is in the first-level cache: their sums, from the
/// inputs or as the layer below left them; their values; what these add to the sums above.
template <class T>
inline const Vec<T>* forward(const Shape& shape, const T* theta, const Block<T>& block,
                             const Scratch<T>& scratch) {
  const Index n = block.n_vectors, top = shape.n_layers;
  for (Index l = 1; l <= top; ++l) {
    const Index D = shape.n_inputs(), n_units = shape.sizes[l];
    const Index n_next = l < top ? shape.sizes[l + 1] : 0;
    Vec<T>* const a = units_of(shape, scratch.a, l);
    Vec<T>* const z = units_of(shape, scratch.z, l);
    Vec<T>* const next = l < top ? units_of(shape, scratch.a, l + 1) : nullptr;
    const T* const above = theta + shape.offset[l];
    const Activation h = activation_of(shape, l);
    for (Index k = 0; k < n_next; ++k)
      for (Index v = 0; v < n; ++v) next[k * n + v] = splat<T>(above[k]);
    if (l == 1 && n_next == 1 && a == z && h != Activation::identity) {
      with_activation<T>(h, [&](auto function) {
        forward_below_one_unit<T>(
            function, {theta, above + 1, block.x, D, n_units, n, z, next});
      });
      continue;
    }
    for_tiles(n_units, [&](auto units, Index u) {
      constexpr int count = decltype(units)::value;
      if (l == 1)
        multiply<From::constant, count, T>({theta + n_units + u, n_units, 1, theta + u}, block.x,
                                           D, n, a + u * n);
      const T* const w = above + (u + 1) * n_next;
      if (h != Activation::identity || a != z) activate<T>(h, a + u * n, z + u * n, count * n);
      for_tiles(n_next, [&](auto nexts, Index k) {
        multiply<From::out, decltype(nexts)::value, T>({w + k, n_next, 1, nullptr}, z + u * n,
                                                       count, n, next + k * n);
      });
    });
  }
  return units_of(shape, scratch.z, top);
}

/// errors[k] (+)= s (y - t)^2, and s (y - t) into `weighted` unless that is null.
template <class T>
inline void output_errors(const Shape& shape, const Block<T>& block, const Vec<T>* y, bool fresh,
                          Vec<T>* errors, Vec<T>* weighted) {
  const Index n = block.n_vectors;
  for (Index k = 0; k < shape.n_outputs(); ++k) {
    Vec<T> sum = fresh ? Vec<T>{} : errors[k];
    for (Index v = 0; v < n; ++v) {
      const Vec<T> r = y[k * n + v] - block.t[k * n + v];
      const Vec<T> sr = block.s[v] * r;
      sum += sr * r;
      if (weighted) weighted[k * n + v] = sr;
    }
    errors[k] = sum;
  }
}

/// Sums of this block into scratch.sums; deltas replace the values layer by layer.
template <class T>
inline void backward(const Shape& shape, const T* theta, const Block<T>& block,
                     const Scratch<T>& scratch, const Vec<T>* y, bool fresh) {
  const Index n = block.n_vectors, top = shape.n_layers;
  Vec<T>* sums = vectors(scratch.sums);
  Vec<T>* errors = sums + shape.n_weights();
  Vec<T>* const temporary = vectors(scratch.delta);

  if (shape.output == Activation::identity) {
    output_errors(shape, block, y, fresh, errors, units_of(shape, scratch.z, top));
  } else {
    output_errors(shape, block, y, fresh, errors, temporary);
    const bool from_sum = slope_from_sum(shape.output);
    const Vec<T>* source = units_of(shape, from_sum ? scratch.a : scratch.z, top);
    times_slope<T>(shape.output, temporary, source, units_of(shape, scratch.z, top),
                   shape.n_outputs() * n);
  }

  for (Index l = top; l >= 1; --l) {
    Vec<T>* const z = units_of(shape, scratch.z, l);
    const Vec<T>* const source = slope_from_sum(shape.hidden) ? units_of(shape, scratch.a, l) : z;
    const Index n_next = l < top ? shape.sizes[l + 1] : 0;
    const Vec<T>* const next = l < top ? units_of(shape, scratch.z, l + 1) : nullptr;
    // Nobody below layer 1 needs its deltas: they stay in the first-level cache.
    const bool temporary_delta = l == 1 && l < top;
    const BackwardBelowOneUnit<T> below_one{
        .w = theta + shape.offset[l] + 1,
        .next = next,
        .z = z,
        .source = source,
        .x = block.x,
        .n_vectors = n,
        .fresh = fresh,
        .sums_above = sums + shape.offset[l] + 1,
        .sums_below = sums + shape.offset[l - 1],
        .stride = shape.sizes[l],
    };
    if (temporary_delta && n_next == 1 && shape.n_inputs() <= fused_rows) {
      with_activation<T>(shape.hidden, [&](auto function) {
        with_rows(shape.n_inputs(), [&](auto rows) {
          constexpr int n_rows = decltype(rows)::value;
          for_tiles<fused_units(n_rows)>(shape.sizes[l], [&](auto units, Index u) {
            constexpr int n_units = decltype(units)::value;
            backward_below_one_unit<n_rows, n_units, T>(function, below_one, u, nullptr);
          });
        });
      });
      continue;
    }
    // Tile by tile of units, while it is in the first-level cache: the gradient of the weights
    // above, which needs the values; the deltas in their place; the gradient of the weights below.
    for_tiles(shape.sizes[l], [&](auto units, Index u) {
      constexpr int n_units = decltype(units)::value;
      const T* const w = theta + shape.offset[l] + (u + 1) * n_next;
      Vec<T>* const sums_above = sums + shape.offset[l] + (u + 1) * n_next;
      Vec<T>* const sums_below = sums + shape.offset[l - 1] + u;
      Vec<T>* const delta = temporary_delta ? temporary : z + u * n;
      if (n_next == 1) {
        with_activation<T>(shape.hidden, [&](auto function) {
          backward_below_one_unit<0, n_units, T>(function, below_one, u, delta);
        });
      } else {
        if (l < top) {
          outer_row<n_units, T>(z + u * n, next, n_next, n, fresh, sums_above);
          multiply<From::zero, n_units, T>({w, 1, n_next, nullptr}, next, n_next, n, temporary);
          times_slope<T>(shape.hidden, temporary, source + u * n, delta, n_units * n);
        }
        add_rows<n_units, T>(delta, n, fresh, sums_below);
      }
      if (l == 1)
        outer_column<n_units, T>(block.x, shape.n_inputs(), delta, n, fresh,
                                 sums_below + shape.sizes[1], shape.sizes[1]);
    });
  }
}

}  // namespace shoal::SHOAL_NAMESPACE
