#include "system.hpp"

#include <cmath>

namespace shoal {
namespace {

/// J'J itself (P, P).
class Primal final : public System {
 public:
  Primal(const Isa& isa, GaussNewton& curvature)
      : System(curvature.n_weights()), curvature_(curvature), P_(curvature.n_weights()),
        cholesky_(isa, P_), H_(P_ * P_), shift_(P_), pulled_(P_) {}

  void move_to(const double* theta, double* mse, double* diagonal) override {
    curvature_.normal_equations(theta, mse, gradient_.get(), H_.get());
    for (Index p = 0; p < P_; ++p) diagonal[p] = H_.get()[p * P_ + p];
  }

  bool factor(const double* shift) override {
    std::copy_n(shift, P_, shift_.get());
    return cholesky_.factor(H_.get(), shift);
  }

  void solve(const double* pull, double* step) override {
    for (Index p = 0; p < P_; ++p) pulled_.get()[p] = -(gradient_.get()[p] + pull[p]);
    cholesky_.solve(pulled_.get(), step);
  }

  void determined(double* out) override {
    cholesky_.inverse_diagonal(out);
    for (Index p = 0; p < P_; ++p) out[p] = 1 - shift_.get()[p] * out[p];
  }

  double log_determinant() const override { return cholesky_.log_determinant(); }

 private:
  GaussNewton& curvature_;
  Index P_;
  Cholesky cholesky_;
  Buffer<double> H_, shift_, pulled_;
};

/// Fewer rows than weights: with A = diag(shift) and S = I + J A^-1 J' (N, N), of one output,
///   (J'J + A)^-1 (J'r + pull) = A^-1 (pull + J' S^-1 (r - J A^-1 pull))
///   1 - A_pp (J'J + A)^-1[p, p] = j_p' S^-1 j_p / A_pp, j_p the columns of J
///   det(J'J + A) = det(A) det(S)
/// by the matrix inversion lemma (Golub and Van Loan 2013, section 2.1.4).
class Dual final : public System {
 public:
  Dual(const Isa& isa, GaussNewton& curvature)
      : System(round_up(curvature.n_weights(), most_lanes)), isa_(isa), curvature_(curvature),
        P_(curvature.n_weights()), n_(round_up(curvature.n_rows(), square_step)),
        width_(round_up(P_, most_lanes)), columns_(P_ * n_), scaled_(P_ * n_), rows_(n_ * width_),
        square_(n_ * n_), residuals_(n_), right_(n_), work_(n_), sums_(width_ * most_lanes),
        wide_(width_), shift_(P_), factors_(P_) {}

  void move_to(const double* theta, double* mse, double* diagonal) override {
    double *const residuals = residuals_.get(), *const columns = columns_.get();
    curvature_.jacobian_columns(theta, n_, columns, residuals);
    isa_.few_rows.products(columns, residuals, P_, n_, sums_.get(), gradient_.get());
    isa_.few_rows.products(columns, nullptr, P_, n_, sums_.get(), wide_.get());
    std::copy_n(wide_.get(), P_, diagonal);
    mse[0] = 0;
    for (Index i = 0; i < n_; ++i) mse[0] += residuals[i] * residuals[i];
  }

  bool factor(const double* shift) override {
    std::copy_n(shift, P_, shift_.get());
    isa_.few_rows.gram(columns_.get(), shift, P_, n_, scaled_.get(), square_.get());
    return isa_.dense.factor(square_.get(), n_);
  }

  void solve(const double* pull, double* step) override {
    const double *const shift = shift_.get(), *const columns = columns_.get();
    for (Index p = 0; p < P_; ++p) factors_.get()[p] = pull[p] / shift[p];
    std::copy_n(residuals_.get(), n_, right_.get());
    isa_.few_rows.take_away(columns, factors_.get(), P_, n_, right_.get());
    isa_.dense.solve(square_.get(), n_, right_.get(), work_.get());
    isa_.few_rows.products(columns, right_.get(), P_, n_, sums_.get(), wide_.get());
    for (Index p = 0; p < P_; ++p) step[p] = -(pull[p] + wide_.get()[p]) / shift[p];
  }

  void determined(double* out) override {
    double* const rows = rows_.get();
    for (Index p = 0; p < P_; ++p)
      for (Index i = 0; i < n_; ++i) rows[i * width_ + p] = columns_.get()[p * n_ + i];
    isa_.few_rows.substitute(square_.get(), n_, rows, width_);
    for (Index p = 0; p < P_; ++p) out[p] = 0;
    for (Index i = 0; i < n_; ++i)
      for (Index p = 0; p < P_; ++p) out[p] += rows[i * width_ + p] * rows[i * width_ + p];
    for (Index p = 0; p < P_; ++p) out[p] /= shift_.get()[p];
  }

  double log_determinant() const override {
    double sum = 0;
    for (Index p = 0; p < P_; ++p) sum += isa_.log(shift_.get()[p]);
    for (Index i = 0; i < n_; ++i) sum += 2 * isa_.log(square_.get()[i * n_ + i]);
    return sum;
  }

 private:
  static constexpr Index most_lanes = 16;

  const Isa& isa_;
  GaussNewton& curvature_;
  Index P_, n_, width_;
  Buffer<double> columns_, scaled_, rows_, square_, residuals_, right_, work_, sums_, wide_, shift_,
      factors_;
};

/// Rows to a weight up to which the dual form takes less time.
constexpr double few_rows = 0.7;

}  // namespace

std::unique_ptr<System> make_system(const Isa& isa, GaussNewton& curvature) {
  const auto rows = static_cast<double>(round_up(curvature.n_rows(), square_step));
  if (curvature.n_outputs() == 1 && rows <= few_rows * static_cast<double>(curvature.n_weights()))
    return std::make_unique<Dual>(isa, curvature);
  return std::make_unique<Primal>(isa, curvature);
}

}  // namespace shoal
