// What both sides of the instruction-set border share: sizes, the rows in blocks, the function table.
//
// Everything here is plain data. The numerical files behind the border are compiled once for each
// instruction set, so no function or template of theirs may be visible outside: the linker would
// keep one of several copies and might keep the one this processor cannot run.
#pragma once

#include <cstddef>
#include <cstdint>

namespace shoal {

using Index = std::ptrdiff_t;

enum class Activation : int { identity, tanh, logistic, relu, softplus, gaussian, polynomial };

enum class Elementary : int { exp, tanh, logistic, softplus, gaussian };

/// The slope of these is taken from the sum a, not from the value z = h(a): the sums are kept.
constexpr bool slope_from_sum(Activation h) {
  return h == Activation::gaussian || h == Activation::polynomial;
}

/// Vectors in a block of rows, at most.
constexpr Index most_block_vectors = 32;

/// Sizes of a network; layer l has a (sizes[l] + 1, sizes[l + 1]) weight matrix at theta + offset[l].
struct Shape {
  Index n_layers;       // of weights: hidden layers + 1
  const Index* sizes;   // n_layers + 1
  const Index* offset;  // n_layers + 1; the last is the number of weights
  const Index* row;     // n_layers + 1: rows of z and a before those of layer l >= 1
  Activation hidden;
  Activation output;
  Index block_rows;  // rows of a full block, a multiple of the lanes

  Index n_inputs() const { return sizes[0]; }
  Index n_outputs() const { return sizes[n_layers]; }
  Index n_weights() const { return offset[n_layers]; }
  /// A gradient and the squared errors behind it, each a sum over rows.
  Index n_sums() const { return n_weights() + n_outputs(); }
};

/// Rows of a table, laid out in blocks for vectors whose lanes are rows.
///
/// Block b holds `block_rows` rows, the last block the rest rounded up to whole vectors; feature by
/// feature, each feature's rows side by side. Rows beyond the table repeat its last row with weight
/// 0: what is finite for a real row stays finite there.
template <class T>
struct Rows {
  Index n_rows;
  Index n_blocks;
  const T* x;  // (blocks, D, rows)
  const T* t;  // (blocks, K, rows)
  const T* s;  // (blocks, rows): row weights, their mean over the table is 1
  const T* by_row;  // (N, D + K + 1): x, t, s of each row side by side, for batches; null before them
};

/// One thread's working memory for a block of rows.
template <class T>
struct Scratch {
  T* z;      // values of the layers; deltas replace them backwards
  T* a;      // sums of the layers where a slope needs them, else the same memory as z
  T* delta;  // a few rows
  T* sums;   // n_sums() vectors, padded to a multiple of the lanes
  T* theta;  // the weights as the forward pass takes them
  T* x;      // a gathered block of rows (batches): x, t, s
  T* t;
  T* s;
};

/// A vector like theta that moves it, and how; `scale` turns sums over rows into the gradient.
template <class T>
struct Step {
  const T* rates;
  const T* penalty;  // null: none
  double scale;
};

/// How the gradients of mini-batches move theta (src/shoal/core/updates.py). `first` is the velocity
/// of a descent with momentum, where `second` is null, or Adam's mean gradient beside its mean square.
template <class T>
struct Moments {
  T* first;
  T* second;
  double beta1;  // the momentum
  double beta2;
  double epsilon;
  std::int64_t n_steps;  // taken before
};

/// The functions of one instruction set and one number type.
template <class T>
struct Engine {
  Index lanes;
  /// Into out (n_sums, padded to 16) the sums over the rows of blocks [first, last).
  void (*gradient)(const Shape&, const Rows<T>&, const T* theta, const Scratch<T>&, Index first,
                   Index last, double* out);
  /// Into out (K, padded to 16) the squared errors of blocks [first, last).
  void (*errors)(const Shape&, const Rows<T>&, const T* theta, const Scratch<T>&, Index first,
                 Index last, double* out);
  /// Outputs of blocks [first, last) into y (N, K).
  void (*forward)(const Shape&, const Rows<T>&, const T* theta, const Scratch<T>&, Index first,
                  Index last, T* y);
  /// theta -= rates * (scale * sums + penalty * theta); returns sum(penalty * theta^2) before.
  double (*step)(const Step<T>&, Index n, const double* sums, T* theta);
  /// One epoch of mini-batches through the rows in `order`.
  void (*batches)(const Shape&, const Rows<T>&, const Scratch<T>&, const std::int64_t* order,
                  Index batch_size, const Step<T>&, Moments<T>, T* theta, double* sums);
  void (*apply)(Elementary, const T* x, T* out, Index n);
};

struct Families;
struct CurvatureMemory;

/// What an instruction set does with a symmetric positive definite matrix.
///
/// Matrices are (n, n), row by row, aligned, n a multiple of square_step: whole vectors and panels.
struct Dense {
  /// The upper triangle of A = U'U becomes U; false where A is not positive definite.
  bool (*factor)(double* A, Index n);
  /// Into X, which holds the identity, the inverse of U'.
  void (*invert)(const double* U, Index n, double* X);
  /// x (n) becomes A^-1 x; `work` has n numbers.
  void (*solve)(const double* U, Index n, double* x, double* work);
  /// Sums of the squares of X's columns, from the diagonal down.
  void (*squares_of_columns)(const double* X, Index n, double* out);
};
constexpr Index square_step = 8;

/// What an instruction set does with the columns (P, n) of a Jacobian of few rows (few_rows.hpp); n
/// is a multiple of square_step.
struct FewRows {
  void (*jacobian_columns)(const Shape&, const Rows<double>&, const double* theta,
                           const Scratch<double>&, const CurvatureMemory&, Index n, double* columns,
                           double* residuals);
  void (*gram)(const double* columns, const double* shift, Index P, Index n, double* scaled,
               double* out);
  void (*substitute)(const double* U, Index n, double* X, Index width);
  void (*products)(const double* columns, const double* x, Index P, Index n, double* sums,
                   double* out);
  void (*take_away)(const double* columns, const double* factors, Index P, Index n, double* x);
};

/// Both number types of one instruction set, and the Gauss-Newton sums (curvature.hpp).
struct Isa {
  const char* name;
  Engine<double> f64;
  Engine<float> f32;
  void (*normal_equations)(const Shape&, const Rows<double>&, const double* theta,
                           const Scratch<double>&, const Families&, const CurvatureMemory&,
                           double* mse, double* g, double* H);
  void (*jacobian_equations)(const Shape&, const Rows<double>&, const double* theta,
                             const Scratch<double>&, const CurvatureMemory&, double* mse, double* g,
                             double* H);
  Dense dense;
  FewRows few_rows;
  double (*log)(double);

  template <class T>
  const Engine<T>& engine() const {
    if constexpr (sizeof(T) == sizeof(double)) return f64;
    else return f32;
  }
};

}  // namespace shoal
