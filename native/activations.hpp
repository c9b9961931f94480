// The activation functions h(a) of a layer and the products d h' with their slopes.
//
// Each follows src/shoal/core/activations.py: the slope comes from the value z where that is
// cheapest, else from the sum a (shape.hpp, slope_from_sum).
#pragma once

#include "elementary.hpp"

namespace shoal::SHOAL_NAMESPACE {

template <class T>
struct Identity {
  static constexpr bool from_sum = slope_from_sum(Activation::identity);
  static Vec<T> value(Vec<T> a) { return a; }
  static Vec<T> times_slope(Vec<T> d, Vec<T>) { return d; }
};

/// Of sums that come multiplied by `tanh_scale` (sums_scale below).
template <class T>
struct Tanh {
  static constexpr bool from_sum = slope_from_sum(Activation::tanh);
  template <int n>
  static void values(Vec<T> (&a)[n]) { tanh_of_scaled<T>(a); }
  // z d is what the gradient of the weight above adds up too: one product for both.
  static Vec<T> times_slope(Vec<T> d, Vec<T> z) { return d - z * (z * d); }
};

template <class T>
struct Logistic {
  static constexpr bool from_sum = slope_from_sum(Activation::logistic);
  static Vec<T> value(Vec<T> a) { return logistic<T>(a); }
  static Vec<T> times_slope(Vec<T> d, Vec<T> z) { return d * (z * (T(1) - z)); }
};

template <class T>
struct Relu {
  static constexpr bool from_sum = slope_from_sum(Activation::relu);
  // 0 * a, not 0: NaN stays NaN.
  static Vec<T> value(Vec<T> a) { return a > T(0) ? a : T(0) * a; }
  static Vec<T> times_slope(Vec<T> d, Vec<T> z) {
    return d * (z > T(0) ? T(1) + T(0) * z : T(0) * z);
  }
};

template <class T>
struct Softplus {
  static constexpr bool from_sum = slope_from_sum(Activation::softplus);
  static Vec<T> value(Vec<T> a) { return softplus<T>(a); }
  static Vec<T> times_slope(Vec<T> d, Vec<T> z) { return d * (-expm1_of_negative<T>(-z)); }
};

template <class T>
struct Gaussian {
  static constexpr bool from_sum = slope_from_sum(Activation::gaussian);
  static Vec<T> value(Vec<T> a) { return gaussian<T>(a); }
  static Vec<T> times_slope(Vec<T> d, Vec<T> a) { return d * (T(-2) * a * gaussian<T>(a)); }
};

template <class T>
struct Polynomial {
  static constexpr bool from_sum = slope_from_sum(Activation::polynomial);
  static Vec<T> value(Vec<T> a) { return T(3) + a * (T(2) + a * (T(1) + T(3) * a * a * a)); }
  static Vec<T> times_slope(Vec<T> d, Vec<T> a) {
    return d * (T(2) + a * (T(2) + T(15) * a * a * a));
  }
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

/// By what the sums of a layer come multiplied, its weights having been (passes.hpp, scaled).
template <class T>
constexpr T sums_scale(Activation h) {
  return h == Activation::tanh ? tanh_scale<T> : T(1);
}

/// h(a) in place of each of the sums.
template <class T, class H, int n>
SHOAL_INLINE void replace_by_values(H, Vec<T> (&a)[n]) {
  if constexpr (requires { H::values(a); })
    H::values(a);
  else
    unroll<n>([&](auto i) SHOAL_UNROLLED { a[i] = H::value(a[i]); });
}

/// z = h(a), n vectors; z may be a.
template <class T>
void activate(Activation h, const Vec<T>* a, Vec<T>* z, Index n) {
  with_activation<T>(h, [&](auto function) {
    const auto some = [&](auto count, Index j) SHOAL_UNROLLED {
      Vec<T> values[decltype(count)::value];
      unroll<decltype(count)::value>([&](auto i) SHOAL_UNROLLED { values[i] = a[j + i]; });
      replace_by_values<T>(function, values);
      unroll<decltype(count)::value>([&](auto i) SHOAL_UNROLLED { z[j + i] = values[i]; });
    };
    Index j = 0;
    for (; j + 4 <= n; j += 4) some(Size<4>{}, j);
    for (; j < n; ++j) some(Size<1>{}, j);
  });
}

/// out = factor * h', n vectors; `source` holds the values or the sums, and may be out.
template <class T>
void times_slope(Activation h, const Vec<T>* factor, const Vec<T>* source, Vec<T>* out, Index n) {
  with_activation<T>(h, [&](auto function) {
    for (Index j = 0; j < n; ++j) out[j] = function.times_slope(factor[j], source[j]);
  });
}

}  // namespace shoal::SHOAL_NAMESPACE
