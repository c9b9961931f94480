// exp, expm1, tanh, logistic and softplus of vectors, from one reduction.
//
// With h = n c + r, c = ln(2)/(2 W), n a whole number and n = W k + i,
//
//     e^(2h) = (T / B) (1 + s) / (1 - s),   B = 2^-k F,   T = 2^(i/W) F,   s = tanh(r),
//
// and s is an odd polynomial of a small r. F may be any function of i: it is what the index leaves
// in the bits below the exponent when k is shifted there, which spares a mask. Every function below
// is one quotient of sums linear in s: one division each, and nothing cancels.
//
//     tanh(h)        = ((T - B) + (T + B) s) / ((T + B) + (T - B) s)
//     logistic(-2h)  = (B - B s) / ((T + B) + (T - B) s)
//     exp(-2h)       = (F - F s) / (T + T s) * 2^-k
//     expm1(-2h)     = -((T - B) + (T + B) s) / (T + T s)
//
// With AVX-512, W is the number of lanes: T comes from a table in one register by a permutation and
// |r| <= ln(2)/(4 W); elsewhere W = 1, T = 1 and |r| <= ln(2)/4 takes a longer polynomial.
#pragma once

#include "reduction.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// coefficients[0] + coefficients[1] w + ...
template <class T, std::size_t n>
SHOAL_INLINE Vec<T> polynomial(const T (&coefficients)[n], Vec<T> w) {
  Vec<T> p = splat<T>(coefficients[n - 1]);
  unroll<n - 1>([&](auto i) SHOAL_UNROLLED { p = p * w + coefficients[n - 2 - i]; });
  return p;
}

/// What e^(2h) is made of; `less` and `plus` are T - B and T + B.
template <class T>
struct Parts {
  Vec<T> t, b, less, plus, s;
};

/// T, B and their difference and sum, of the code in the low bits of `shifted`.
template <class T>
SHOAL_INLINE Parts<T> powers(Vec<T> shifted) {
  using R = Reduction<T>;
  const Bits<T> code = bits<T>(shifted);
  const Vec<T> b = number<T>(code << R::exponent_shift);
  // One more in the exponent: whole numbers add up where less is waiting than for additions.
  const Vec<T> b_twice = number<T>(bits<T>(b) + (R::exponent_mask & -R::exponent_mask));
  // T + B follows from T - B, so that both are the same where B is lost beside T and tanh is 1.
  if constexpr (R::has_table) {
    const Vec<T> e = R::table(code);
    const Vec<T> less = e + (R::unit - b);
    return {e + R::unit, b, less, less + b_twice, Vec<T>{}};
  } else {
    const Vec<T> less = R::unit - b;
    return {splat<T>(R::unit), b, less, less + b_twice, Vec<T>{}};
  }
}

template <class T>
SHOAL_INLINE Parts<T> parts(Vec<T> h) {
  using R = Reduction<T>;
  // Next to a number whose last bit counts ones, -h/c is rounded to -n, a whole number in the low
  // bits; the bias of the exponent and of the table's index ride along.
  const Vec<T> shifted = R::magic - h * R::inverse_step;
  const Vec<T> minus_n = shifted - R::magic;
  // The part of n c below the rounding of c too: an error in r is relative to the value of exp. The
  // products must not be rounded: n c is up to 350, and r at most 0.2.
  const Vec<T> rough = multiply_add<T>(minus_n, splat<T>(R::step), h);
  const Vec<T> r = multiply_add<T>(minus_n, splat<T>(R::step_tail), rough);
  const Vec<T> w = r * r;
  Parts<T> p = powers<T>(shifted);
  p.s = (r * w) * polynomial<T>(R::tanh_tail, w) + r;
  return p;
}

template <class T>
SHOAL_INLINE Vec<T> tanh(Vec<T> x) {
  // On |x|, so that the function is odd to the last bit.
  const auto p = parts<T>(at_most<T>(Reduction<T>::tanh_is_one, magnitude<T>(x)));
  return with_sign<T>((p.less + p.plus * p.s) / (p.plus + p.less * p.s), x);
}

/// 1/c: what the sums of a tanh are multiplied by where their weights can be, ahead of all rows.
template <class T>
constexpr T tanh_scale = Reduction<T>::inverse_step;

template <class T, int n>
struct Coefficients {
  T of[n];
};

