// Cholesky's factor of A plus a diagonal: src/shoal/core/cholesky.py, compiled.
#pragma once

#include "memory.hpp"
#include "shape.hpp"

namespace shoal {

/// Memory for matrices (n, n), one after the other: a call to factor, then those that use it.
class Cholesky {
 public:
  Cholesky(const Isa& isa, Index n);

  /// Of A (n, n), whose upper triangle is read, plus `diagonal` (n); false where there is none.
  bool factor(const double* A, const double* diagonal);

  Index n() const { return n_; }
  double log_determinant() const;
  /// x = A^-1 b
  void solve(const double* b, double* x);
  void inverse_diagonal(double* out);

 private:
  const Isa& isa_;
  Index n_, padded_;
  Buffer<double> factor_, inverse_, one_, other_;
};

}  // namespace shoal
