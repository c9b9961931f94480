// exp, expm1, tanh, logistic and softplus of vectors, from one reduction.
//
// With h = n c + r, c = ln(2)/(2 W), n a whole number and n = W k + i,
//
//     e^(2h) = (T / B) (1 + s) / (1 - s),   B = 2^-k,   T = 2^(i/W),   s = tanh(r),
//
// and s is an odd polynomial of a small r. Every function below is one quotient of sums linear in
// s: one division each, and nothing cancels.
//
//     tanh(h)        = ((T - B) + (T + B) s) / ((T + B) + (T - B) s)
//     logistic(-2h)  = (B - B s) / ((T + B) + (T - B) s)
//     exp(-2h)       = (1 - s) / (T + T s) * B
//     expm1(-2h)     = -((T - B) + (T + B) s) / (T + T s)
//
// With AVX-512, W = 16: T - 1 comes from a table in two registers by one permutation and
// |r| <= ln(2)/64; elsewhere W = 1, T = 1 and |r| <= ln(2)/4 takes a longer polynomial.
#pragma once

#include "reduction.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// What e^(2h) is made of; `less` and `plus` are T - B and T + B.
template <class T>
struct Parts {
  Vec<T> t, b, less, plus, s;
};

/// Whether r keeps the part of n c below the rounding of c: an error in r is relative to the value
/// of exp, but tanh damps it by 1 - tanh^2, and there h itself is small.
enum class Tail { drop, keep };

template <class T, Tail tail>
SHOAL_INLINE Parts<T> parts(Vec<T> h) {
  using R = Reduction<T>;
  // Next to a number whose last bit counts ones, -h/c is rounded to -n, a whole number in the low
  // bits; the bias of the exponent and of the table's index ride along.
  const Vec<T> shifted = R::magic - h * R::inverse_step;
  const Vec<T> minus_n = shifted - R::magic;
  Vec<T> r = h + minus_n * R::step;
  if constexpr (tail == Tail::keep || !fused) r = r + minus_n * R::step_tail;
  const Vec<T> w = r * r;
  const Vec<T> s = (r * w) * R::tanh_tail(w) + r;
  const Bits<T> code = bits<T>(shifted);
  const Vec<T> b = number<T>((code << R::exponent_shift) & R::exponent_mask);
  // T + B follows from T - B, so that both are the same where B is lost beside T and tanh is 1.
  if constexpr (R::has_table) {
    const Vec<T> e = R::table(code);
    const Vec<T> less = e + (T(1) - b);
    return {e + T(1), b, less, less + (b + b), s};
  } else {
    const Vec<T> less = T(1) - b;
    return {splat<T>(T(1)), b, less, less + (b + b), s};
  }
}

template <class T>
SHOAL_INLINE Vec<T> tanh(Vec<T> x) {
  // On |x|, so that the function is odd to the last bit.
  const auto p = parts<T, Tail::drop>(at_most<T>(Reduction<T>::tanh_is_one, magnitude<T>(x)));
  return with_sign<T>((p.less + p.plus * p.s) / (p.plus + p.less * p.s), x);
}

template <class T>
SHOAL_INLINE Vec<T> logistic(Vec<T> x) {
  // On -|x|, where the value is at most 1/2; 1 less it, above, has a smaller error still.
  const Vec<T> y = magnitude<T>(x);
  const auto p = parts<T, Tail::keep>(at_most<T>(-Reduction<T>::smallest_log, y) * T(0.5));
  const Vec<T> quotient = (p.b - p.b * p.s) / (p.plus + p.less * p.s);
  const Vec<T> v = y > -Reduction<T>::smallest_log ? Vec<T>{} : quotient;
  return x > T(0) ? T(1) - v : v;
}

/// Subnormal results are 0.
template <class T>
SHOAL_INLINE Vec<T> exp(Vec<T> x) {
  using R = Reduction<T>;
  const Vec<T> y = at_least<T>(R::smallest_log, at_most<T>(R::largest_log, x));
  const auto p = parts<T, Tail::keep>(y * T(-0.5));
  // B goes onto the exponent: by itself it may be too large for a number where the product is not.
  const Vec<T> quotient = (T(1) - p.s) / (p.t + p.t * p.s);
  const Vec<T> v = number<T>(bits<T>(quotient) + (bits<T>(p.b) - bits<T>(splat<T>(T(1)))));
  const Vec<T> high = x > R::largest_log ? splat<T>(R::infinity) : v;
  const Vec<T> low = x < R::smallest_log ? Vec<T>{} : high;
  return x == x ? low : x;
}

/// e^x - 1 for x <= 0.
template <class T>
SHOAL_INLINE Vec<T> expm1_of_negative(Vec<T> x) {
  const auto p = parts<T, Tail::keep>(at_most<T>(2 * Reduction<T>::tanh_is_one, -x) * T(0.5));
  return -(p.less + p.plus * p.s) / (p.t + p.t * p.s);
}

/// log(1 + u) for 0 <= u <= 1, as 2 atanh(f / (2 + f)) of f = u or, above sqrt(2) - 1, of
/// f = (1 + u) / 2 - 1, which leaves |f / (2 + f)| <= 0.172.
template <class T>
SHOAL_INLINE Vec<T> log1p_of_unit(Vec<T> u) {
  const auto high = u > T(0.41421356237309503);
  const Vec<T> f = high ? (u - T(1)) * T(0.5) : u;
  const Vec<T> q = f / (f + T(2));
  const Vec<T> w = q * q;
  const Vec<T> log_f = (q + q) + (q + q) * w * Reduction<T>::atanh_tail(w);
  return high ? log_f + T(0.69314718055994531) : log_f;
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|).
template <class T>
SHOAL_INLINE Vec<T> softplus(Vec<T> x) {
  return at_least<T>(T(0), x) + log1p_of_unit<T>(exp<T>(-magnitude<T>(x)));
}

template <class T>
SHOAL_INLINE Vec<T> gaussian(Vec<T> x) {
  return exp<T>(-x * x);
}

}  // namespace shoal::SHOAL_NAMESPACE
