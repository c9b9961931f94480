// Constants of the reduction of exp and tanh (elementary.hpp), for each number type.
//
// The polynomials are minimax fits of tanh(r)/r = 1 + r^2 P(r^2) and atanh(q)/q = 1 + q^2 P(q^2)
// (Remez exchange in 60 digits), coefficients from the constant up; the error named beside each is
// relative to the whole function.
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
  static constexpr double inverse_step = 23.083120654223414;   // 16 / ln 2
  static constexpr double step = 0.04332169878499658;          // ln 2 / 16
  static constexpr double step_tail = 1.4494042586539372e-18;  // its part below the rounding
  static constexpr double magic = 0x1.8p52 + 8 * 1023 + 4;     // i = 4 has the code 0
  static constexpr double unit = 1 + 4 / 8.0;                  // F of i = 0
  static constexpr int exponent_shift = 49;
  /// |r| <= ln(2)/32, 9.7e-18.
  static constexpr double tanh_tail[] = {-0.33333333333291904, 0.13333332797457348,
                                         -0.05394854919825443};
  /// T - unit of the low three bits of the code: T = 2^(i/8) (1 + (4 - i)/8).
  static V table(I code) {
    const V entries = {-0.08578643762690495, -0.04105550101761413, -0.013491106246598666,
                       -0.0005518675852707185, 0.0, -0.009868429792409249,
                       -0.02843127330599955, -0.054177351180055476};
    // Masked by all ones: the plain form trips a warning inside the headers of GCC 12.
    return reinterpret_cast<V>(_mm512_maskz_permutexvar_pd(0xff, reinterpret_cast<__m512i>(code),
                                                     reinterpret_cast<__m512d>(entries)));
  }
#else
  static constexpr bool has_table = false;
  static constexpr double inverse_step = 2.8853900817779268;  // 2 / ln 2
  // Without a fused multiply-add, n * step must be exact: 38 bits leave room for the 11 of n.
  static constexpr double step = fused ? 0.34657359027997264 : 0x1.62e42fefap-2;  // ln 2 / 2
  static constexpr double step_tail = fused ? 1.1595234069231498e-17 : 8.232974791448541e-13;
  static constexpr double magic = 0x1.8p52 + 1023;
  static constexpr double unit = 1;
  static constexpr int exponent_shift = 52;
  /// |r| <= ln(2)/4, 1.2e-20.
  static constexpr double tanh_tail[] = {-0.3333333333333333,   0.13333333333330522,
                                         -0.05396825396015555,  0.021869487430168883,
                                         -0.008863154679266615, 0.0035888738848762597,
                                         -0.0013876324319462947};
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
  static constexpr float magic = 0x1.8p23F + 16 * 127 + 8;
  static constexpr float unit = 1 + 8 / 16.0F;
  static constexpr int exponent_shift = 19;
  /// |r| <= ln(2)/64, 3.2e-10.
  static constexpr float tanh_tail[] = {-0.33332037925720215F};
  static V table(I code) {
    const V entries = {-0.08578644F, -0.06110348F, -0.0410555F, -0.025293848F,
                       -0.013491106F, -0.005339917F, -0.0005518676F, 0.00114356224F,
                       0.0F, -0.003744874F, -0.00986843F, -0.01816224F,
                       -0.0284312733F, -0.040493137F, -0.05417735F, -0.06932467F};
    return reinterpret_cast<V>(_mm512_maskz_permutexvar_ps(0xffff, reinterpret_cast<__m512i>(code),
                                                     reinterpret_cast<__m512>(entries)));
  }
#else
  static constexpr bool has_table = false;
  static constexpr float inverse_step = 2.8853900817779268F;
  static constexpr float step = fused ? 0.34657359027997264F : 0x1.62e4p-2F;
  static constexpr float step_tail = fused ? -9.523271060629668e-10F : 7.143033826650935e-07F;
  static constexpr float magic = 0x1.8p23F + 127;
  static constexpr float unit = 1;
  static constexpr int exponent_shift = 23;
  /// |r| <= ln(2)/4, 1.6e-10.
  static constexpr float tanh_tail[] = {-0.33333322405815125F, 0.13331186771392822F,
                                        -0.05272775515913963F};
  static V table(I) { return V{}; }
#endif

  /// |q| <= 0.172, 8.1e-10.
  static V atanh_tail(V w) {
    return (0.14935998618602753F * w + 0.19988766312599182F) * w + 0.3333338797092438F;
  }
};

}  // namespace shoal::SHOAL_NAMESPACE
