// Vector types of the instruction set this file is compiled for (compiler vector extensions).
//
// A width that the target lacks would be emulated, ten times slower: each target takes its own.
#pragma once

#if defined(__FMA__)
#include <immintrin.h>
#elif defined(__aarch64__) && !defined(SHOAL_PORTABLE)
#include <arm_neon.h>
#endif

#include <cstdint>
#include <utility>

#include "interruption.hpp"
#include "shape.hpp"

namespace shoal::SHOAL_NAMESPACE {

/// Small functions of vectors are always inlined: passed through memory they cost more than they do.
#define SHOAL_INLINE inline SHOAL_UNROLLED
#define SHOAL_UNROLLED __attribute__((always_inline))

// What is compiled as `portable` adds the same lanes in the same order on every target, unfused.
#if defined(SHOAL_PORTABLE)
constexpr bool portable = true;
#else
constexpr bool portable = false;
#endif

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
#elif defined(__AVX__)
constexpr int vector_bytes = 32;
#else
constexpr int vector_bytes = 16;
#endif

#if defined(__AVX512F__) || (defined(__aarch64__) && !defined(SHOAL_PORTABLE))
constexpr int vector_registers = 32;
#else
constexpr int vector_registers = 16;
#endif

#if defined(__FMA__) || (defined(__ARM_FEATURE_FMA) && !defined(SHOAL_PORTABLE))
constexpr bool fused = true;
#else
constexpr bool fused = false;
#endif

template <class T>
struct Simd;

template <>
struct Simd<double> {
  typedef double V __attribute__((vector_size(vector_bytes)));
  typedef std::int64_t I __attribute__((vector_size(vector_bytes)));
  typedef double Unaligned __attribute__((vector_size(vector_bytes), aligned(8), may_alias));
};

template <>
struct Simd<float> {
  typedef float V __attribute__((vector_size(vector_bytes)));
  typedef std::int32_t I __attribute__((vector_size(vector_bytes)));
  typedef float Unaligned __attribute__((vector_size(vector_bytes), aligned(4), may_alias));
};

template <class T>
using Vec = typename Simd<T>::V;
template <class T>
using Bits = typename Simd<T>::I;

template <class T>
constexpr Index lanes = vector_bytes / static_cast<Index>(sizeof(T));

template <class T>
SHOAL_INLINE Vec<T> splat(T x) {
  return x - Vec<T>{};  // x - 0 is x, whatever x is
}

/// Keeps a loaded vector in its register: GCC would rather load it again for each product it is in.
template <class V>
SHOAL_INLINE void hold([[maybe_unused]] V& x) {
#if defined(__x86_64__)
  asm("" : "+v"(x));
#elif defined(__aarch64__)
  asm("" : "+w"(x));
#endif
}

template <class T>
SHOAL_INLINE Vec<T>* vectors(T* p) {
  return reinterpret_cast<Vec<T>*>(p);
}

template <class T>
SHOAL_INLINE const Vec<T>* vectors(const T* p) {
  return reinterpret_cast<const Vec<T>*>(p);
}

template <class T>
SHOAL_INLINE Bits<T> bits(Vec<T> x) {
  return reinterpret_cast<Bits<T>>(x);
}

template <class T>
SHOAL_INLINE Vec<T> number(Bits<T> x) {
  return reinterpret_cast<Vec<T>>(x);
}

/// a b + c, rounded once where the target can. Written where accuracy rests on it: which other sums of
/// products the compiler fuses is its own choice, and changes with its options.
template <class T>
SHOAL_INLINE Vec<T> multiply_add(Vec<T> a, Vec<T> b, Vec<T> c) {
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == sizeof(double))
    return (Vec<T>)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
  else
    return (Vec<T>)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__)
  if constexpr (sizeof(T) == sizeof(double))
    return (Vec<T>)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
  else
    return (Vec<T>)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__) && !defined(SHOAL_PORTABLE)
  if constexpr (sizeof(T) == sizeof(double))
    return (Vec<T>)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
  else
    return (Vec<T>)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  return a * b + c;
