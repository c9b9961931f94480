// Levenberg-Marquardt steps and the evidence's estimates: src/shoal/solve/lm.py and evidence.py,
// compiled for networks whose Gauss-Newton sums are. Those files say what each line is for.
#pragma once

#include "system.hpp"

namespace shoal {

/// Why there is no further step; the sentences are in Python.
enum class Finished : int { no, not_finite, no_fall, little_promised, settled };

/// What neither step nor estimate changes.
struct MarquardtRules {
  double tol, least_damping, most_damping, longest_first, floor;
  Index attempts;
  // of the evidence
  bool estimates, held;
  double count, symmetries, least_penalty, most_penalty, least_noise, least_gamma, least_free,
      settled_change;
  Index fixed_steps, settled_steps;
};

/// The numbers of a state; `measured` and `scaled` say whether its arrays losses and scale count yet.
struct MarquardtNumbers {
  double damping, growth, beta, log_evidence;
  Index epoch, settled;
  bool measured, scaled;
  Finished finished;
};

/// The arrays of a state, changed in place: theta, scale, penalty (P), losses (K), half the mean squared
/// errors, and of the groups of weights alpha, gamma. `groups` (P) and `own_penalty` (P) stay as they are; the latter is the
/// problem's, of which the recorded costs speak.
struct MarquardtArrays {
  double *theta, *scale, *penalty, *losses, *alpha, *gamma;
  const std::int64_t* groups;
  const double* own_penalty;
  Index n_groups;
};

/// What is told of each epoch, (epochs) or (epochs, K): measured before its step, but for `accepted`,
/// the share of the step's trials that were accepted. `gradient_norm` is the largest entry of the
/// penalized cost's gradient, `gamma` the sum over the groups.
struct MarquardtRecords {
  double *cost, *losses, *validation_losses;
  double *accepted, *damping, *gradient_norm, *gamma;
};

class Marquardt {
 public:
  /// `training`, `curvature` (over its rows) and `validation`, which may be null, must live as long.
  Marquardt(const Isa& isa, Sums<double>& training, GaussNewton& curvature,
            Sums<double>* validation);

  Index n_weights() const { return P_; }
  Index n_outputs() const { return training_.n_outputs(); }
  bool watches() const { return validation_ != nullptr; }

  /// At most n accepted steps; returns how many there were. The records are measured before each. An
  /// attempt that finds no further step leaves all but numbers.finished as it was. Held precisions
  /// have their gamma and evidence of the weights behind the last step, others of those before it.
  Index run(Index n, const MarquardtRules& rules, MarquardtNumbers& numbers,
            const MarquardtArrays& arrays, const MarquardtRecords& records);

 private:
  Index steps(Index n, const MarquardtRules& rules, MarquardtNumbers& numbers,
              const MarquardtArrays& arrays, const MarquardtRecords& records);
  /// The number of trials, the last of which was accepted; 0 where none was.
  Index step(const MarquardtRules& rules, MarquardtNumbers& numbers, const MarquardtArrays& arrays,
             double cost);
  bool trial(const MarquardtRules& rules, MarquardtNumbers& numbers, const MarquardtArrays& arrays,
             double cost);
  void estimate(const MarquardtRules& rules, MarquardtNumbers& numbers,
                const MarquardtArrays& arrays);
  void keep(const MarquardtArrays& arrays);
  void restore(const MarquardtArrays& arrays) const;
  double cost_of(const double* penalty, const double* theta, const double* mse) const;

  const Isa& isa_;
  Sums<double>& training_;
  Sums<double>* validation_;
  Index P_;
  std::unique_ptr<System> system_;
  Buffer<double> diagonal_, damping_, shift_, pull_, step_, theta_, mse_, kept_scale_, kept_penalty_;
  std::vector<double> kept_alpha_, kept_gamma_;
};

}  // namespace shoal