/// The coefficients of tanh(c q)/q in powers of q^2, from those of tanh(r)/r.
template <class T>
constexpr auto scaled_series() {
  using R = Reduction<T>;
  constexpr int n = sizeof(R::tanh_tail) / sizeof(T);
  const double c = double{R::step} + double{R::step_tail};
  Coefficients<T, n + 1> scaled{{static_cast<T>(c)}};
  double power = c;
  for (int i = 0; i < n; ++i) {
    power *= c * c;
    scaled.of[i + 1] = static_cast<T>(power * double{R::tanh_tail[i]});
  }
  return scaled;
}

template <class T>
constexpr auto tanh_series = scaled_series<T>();

/// magic - n of the whole number n nearest to x, where x is within the limit of tanh; x becomes x - n.
template <class T>
SHOAL_INLINE Vec<T> take_whole(Vec<T>& x) {
  using R = Reduction<T>;
  constexpr T limit = R::tanh_is_one * R::inverse_step;
#if defined(__AVX512DQ__)
  // Beyond the limit any remainder will do. It is that of x, not of x within the limit, for NaN.
  // (Ties go to even numbers in both lines: magic is even.)
  const Vec<T> shifted = R::magic - within<T>(limit, x);
  x = less_nearest<T>(x);
#else
  x = at_least<T>(-limit, at_most<T>(limit, x));
  const Vec<T> shifted = R::magic - x;
  x = x + (shifted - R::magic);
#endif
  return shifted;
}

/// tanh(h[i]) in place of each x[i] = h[i]/c, a few ulp less exact than `tanh` and faster.
///
/// Additions alone reduce x, and nothing is done for the sign. Stage by stage, for one by one their
/// chains of dependent operations would wait for each other.
template <class T, int n>
SHOAL_INLINE void tanh_of_scaled(Vec<T> (&x)[n]) {
  Vec<T> shifted[n], s[n];
  Parts<T> p[n];
  unroll<n>([&](auto i) SHOAL_UNROLLED { shifted[i] = take_whole<T>(x[i]); });
  unroll<n>([&](auto i) SHOAL_UNROLLED { s[i] = x[i] * x[i]; });
  unroll<n>([&](auto i) SHOAL_UNROLLED { s[i] = polynomial<T>(tanh_series<T>.of, s[i]); });
  unroll<n>([&](auto i) SHOAL_UNROLLED { p[i] = powers<T>(shifted[i]); });
  unroll<n>([&](auto i) SHOAL_UNROLLED { s[i] = s[i] * x[i]; });
  unroll<n>([&](auto i) SHOAL_UNROLLED {
    x[i] = (p[i].less + p[i].plus * s[i]) / (p[i].plus + p[i].less * s[i]);
  });
}

template <class T>
SHOAL_INLINE Vec<T> logistic(Vec<T> x) {
  // On -|x|, where the value is at most 1/2; 1 less it, above, has a smaller error still.
  const Vec<T> y = magnitude<T>(x);
  const auto p = parts<T>(at_most<T>(-Reduction<T>::smallest_log, y) * T(0.5));
  const Vec<T> quotient = (p.b - p.b * p.s) / (p.plus + p.less * p.s);
  const Vec<T> v = y > -Reduction<T>::smallest_log ? Vec<T>{} : quotient;
  return x > T(0) ? T(1) - v : v;
}

/// Subnormal results are 0.
template <class T>
SHOAL_INLINE Vec<T> exp(Vec<T> x) {
  using R = Reduction<T>;
  const Vec<T> y = at_least<T>(R::smallest_log, at_most<T>(R::largest_log, x));
  const auto p = parts<T>(y * T(-0.5));
  // 2^-k goes onto the exponent: by itself it may be too large for a number where the product is not.
  const Bits<T> one = bits<T>(splat<T>(T(1)));
  const Bits<T> k = (bits<T>(p.b) & R::exponent_mask) - one;
  const Vec<T> f = number<T>(bits<T>(p.b) - k);
  const Vec<T> quotient = (f - f * p.s) / (p.t + p.t * p.s);
  const Vec<T> v = number<T>(bits<T>(quotient) + k);
  const Vec<T> high = x > R::largest_log ? splat<T>(R::infinity) : v;
  const Vec<T> low = x < R::smallest_log ? Vec<T>{} : high;
  return x == x ? low : x;
}

/// e^x - 1 for x <= 0.
template <class T>
SHOAL_INLINE Vec<T> expm1_of_negative(Vec<T> x) {
  const auto p = parts<T>(at_most<T>(2 * Reduction<T>::tanh_is_one, -x) * T(0.5));
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
