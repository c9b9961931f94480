// exp, expm1, tanh, logistic and softplus of vectors, from one reduction.
//
// With h = y/2 = n c + r, c = ln(2)/(2 W) and n a whole number, n = W k + i,
//
//     e^(2h) = A (1 + s) / (1 - s),   A = 2^k 2^(i/W),   s = tanh(r),
//
// and s is an odd polynomial of a small r. Every function below is one quotient of sums linear in
// s, so one division each and no cancellation:
//
//     exp(2h)       = (A + A s) / (1 - s)
//     expm1(2h)     = ((A - 1) + (A + 1) s) / (1 - s)
//     tanh(h)       = ((A - 1) + (A + 1) s) / ((A + 1) + (A - 1) s)
//     logistic(2h)  = (A + A s) / ((A + 1) + (A - 1) s)
//
// With AVX-512, W = 16: 2^(i/16) - 1 comes from a table in two registers by one permutation and
// |r| <= ln(2)/64; elsewhere W = 1 and |r| <= ln(2)/4 takes a longer polynomial.
#pragma once

#include "reduction.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// A, A - 1 and s of e^(2h) = A (1 + s) / (1 - s).
template <class T>
struct Parts {
  Vec<T> a, a_less_1, s;
};

/// Whether r keeps the part of n c below the rounding of c: an error in r is relative to the value
/// of exp, but tanh damps it by 1 - tanh^2, and there h itself is small.
enum class Tail { drop, keep };

/// `lower` is taken off the bits of 2^k: a result that this power would overflow on its way.
template <class T, Tail tail>
inline Parts<T> parts(Vec<T> h, Bits<T> lower = Bits<T>{}) {
  using R = Reduction<T>;
  // Adding a number whose last bit counts ones rounds to a whole number and leaves it in the low
  // bits; the bias of the exponent and of the table's index ride along.
  const Vec<T> shifted = h * R::inverse_step + R::magic;
  const Vec<T> n = shifted - R::magic;
  Vec<T> r = h - n * R::step;
  if constexpr (tail == Tail::keep || !fused) r = r - n * R::step_tail;
  const Vec<T> w = r * r;
  const Vec<T> s = (r * w) * R::tanh_tail(w) + r;
  const Bits<T> code = bits<T>(shifted);
  const Vec<T> power = number<T>(((code << R::exponent_shift) & R::exponent_mask) - lower);
  if constexpr (R::has_table) {
    const Vec<T> e = R::table(code);
    return {power * e + power, power * e + (power - T(1)), s};
  } else {
    return {power, power - T(1), s};
  }
}

template <class T>
inline Vec<T> tanh(Vec<T> x) {
  // On |x|, so that the function is odd to the last bit.
  const auto p = parts<T, Tail::drop>(at_most<T>(Reduction<T>::tanh_is_one, magnitude<T>(x)));
  const Vec<T> a_plus_1 = p.a_less_1 + T(2);
  return with_sign<T>((p.a_less_1 + a_plus_1 * p.s) / (a_plus_1 + p.a_less_1 * p.s), x);
}

template <class T>
inline Vec<T> logistic(Vec<T> x) {
  // On -|x|, where the value is at most 1/2; 1 less it, above, has a smaller error still.
  const Vec<T> y = -magnitude<T>(x);
  const auto p = parts<T, Tail::keep>(at_least<T>(Reduction<T>::smallest_log, y) * T(0.5));
  const Vec<T> quotient = (p.a + p.a * p.s) / ((p.a_less_1 + T(2)) + p.a_less_1 * p.s);
  const Vec<T> v = y < Reduction<T>::smallest_log ? Vec<T>{} : quotient;
  return x > T(0) ? T(1) - v : v;
}

/// Subnormal results are 0.
template <class T>
inline Vec<T> exp(Vec<T> x) {
  using R = Reduction<T>;
  const Vec<T> y = at_least<T>(R::smallest_log, at_most<T>(R::largest_log, x));
  // The largest results have a power 2^k one beyond the exponents: halve first, double last.
  const Bits<T> large = y > T(1);
  const auto p = parts<T, Tail::keep>(y * T(0.5), large & R::exponent_unit);
  const Vec<T> factor = large ? splat<T>(T(2)) : splat<T>(T(1));
  const Vec<T> v = (p.a + p.a * p.s) / (T(1) - p.s) * factor;
  const Vec<T> high = x > R::largest_log ? splat<T>(R::infinity) : v;
  return x < R::smallest_log ? Vec<T>{} : high;
}

/// e^x - 1 for x <= 0.
template <class T>
inline Vec<T> expm1_of_negative(Vec<T> x) {
  const Vec<T> y = at_least<T>(-2 * Reduction<T>::tanh_is_one, x);
  const auto p = parts<T, Tail::keep>(y * T(0.5));
  return (p.a_less_1 + (p.a_less_1 + T(2)) * p.s) / (T(1) - p.s);
}

/// log(1 + u) for 0 <= u <= 1, as 2 atanh(f / (2 + f)) of f = u or, above sqrt(2) - 1, of
/// f = (1 + u) / 2 - 1, which leaves |f / (2 + f)| <= 0.172.
template <class T>
inline Vec<T> log1p_of_unit(Vec<T> u) {
  const auto high = u > T(0.41421356237309503);
  const Vec<T> f = high ? (u - T(1)) * T(0.5) : u;
  const Vec<T> q = f / (f + T(2));
  const Vec<T> w = q * q;
  const Vec<T> log_f = (q + q) + (q + q) * w * Reduction<T>::atanh_tail(w);
  return high ? log_f + T(0.69314718055994531) : log_f;
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|).
template <class T>
inline Vec<T> softplus(Vec<T> x) {
  return at_least<T>(T(0), x) + log1p_of_unit<T>(exp<T>(-magnitude<T>(x)));
}

template <class T>
inline Vec<T> gaussian(Vec<T> x) {
  return exp<T>(-x * x);
}

}  // namespace shoal::SHOAL_NAMESPACE
