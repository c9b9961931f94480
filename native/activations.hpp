// The activation functions h(a) of a layer and the products with their slopes.
//
// Each follows src/shoal/core/activations.py: the slope comes from the value z where that is
// cheapest, else from the sum a (shape.hpp, slope_from_sum).
#pragma once

#include "elementary.hpp"

namespace shoal::SHOAL_NAMESPACE {

template <class T>
struct Identity {
  static Vec<T> value(Vec<T> a) { return a; }
  static Vec<T> slope(Vec<T>) { return splat<T>(T(1)); }
};

template <class T>
struct Tanh {
  static Vec<T> value(Vec<T> a) { return tanh<T>(a); }
  static Vec<T> slope(Vec<T> z) { return T(1) - z * z; }
};

template <class T>
struct Logistic {
  static Vec<T> value(Vec<T> a) { return logistic<T>(a); }
  static Vec<T> slope(Vec<T> z) { return z * (T(1) - z); }
};

template <class T>
struct Relu {
  // 0 * a, not 0: NaN stays NaN.
  static Vec<T> value(Vec<T> a) { return a > T(0) ? a : T(0) * a; }
  static Vec<T> slope(Vec<T> z) { return z > T(0) ? T(1) + T(0) * z : T(0) * z; }
};

template <class T>
struct Softplus {
  static Vec<T> value(Vec<T> a) { return softplus<T>(a); }
  static Vec<T> slope(Vec<T> z) { return -expm1_of_negative<T>(-z); }
};

template <class T>
struct Gaussian {
  static Vec<T> value(Vec<T> a) { return gaussian<T>(a); }
  static Vec<T> slope(Vec<T> a) { return T(-2) * a * gaussian<T>(a); }
};

template <class T>
struct Polynomial {
  static Vec<T> value(Vec<T> a) { return T(3) + a * (T(2) + a * (T(1) + T(3) * a * a * a)); }
  static Vec<T> slope(Vec<T> a) { return T(2) + a * (T(2) + T(15) * a * a * a); }
};

/// Calls f with the type of the activation.
template <class T, class F>
SHOAL_INLINE void with_activation(Activation h, const F& f) {
  switch (h) {
    case Activation::identity: return f(Identity<T>{});
    case Activation::tanh: return f(Tanh<T>{});
    case Activation::logistic: return f(Logistic<T>{});
    case Activation::relu: return f(Relu<T>{});
    case Activation::softplus: return f(Softplus<T>{});
    case Activation::gaussian: return f(Gaussian<T>{});
    case Activation::polynomial: return f(Polynomial<T>{});
  }
}

/// z = h(a), n vectors; z may be a.
template <class T>
void activate(Activation h, const Vec<T>* a, Vec<T>* z, Index n) {
  with_activation<T>(h, [&](auto function) {
    for (Index j = 0; j < n; ++j) z[j] = function.value(a[j]);
  });
}

/// out = factor * h', n vectors; `source` holds the values or the sums, and may be out.
template <class T>
void times_slope(Activation h, const Vec<T>* factor, const Vec<T>* source, Vec<T>* out, Index n) {
  with_activation<T>(h, [&](auto function) {
    for (Index j = 0; j < n; ++j) out[j] = factor[j] * function.slope(source[j]);
  });
}

}  // namespace shoal::SHOAL_NAMESPACE
