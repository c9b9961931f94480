// One block of rows through the network, forwards and backwards.
#pragma once

#include "activations.hpp"
#include "products.hpp"

namespace shoal::SHOAL_NAMESPACE {

inline Activation activation_of(const Shape& shape, Index layer) {
  return layer == shape.n_layers ? shape.output : shape.hidden;
}

/// A block of rows: (D + 1, n), (K, n) and (n) vectors.
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
  return {vectors(rows.x + start * (shape.n_inputs() + 1)),
          vectors(rows.t + start * shape.n_outputs()), vectors(rows.s + start),
          (n + lanes<T> - 1) / lanes<T>};
}

/// Rows of layer l >= 1, its row of ones first.
template <class T>
inline Vec<T>* layer(const Shape& shape, T* memory, Index l) {
  return vectors(memory + shape.row[l] * shape.block_rows);
}

/// Values (and sums, where kept) of all layers; returns the outputs y.
template <class T>
inline const Vec<T>* forward(const Shape& shape, const T* theta, const Block<T>& block,
                             const Scratch<T>& scratch) {
  const Index n = block.n_vectors;
  const Vec<T>* in = block.x;
  for (Index l = 1; l <= shape.n_layers; ++l) {
    const Index n_in = shape.sizes[l - 1], n_out = shape.sizes[l];
    const T* w = theta + shape.offset[l - 1];
    Vec<T>* a = layer(shape, scratch.a, l) + n;
    Vec<T>* z = layer(shape, scratch.z, l) + n;
    for_tiles(n_out, [=](auto units, Index u) {
      const Weights<T> weights{w + n_out + u, n_out, 1, w + u};
      multiply<decltype(units)::value, T>(weights, in + n, n_in, n, a + u * n);
    });
    const Activation h = activation_of(shape, l);
    if (h != Activation::identity || a != z) activate<T>(h, a, z, n_out * n);
    in = z - n;
  }
  return in + n;
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
    output_errors(shape, block, y, fresh, errors, layer(shape, scratch.z, top) + n);
  } else {
    output_errors(shape, block, y, fresh, errors, temporary);
    const bool from_sum = slope_from_sum(shape.output);
    const Vec<T>* source = layer(shape, from_sum ? scratch.a : scratch.z, top) + n;
    times_slope<T>(shape.output, temporary, source, layer(shape, scratch.z, top) + n,
                   shape.n_outputs() * n);
  }

  for (Index l = top; l >= 1; --l) {
    const Index n_in = shape.sizes[l - 1], n_out = shape.sizes[l];
    const Vec<T>* in = l == 1 ? block.x : layer(shape, scratch.z, l - 1);
    Vec<T>* delta = layer(shape, scratch.z, l) + n;
    const Vec<T>* source = slope_from_sum(shape.hidden) ? layer(shape, scratch.a, l) + n : delta;
    Vec<T>* layer_sums = sums + shape.offset[l - 1];
    for_tiles(n_out, [=, &shape](auto units, Index u) {
      constexpr int n_units = decltype(units)::value;
      if (l < top) {
        const Index n_next = shape.sizes[l + 1];
        const T* w = theta + shape.offset[l] + (u + 1) * n_next;
        const Vec<T>* next = layer(shape, scratch.z, l + 1) + n;
        multiply<n_units, T>({w, 1, n_next, nullptr}, next, n_next, n, temporary);
        times_slope<T>(shape.hidden, temporary, source + u * n, delta + u * n, n_units * n);
      }
      outer<n_units, T>(in, n_in + 1, delta + u * n, n, fresh, layer_sums + u, n_out);
    });
  }
}

}  // namespace shoal::SHOAL_NAMESPACE