#endif
}

template <class T>
SHOAL_INLINE Vec<T> magnitude(Vec<T> x) {
  return number<T>(bits<T>(x) & ~bits<T>(splat<T>(T(-0.0))));
}

/// `size` with the sign of `sign`; the sign of `size` must be plus.
template <class T>
SHOAL_INLINE Vec<T> with_sign(Vec<T> size, Vec<T> sign) {
  // Held, lest they become one instruction of three operands: those share a port with multiply-adds.
  Bits<T> bit = bits<T>(sign) & bits<T>(splat<T>(T(-0.0)));
  hold(bit);
  return number<T>(bits<T>(size) | bit);
}

// Limits let NaN through. The minimum of x86 returns its second operand if either is NaN; GCC
// makes two slower instructions of the comparison that says the same.
template <class T>
SHOAL_INLINE Vec<T> at_most(T limit, Vec<T> x) {
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == sizeof(double))
    return (Vec<T>)_mm512_maskz_min_pd(0xff, (__m512d)splat<T>(limit), (__m512d)x);
  else
    return (Vec<T>)_mm512_maskz_min_ps(0xffff, (__m512)splat<T>(limit), (__m512)x);
#else
  return splat<T>(limit) < x ? splat<T>(limit) : x;
#endif
}

template <class T>
SHOAL_INLINE Vec<T> at_least(T limit, Vec<T> x) {
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == sizeof(double))
    return (Vec<T>)_mm512_maskz_max_pd(0xff, (__m512d)splat<T>(limit), (__m512d)x);
  else
    return (Vec<T>)_mm512_maskz_max_ps(0xffff, (__m512)splat<T>(limit), (__m512)x);
#else
  return splat<T>(limit) > x ? splat<T>(limit) : x;
#endif
}

#if defined(__AVX512DQ__)
/// x limited to [-limit, limit], in one instruction; NaN is lost.
template <class T>
SHOAL_INLINE Vec<T> within(T limit, Vec<T> x) {
  constexpr int smaller_size_sign_of_x = 2;
  if constexpr (sizeof(T) == sizeof(double))
    return (Vec<T>)_mm512_maskz_range_pd(0xff, (__m512d)x, (__m512d)splat<T>(limit),
                                         smaller_size_sign_of_x);
  else
    return (Vec<T>)_mm512_maskz_range_ps(0xffff, (__m512)x, (__m512)splat<T>(limit),
                                         smaller_size_sign_of_x);
}

/// x less the nearest whole number (ties to even); 0 of an infinity.
template <class T>
SHOAL_INLINE Vec<T> less_nearest(Vec<T> x) {
  constexpr int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
  if constexpr (sizeof(T) == sizeof(double))
    return (Vec<T>)_mm512_maskz_reduce_pd(0xff, (__m512d)x, nearest);
  else
    return (Vec<T>)_mm512_maskz_reduce_ps(0xffff, (__m512)x, nearest);
}
#endif

/// Between blocks of rows, panels and steps: where the call is to come back early, it throws.
SHOAL_INLINE void take_turn(Interruption* interruption) {
  if (interruption) interruption->turn();
}

template <int n>
struct Size {
  static constexpr int value = n;
  constexpr operator Index() const { return n; }
};

template <class F, int... i>
SHOAL_INLINE void unroll(const F& f, std::integer_sequence<int, i...>) {
  (f(Size<i>{}), ...);
}

/// f(0), ..., f(n - 1) with constants for arguments: arrays indexed by them stay in registers,
/// which a loop that the compiler unrolls late does not achieve.
template <int n, class F>
SHOAL_INLINE void unroll(const F& f) {
  unroll(f, std::make_integer_sequence<int, n>{});
}

}  // namespace shoal::SHOAL_NAMESPACE
