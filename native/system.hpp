// The equations of a Marquardt step, J'J + a diagonal, in one of two forms.
#pragma once

#include <memory>

#include "cholesky.hpp"
#include "curvature.hpp"

namespace shoal {

/// J'J + diag(shift) at some weights. All vectors are (P).
class System {
 public:
  virtual ~System() = default;

  /// Everything below speaks of J and r at `theta`. Into mse (K) the errors, into `diagonal` J'J's.
  virtual void move_to(const double* theta, double* mse, double* diagonal) = 0;
  /// J'r
  const double* gradient() const { return gradient_.get(); }
  /// False where J'J + diag(shift) is not positive definite; what follows speaks of this shift.
  virtual bool factor(const double* shift) = 0;
  /// step = -(J'J + shift)^-1 (J'r + pull)
  virtual void solve(const double* pull, double* step) = 0;
  /// out[p] = 1 - shift[p] (J'J + shift)^-1[p, p]: how far the rows determine a weight, 0 to 1.
  virtual void determined(double* out) = 0;
  virtual double log_determinant() const = 0;

 protected:
  explicit System(Index n_gradient) : gradient_(n_gradient) {}

  Buffer<double> gradient_;
};

/// The form that takes less time; `curvature` must live as long.
std::unique_ptr<System> make_system(const Isa& isa, GaussNewton& curvature);

}  // namespace shoal
