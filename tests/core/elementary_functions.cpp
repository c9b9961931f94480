// native/elementary.hpp alone, to be compiled with other options than the kernel is.
#define SHOAL_NAMESPACE alone
#include "elementary.hpp"

namespace {

using namespace shoal::alone;

template <class T>
Vec<T> tanh_of_sum(Vec<T> x) {
  Vec<T> scaled[1] = {x * tanh_scale<T>};
  tanh_of_scaled<T>(scaled);
  return scaled[0];
}

/// n is a multiple of the lanes.
template <class T>
void apply(int function, const T* x, T* out, long n) {
  for (long i = 0; i < n; i += lanes<T>) {
    using Unaligned = typename Simd<T>::Unaligned;
    const Vec<T> v = *reinterpret_cast<const Unaligned*>(x + i);
    Vec<T> y{};
    switch (function) {
      case 0: y = shoal::alone::exp<T>(v); break;
      case 1: y = shoal::alone::tanh<T>(v); break;
      case 2: y = logistic<T>(v); break;
      case 3: y = softplus<T>(v); break;
      case 4: y = expm1_of_negative<T>(v); break;
      default: y = tanh_of_sum<T>(v);
    }
    *reinterpret_cast<Unaligned*>(out + i) = y;
  }
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {
void apply_float64(int function, const double* x, double* out, long n) { apply(function, x, out, n); }
void apply_float32(int function, const float* x, float* out, long n) { apply(function, x, out, n); }
}
