// Cholesky's factor of A plus a diagonal: src/shoal/core/cholesky.py, compiled.
#pragma once

#include "memory.hpp"
#include "shape.hpp"

namespace shoal {

class Cholesky {
 public:
  /// Of A (n, n), whose upper triangle is read, plus `diagonal` (n).
  Cholesky(const Isa& isa, const double* A, const double* diagonal, Index n);

  Index n() const { return n_; }
  bool positive() const { return positive_; }
  double log_determinant() const;
  /// x = A^-1 b
  void solve(const double* b, double* x) const;
  void inverse_diagonal(double* out) const;

 private:
  const Isa& isa_;
  Index n_, padded_;
  Buffer<double> factor_;
  bool positive_;
};

}  // namespace shoal
