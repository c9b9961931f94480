// Constants of the reduction of exp and tanh (elementary.hpp), for each number type.
//
// The polynomials are minimax fits of tanh(r)/r = 1 + r^2 P(r^2) and atanh(q)/q = 1 + q^2 P(q^2)
// (Remez exchange in 60 digits); the error named beside each is relative to the whole function.
#pragma once

#include "vectors.hpp"

namespace shoal::SHOAL_NAMESPACE {

template <class T>
struct Reduction;

template <>
struct Reduction<double> {
  using V = Vec<double>;
  using I = Bits<double>;
  static constexpr double infinity = __builtin_huge_val();
  static constexpr double tanh_is_one = 20.0;           // 1 - tanh(20) = 8.5e-18
  static constexpr double smallest_log = -708.396418532264;  // log of the smallest normal, 2^-1022
  static constexpr double largest_log = 709.782712893384;    // log of the largest number
  static constexpr std::int64_t exponent_mask = std::int64_t{0x7ff} << 52;

#if defined(__AVX512F__)
  static constexpr bool has_table = true;
  static constexpr double inverse_step = 46.16624130844683;   // 32 / ln 2
  static constexpr double step = 0.02166084939249829;         // ln 2 / 32
  static constexpr double step_tail = 7.247021293269686e-19;  // its part below the rounding
  static constexpr double magic = 0x1.8p52 + 16 * 1023 + 7;   // i = 7 has the code 0
  static constexpr int exponent_shift = 48;
  /// |r| <= ln(2)/64, 3.8e-20.
  static V tanh_tail(V w) {
    return ((-0.053963325803108655 * w + 0.13333333299818553) * w) - 0.3333333333333269;
  }
  /// 2^(i/16) - 1 of the low four bits of the code, i = 7 ... -8.
  static V table(I code) {
    const V low = {0.3542555469368927,  0.29683955465100964, 0.24185781207348406,
                   0.18920711500272105, 0.13878863475669165, 0.09050773266525766,
                   0.04427378242741384, 0.0};
    const V high = {-0.042396719301426355, -0.08299595679532877, -0.12187391981335026,
                    -0.15910358474628547,  -0.19475483402537286, -0.2288945872960296,
                    -0.2615869270302503,   -0.2928932188134525};
    return reinterpret_cast<V>(_mm512_permutex2var_pd(
        reinterpret_cast<__m512d>(low), reinterpret_cast<__m512i>(code),
        reinterpret_cast<__m512d>(high)));
  }
#else
  static constexpr bool has_table = false;
  static constexpr double inverse_step = 2.8853900817779268;  // 2 / ln 2
  // Without a fused multiply-add, n * step must be exact: 38 bits leave room for the 11 of n.
  static constexpr double step = fused ? 0.34657359027997264 : 0x1.62e42fefap-2;  // ln 2 / 2
  static constexpr double step_tail = fused ? 1.1595234069231498e-17 : 8.232974791448541e-13;
  static constexpr double magic = 0x1.8p52 + 1023;
  static constexpr int exponent_shift = 52;
  /// |r| <= ln(2)/4, 1.2e-20.
  static V tanh_tail(V w) {
    V p = -0.0013876324319462947 * w + 0.0035888738848762597;
    p = p * w - 0.008863154679266615;
    p = p * w + 0.021869487430168883;
    p = p * w - 0.05396825396015555;
    p = p * w + 0.13333333333330522;
    return p * w - 0.3333333333333333;
  }
  static V table(I) { return V{}; }
#endif

  /// |q| <= 0.172, 1.2e-18.
  static V atanh_tail(V w) {
    V p = 0.07398130564789442 * w + 0.0765701055544422;
    p = p * w + 0.09091782704045294;
    p = p * w + 0.11111099276878643;
    p = p * w + 0.14285714371281277;
    p = p * w + 0.1999999999970698;
    return p * w + 0.3333333333333367;
  }
};

template <>
struct Reduction<float> {
  using V = Vec<float>;
  using I = Bits<float>;
  static constexpr float infinity = __builtin_huge_valf();
  static constexpr float tanh_is_one = 10.0F;               // 1 - tanh(10) = 4.1e-9
  static constexpr float smallest_log = -87.33654F;         // log of the smallest normal, 2^-126
  static constexpr float largest_log = 88.72283F;           // log of the largest number
  static constexpr std::int32_t exponent_mask = std::int32_t{0xff} << 23;

#if defined(__AVX512F__)
  static constexpr bool has_table = true;
  static constexpr float inverse_step = 46.16624130844683F;
  static constexpr float step = 0.02166084939249829F;
  static constexpr float step_tail = -5.952044412893542e-11F;
  static constexpr float magic = 0x1.8p23F + 16 * 127 + 7;
  static constexpr int exponent_shift = 19;
  /// |r| <= ln(2)/64, 3.2e-10.
  static V tanh_tail(V) { return splat<float>(-0.33332037925720215F); }
  static V table(I code) {
    const V entries = {0.3542555569F,  0.296839565F,   0.2418578118F,  0.1892071217F,
                       0.1387886405F,  0.09050773084F, 0.04427378252F, 0.0F,
                       -0.0423967205F, -0.08299595863F, -0.1218739226F, -0.1591035873F,
                       -0.1947548389F, -0.2288945913F, -0.2615869343F, -0.2928932309F};
    // Masked by all ones: the plain form trips a warning inside the headers of GCC 12.
    return reinterpret_cast<V>(_mm512_maskz_permutexvar_ps(0xffff, reinterpret_cast<__m512i>(code),
                                                     reinterpret_cast<__m512>(entries)));
  }
#else
  static constexpr bool has_table = false;
  static constexpr float inverse_step = 2.8853900817779268F;
  static constexpr float step = fused ? 0.34657359027997264F : 0x1.62e4p-2F;
  static constexpr float step_tail = fused ? -9.523271060629668e-10F : 7.143033826650935e-07F;
  static constexpr float magic = 0x1.8p23F + 127;
  static constexpr int exponent_shift = 23;
  /// |r| <= ln(2)/4, 1.6e-10.
  static V tanh_tail(V w) {
    return (-0.05272775515913963F * w + 0.13331186771392822F) * w - 0.33333322405815125F;
  }
  static V table(I) { return V{}; }
#endif

  /// |q| <= 0.172, 8.1e-10.
  static V atanh_tail(V w) {
    return (0.14935998618602753F * w + 0.19988766312599182F) * w + 0.3333338797092438F;
  }
};

}  // namespace shoal::SHOAL_NAMESPACE
