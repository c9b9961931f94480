#include "cholesky.hpp"

#include <cmath>

namespace shoal {

Cholesky::Cholesky(const Isa& isa, const double* A, const double* diagonal, Index n)
    : isa_(isa), n_(n), padded_(round_up(n, square_step)), factor_(padded_ * padded_) {
  double* const U = factor_.get();
  for (Index i = 0; i < n; ++i) {
    std::copy(A + i * n + i, A + (i + 1) * n, U + i * padded_ + i);
    U[i * padded_ + i] += diagonal[i];
  }
  for (Index i = n; i < padded_; ++i) U[i * padded_ + i] = 1;
  positive_ = isa.dense.factor(U, padded_);
}

double Cholesky::log_determinant() const {
  double sum = 0;
  for (Index i = 0; i < n_; ++i) sum += std::log(factor_.get()[i * padded_ + i]);
  return 2 * sum;
}

void Cholesky::solve(const double* b, double* x) const {
  const Buffer<double> right(padded_), work(padded_);
  std::copy(b, b + n_, right.get());
  isa_.dense.solve(factor_.get(), padded_, right.get(), work.get());
  std::copy(right.get(), right.get() + n_, x);
}

void Cholesky::inverse_diagonal(double* out) const {
  const Buffer<double> X(padded_ * padded_), sums(padded_);
  for (Index i = 0; i < padded_; ++i) X.get()[i * padded_ + i] = 1;
  isa_.dense.invert(factor_.get(), padded_, X.get());
  isa_.dense.squares_of_columns(X.get(), padded_, sums.get());
  std::copy(sums.get(), sums.get() + n_, out);
}

}  // namespace shoal
