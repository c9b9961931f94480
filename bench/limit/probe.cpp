// The two speeds that bound an epoch, on one core, at the width of the kernel's own vectors.
#include <time.h>

#include "elementary.hpp"

namespace shoal::SHOAL_NAMESPACE {
namespace {

double seconds() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Fastest of `repeats` calls of f: what the machine does when nobody else is on it.
template <class F>
double fastest(int repeats, F f) {
  double best = 1e9;
  for (int i = 0; i < repeats; ++i) {
    const double start = seconds();
    f();
    const double passed = seconds() - start;
    if (passed < best) best = passed;
  }
  return best;
}

/// What is computed but used by nobody would not be computed.
void used(const void* result) { asm volatile("" : : "r"(result) : "memory"); }

/// Multiply-adds on registers alone; as many chains as two units of four cycles each need, and more.
template <class T>
double flops_per_second() {
  constexpr int chains = 12, rounds = 20'000;
  Vec<T> sum[chains];
  for (int i = 0; i < chains; ++i) sum[i] = splat<T>(T(i));
  const Vec<T> factor = splat<T>(T(0.5)), term = splat<T>(T(1));
  const double best = fastest(300, [&] {
    Vec<T> s[chains];
    unroll<chains>([&](auto i) SHOAL_UNROLLED { s[i] = sum[i]; });
    for (int k = 0; k < rounds; ++k) {
      unroll<chains>([&](auto i) SHOAL_UNROLLED {
        s[i] = s[i] * factor + term;
        hold(s[i]);
      });
    }
    unroll<chains>([&](auto i) SHOAL_UNROLLED { sum[i] = s[i]; });
  });
  used(sum);
  return 2.0 * chains * rounds * static_cast<double>(lanes<T>) / best;
}

/// The tanh of the kernel's passes, of 8 KiB that stay in the first-level cache.
template <class T>
double seconds_per_tanh() {
  constexpr Index n = 8192 / vector_bytes;
  constexpr int at_once = 4;
  static Vec<T> a[n], z[n];
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < lanes<T>; ++i)
      a[j][i] = (T(6) * static_cast<T>((j * lanes<T> + i) * 37 % 1000) / T(1000) - T(3)) *
                tanh_scale<T>;
  const double best = fastest(5000, [&] {
    for (int k = 0; k < 4; ++k) {
      for (Index j = 0; j < n; j += at_once) {
        Vec<T> values[at_once];
        unroll<at_once>([&](auto i) SHOAL_UNROLLED { values[i] = a[j + i]; });
        tanh_of_scaled<T>(values);
        unroll<at_once>([&](auto i) SHOAL_UNROLLED { z[j + i] = values[i]; });
      }
      used(z);
    }
  });
  return best / 4 / static_cast<double>(n * lanes<T>);
}

}  // namespace

extern "C" {
double peak_float64() { return flops_per_second<double>(); }
double peak_float32() { return flops_per_second<float>(); }
double tanh_float64() { return seconds_per_tanh<double>(); }
double tanh_float32() { return seconds_per_tanh<float>(); }
}

}  // namespace shoal::SHOAL_NAMESPACE
