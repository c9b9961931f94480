#include "cholesky.hpp"

#include <cmath>

namespace shoal {

Cholesky::Cholesky(const Isa& isa, Index n)
    : isa_(isa), n_(n), padded_(round_up(n, square_step)), factor_(padded_ * padded_),
      one_(padded_), other_(padded_) {}

bool Cholesky::factor(const double* A, const double* diagonal) {
  double* const U = factor_.get();
  for (Index i = 0; i < padded_; ++i) {
    double* const row = U + i * padded_;
    if (i < n_) {
      std::copy(A + i * n_ + i, A + (i + 1) * n_, row + i);
      row[i] += diagonal[i];
    }
    std::fill(row + std::max(i, n_), row + padded_, 0.0);
    if (i >= n_) row[i] = 1;
  }
  return isa_.dense.factor(U, padded_);
}

double Cholesky::log_determinant() const {
  double sum = 0;
  for (Index i = 0; i < n_; ++i) sum += isa_.log(factor_.get()[i * padded_ + i]);
  return 2 * sum;
}

void Cholesky::solve(const double* b, double* x) {
  std::copy(b, b + n_, one_.get());
  std::fill(one_.get() + n_, one_.get() + padded_, 0.0);
  isa_.dense.solve(factor_.get(), padded_, one_.get(), other_.get());
  std::copy(one_.get(), one_.get() + n_, x);
}

void Cholesky::inverse_diagonal(double* out) {
  if (!inverse_.get()) inverse_ = Buffer<double>(padded_ * padded_);
  double* const X = inverse_.get();
  std::fill(X, X + padded_ * padded_, 0.0);
  for (Index i = 0; i < padded_; ++i) X[i * padded_ + i] = 1;
  isa_.dense.invert(factor_.get(), padded_, X);
  isa_.dense.squares_of_columns(X, padded_, one_.get());
  std::copy(one_.get(), one_.get() + n_, out);
}

}  // namespace shoal
