// Gauss-Newton sums over the rows of a Sums<double>: src/shoal/core/gauss_newton.py, compiled.
#pragma once

#include <mutex>
#include <vector>

#include "pairs.hpp"
#include "sums.hpp"

namespace shoal {

/// For one hidden layer and identity outputs. Memory is O(P^2) and a block of rows.
class GaussNewton {
 public:
  /// `sums` must live as long and be made for the same instruction set.
  GaussNewton(const Isa& isa, const Sums<double>& sums);

  static bool applies_to(const Shape& shape);

  Index n_rows() const { return sums_.n_rows(); }
  Index n_weights() const { return sums_.n_weights(); }
  Index n_outputs() const { return sums_.n_outputs(); }

  /// mse (K), g = J'r (P) and H = J'J (P, P), both triangles.
  void normal_equations(const double* theta, double* mse, double* g, double* H);
  /// Of one output: J by its columns (P, n) and r (n), for n at least the rows, whole vectors.
  void jacobian_columns(const double* theta, Index n, double* columns, double* residuals);

 private:
  double* add(Index n);
  /// Memory of the order of P^2, which only J'J needs; the dual form never asks for it.
  void add_squares();
  void add_families();

  const Isa& isa_;
  const Sums<double>& sums_;
  bool by_jacobian_;  // jacobian.hpp, else gauss_newton.hpp
  std::mutex mutex_;  // of what follows
  bool has_squares_ = false;
  std::vector<Pair> inputs_, right_[3];
  Families families_{};
  std::vector<Buffer<double>> memory_;
  std::vector<const double*> rows_;
  Scratch<double> scratch_{};
  CurvatureMemory working_{};
};

}  // namespace shoal
