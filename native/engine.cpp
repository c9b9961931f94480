// The functions of one instruction set (shape.hpp, Engine): compiled once for each.
#include <cmath>

#include "few_rows.hpp"
#include "jacobian.hpp"
#include "lane_sums.hpp"
#include "passes.hpp"

namespace shoal::SHOAL_NAMESPACE {
namespace {

/// Rows that vector-valued sums take before they move on to float64.
constexpr Index rows_per_flush = 2048;

/// Of one block no turn is taken: the caller has just had its own, and small tables are short calls.
inline Interruption* turns_between(Index first, Index last) {
  return last - first > 1 ? interruption() : nullptr;
}

template <class T>
void gradient(const Shape& shape, const Rows<T>& rows, const T* theta, const Scratch<T>& scratch,
              Index first, Index last, double* out) {
  Interruption* const turns = turns_between(first, last);
  const T* const w = scaled(shape, theta, scratch.theta);
  const Index blocks_per_flush = (rows_per_flush + shape.block_rows - 1) / shape.block_rows;
  for (Index start = first; start < last; start += blocks_per_flush) {
    const Index end = start + blocks_per_flush < last ? start + blocks_per_flush : last;
    for (Index b = start; b < end; ++b) {
      if (b != first) take_turn(turns);
      const Block<T> block = block_of(shape, rows, b);
      const Vec<T>* y = forward(shape, w, block, scratch);
      backward(shape, theta, block, scratch, y, b == start);
    }
    add_lane_sums<T>(vectors(scratch.sums), shape.n_sums(), start == first, out);
  }
}

template <class T>
void errors(const Shape& shape, const Rows<T>& rows, const T* theta, const Scratch<T>& scratch,
            Index first, Index last, double* out) {
  Interruption* const turns = turns_between(first, last);
  const T* const w = scaled(shape, theta, scratch.theta);
  const Index blocks_per_flush = (rows_per_flush + shape.block_rows - 1) / shape.block_rows;
  for (Index start = first; start < last; start += blocks_per_flush) {
    const Index end = start + blocks_per_flush < last ? start + blocks_per_flush : last;
    for (Index b = start; b < end; ++b) {
      if (b != first) take_turn(turns);
      const Block<T> block = block_of(shape, rows, b);
      const Vec<T>* y = forward(shape, w, block, scratch);
      output_errors<T>(shape, block, y, b == start, vectors(scratch.sums), nullptr);
    }
    add_lane_sums<T>(vectors(scratch.sums), shape.n_outputs(), start == first, out);
  }
}

template <class T>
void outputs(const Shape& shape, const Rows<T>& rows, const T* theta, const Scratch<T>& scratch,
             Index first, Index last, T* out) {
  const Index K = shape.n_outputs();
  Interruption* const turns = turns_between(first, last);
  const T* const w = scaled(shape, theta, scratch.theta);
  for (Index b = first; b < last; ++b) {
    if (b != first) take_turn(turns);
    const Block<T> block = block_of(shape, rows, b);
    const T* y = reinterpret_cast<const T*>(forward(shape, w, block, scratch));
    const Index start = b * shape.block_rows;
    const Index left = rows.n_rows - start;
    const Index n = left < shape.block_rows ? left : shape.block_rows;
    for (Index i = 0; i < n; ++i)
      for (Index k = 0; k < K; ++k)
        out[(start + i) * K + k] = y[k * block.n_vectors * lanes<T> + i];
  }
}

template <class T>
double descend_step(const Step<T>& step, Index n, const double* sums, T* theta) {
  double penalty = 0;
  if (!step.penalty) {
    for (Index p = 0; p < n; ++p)
      theta[p] -= step.rates[p] * static_cast<T>(step.scale * sums[p]);
  } else {
    for (Index p = 0; p < n; ++p) {
      const T pull = step.penalty[p] * theta[p];
      penalty += static_cast<double>(pull) * static_cast<double>(theta[p]);
      theta[p] -= step.rates[p] * (static_cast<T>(step.scale * sums[p]) + pull);
    }
  }
  return penalty;
}

/// Rows that are asked for before they are gathered: memory answers several questions at a time.
constexpr Index rows_ahead = 8;
constexpr Index cache_line = 64;

/// Copies rows into one block; rows beyond them repeat the last with weight 0.
template <class T>
void gather(const Shape& shape, const Rows<T>& rows, const std::int64_t* order, Index n,
            const Scratch<T>& to) {
  const Index D = shape.n_inputs(), K = shape.n_outputs(), stride = D + K + 1;
  const Index width = (n + lanes<T> - 1) / lanes<T> * lanes<T>;
  for (Index i = 0; i < width; ++i) {
    if (i + rows_ahead < n) {
      const T* next = rows.by_row + static_cast<Index>(order[i + rows_ahead]) * stride;
      for (Index j = 0; j < stride; j += cache_line / static_cast<Index>(sizeof(T)))
        __builtin_prefetch(next + j);
    }
    const T* row = rows.by_row + static_cast<Index>(order[i < n ? i : n - 1]) * stride;
    for (Index d = 0; d < D; ++d) to.x[d * width + i] = row[d];
    for (Index k = 0; k < K; ++k) to.t[k * width + i] = row[D + k];
    to.s[i] = i < n ? row[D + K] : T(0);
  }
}

/// base^n; of the portable kernel by squaring, for libraries differ in the last digit of pow.
inline double power(double base, double n) {
  if constexpr (!portable) return std::pow(base, n);
  double found = 1;
  for (auto left = static_cast<std::uint64_t>(n); left > 0; left /= 2) {
    if (left % 2 == 1) found *= base;
    base *= base;
  }
  return found;
}

/// log(x) of a positive x; of the portable kernel 2 atanh's series of the part in [sqrt(1/2), sqrt(2)].
inline double logarithm(double x) {
  if constexpr (!portable) return std::log(x);
  if (!(x > 0 && x < Reduction<double>::infinity)) return std::log(x);
  int exponent;
  double part = std::frexp(x, &exponent);
  if (part < 0.7071067811865476) {
    part *= 2;
    --exponent;
  }
  const double f = (part - 1) / (part + 1), square = f * f;
  double sum = 0;
  for (int k = 11; k >= 0; --k) sum = sum * square + 1.0 / (2 * k + 1);
  return 2 * f * sum + exponent * 0x1.a39ef35793c76p-33 + exponent * 0x1.62e42feep-1;
}

/// One batch's step; `scale` turns its sums into the gradient.
template <class T>
void move(const Step<T>& step, double scale, const Moments<T>& moments, Index n, const double* sums,
          T* theta) {
  const auto gradient = [&](Index p) {
    const T g = static_cast<T>(scale * sums[p]);
    return step.penalty ? g + step.penalty[p] * theta[p] : g;
  };
  const T b1 = static_cast<T>(moments.beta1), b2 = static_cast<T>(moments.beta2);
  T *const first = moments.first, *const second = moments.second;
  if (!second) {
    for (Index p = 0; p < n; ++p) {
      first[p] = b1 * first[p] - step.rates[p] * gradient(p);
      theta[p] += first[p];
    }
    return;
  }
  const double t = static_cast<double>(moments.n_steps + 1);
  const T unbias1 = static_cast<T>(1 / (1 - power(moments.beta1, t)));
  const T unbias2 = static_cast<T>(1 / std::sqrt(1 - power(moments.beta2, t)));
  const T c1 = static_cast<T>(1 - moments.beta1), c2 = static_cast<T>(1 - moments.beta2);
  const T epsilon = static_cast<T>(moments.epsilon);
  for (Index p = 0; p < n; ++p) {
    const T g = gradient(p);
    first[p] = b1 * first[p] + c1 * g;
    second[p] = b2 * second[p] + c2 * (g * g);
    theta[p] -= step.rates[p] * (unbias1 * first[p]) / (unbias2 * std::sqrt(second[p]) + epsilon);
  }
}

template <class T>
void batches(const Shape& shape, const Rows<T>& rows, const Scratch<T>& scratch,
             const std::int64_t* order, Index batch_size, const Step<T>& step, Moments<T> moments,
             T* theta, double* sums) {
  Interruption* const turns = interruption();
  for (Index start = 0; start < rows.n_rows; start += batch_size) {
    const Index left = rows.n_rows - start;
    const Index size = left < batch_size ? left : batch_size;
    const T* const w = scaled(shape, theta, scratch.theta);
    bool flushed = false, fresh = true;
    Index waiting = 0;
    for (Index i = 0; i < size; i += shape.block_rows) {
      const Index n = size - i < shape.block_rows ? size - i : shape.block_rows;
      take_turn(turns);
      gather(shape, rows, order + start + i, n, scratch);
      const Block<T> block{vectors<T>(scratch.x), vectors<T>(scratch.t), vectors<T>(scratch.s),
                           (n + lanes<T> - 1) / lanes<T>};
      const Vec<T>* y = forward(shape, w, block, scratch);
      backward(shape, theta, block, scratch, y, fresh);
      fresh = false;
      waiting += n;
      if (waiting >= rows_per_flush || i + n == size) {
        add_lane_sums<T>(vectors(scratch.sums), shape.n_weights(), !flushed, sums);
        flushed = fresh = true;
        waiting = 0;
      }
    }
    move(step, step.scale / static_cast<double>(size), moments, shape.n_weights(), sums, theta);
    ++moments.n_steps;
  }
}

template <class T, class F>
void map(const T* x, T* out, Index n, F f) {
  using Unaligned = typename Simd<T>::Unaligned;
  Index i = 0;
  for (; i + lanes<T> <= n; i += lanes<T>)
    *reinterpret_cast<Unaligned*>(out + i) = f(*reinterpret_cast<const Unaligned*>(x + i));
  if (i < n) {
    Vec<T> last{};
    for (Index j = i; j < n; ++j) last[j - i] = x[j];
    last = f(last);
    for (Index j = i; j < n; ++j) out[j] = last[j - i];
  }
}

template <class T>
void apply(Elementary function, const T* x, T* out, Index n) {
  switch (function) {
    case Elementary::exp: return map(x, out, n, [](Vec<T> v) { return exp<T>(v); });
    case Elementary::tanh: return map(x, out, n, [](Vec<T> v) { return tanh<T>(v); });
    case Elementary::logistic: return map(x, out, n, [](Vec<T> v) { return logistic<T>(v); });
    case Elementary::softplus: return map(x, out, n, [](Vec<T> v) { return softplus<T>(v); });
    case Elementary::gaussian: return map(x, out, n, [](Vec<T> v) { return gaussian<T>(v); });
  }
}

template <class T>
constexpr Engine<T> engine() {
  return {lanes<T>, gradient<T>, errors<T>, outputs<T>, descend_step<T>, batches<T>, apply<T>};
}

}  // namespace

extern const Isa isa;
const Isa isa{SHOAL_ISA, engine<double>(), engine<float>(), normal_equations,
              jacobian_equations,
              {factor, invert, solve, squares_of_columns},
              {jacobian_columns, gram, substitute, products, take_away}, logarithm};

}  // namespace shoal::SHOAL_NAMESPACE
