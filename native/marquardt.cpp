#include "marquardt.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace shoal {
namespace {

constexpr double tiny = std::numeric_limits<double>::min();
constexpr double two_pi = 6.283185307179586;

double mean(const double* x, Index n) {
  double sum = 0;
  for (Index i = 0; i < n; ++i) sum += x[i];
  return sum / static_cast<double>(n);
}

void scale_by(double factor, double* x, Index n) {
  for (Index i = 0; i < n; ++i) x[i] *= factor;
}

}  // namespace

Marquardt::Marquardt(const Isa& isa, Sums<double>& training, GaussNewton& curvature,
                     Sums<double>* validation)
    : isa_(isa), training_(training), validation_(validation), P_(training.n_weights()),
      system_(make_system(isa, curvature)), diagonal_(P_), damping_(P_), shift_(P_), pull_(P_),
      step_(P_), theta_(P_), mse_(training.n_outputs()), kept_scale_(P_), kept_penalty_(P_) {}

void Marquardt::keep(const MarquardtArrays& arrays) {
  std::copy_n(arrays.scale, P_, kept_scale_.get());
  std::copy_n(arrays.penalty, P_, kept_penalty_.get());
  kept_alpha_.assign(arrays.alpha, arrays.alpha + arrays.n_groups);
  kept_gamma_.assign(arrays.gamma, arrays.gamma + arrays.n_groups);
}

void Marquardt::restore(const MarquardtArrays& arrays) const {
  std::copy_n(kept_scale_.get(), P_, arrays.scale);
  std::copy_n(kept_penalty_.get(), P_, arrays.penalty);
  std::copy_n(kept_alpha_.data(), arrays.n_groups, arrays.alpha);
  std::copy_n(kept_gamma_.data(), arrays.n_groups, arrays.gamma);
}

double Marquardt::cost_of(const double* penalty, const double* theta, const double* mse) const {
  double pull = 0;
  for (Index p = 0; p < P_; ++p) pull += penalty[p] * (theta[p] * theta[p]);
  return mean(mse, n_outputs()) / 2 + pull / 2;
}

Index Marquardt::run(Index n, const MarquardtRules& rules, MarquardtNumbers& numbers,
                     const MarquardtArrays& arrays, const MarquardtRecords& records) {
  const Index K = n_outputs();
  if (numbers.measured) scale_by(2, arrays.losses, K);  // mean squares inside, losses outside
  const Index done = steps(n, rules, numbers, arrays, records);
  if (rules.estimates && rules.held) {
    system_->move_to(arrays.theta, mse_.get(), diagonal_.get());
    estimate(rules, numbers, arrays);
  }
  scale_by(0.5, arrays.losses, K);
  scale_by(0.5, records.losses, done * K);
  if (validation_) scale_by(0.5, records.validation_losses, done * K);
  return done;
}

Index Marquardt::steps(Index n, const MarquardtRules& rules, MarquardtNumbers& numbers,
                       const MarquardtArrays& arrays, const MarquardtRecords& records) {
  const Index K = n_outputs();
  if (!numbers.measured) training_.mse(arrays.theta, arrays.losses);
  numbers.measured = true;
  for (Index done = 0; done < n; ++done) {
    const MarquardtNumbers kept = numbers;
    keep(arrays);
    system_->move_to(arrays.theta, mse_.get(), diagonal_.get());
    if (rules.estimates && !rules.held && numbers.epoch >= rules.fixed_steps)
      estimate(rules, numbers, arrays);
    double steepest = 0;
    for (Index p = 0; p < P_; ++p) {
      diagonal_.get()[p] += arrays.penalty[p];
      pull_.get()[p] = arrays.penalty[p] * arrays.theta[p];
      const double slope = std::abs(system_->gradient()[p] + pull_.get()[p]);
      if (!(slope <= steepest)) steepest = slope;  // also where it is no number
    }
    records.damping[done] = numbers.damping;
    records.gradient_norm[done] = steepest;
    records.gamma[done] = 0;
    for (Index i = 0; i < arrays.n_groups; ++i) records.gamma[done] += arrays.gamma[i];
    std::copy_n(arrays.losses, K, records.losses + done * K);
    records.cost[done] = cost_of(arrays.own_penalty, arrays.theta, arrays.losses);
    if (validation_) validation_->mse(arrays.theta, records.validation_losses + done * K);
    const double cost = cost_of(arrays.penalty, arrays.theta, arrays.losses);
    const Index trials = step(rules, numbers, arrays, cost);
    if (trials == 0) {
      const Finished finished = numbers.finished;
      numbers = kept;
      numbers.finished = finished;
      restore(arrays);
      return done;
    }
    records.accepted[done] = 1 / static_cast<double>(trials);
    if (rules.estimates && numbers.settled >= rules.settled_steps) {
      numbers.finished = Finished::settled;
      return done + 1;
    }
  }
  return n;
}

Index Marquardt::step(const MarquardtRules& rules, MarquardtNumbers& numbers,
                      const MarquardtArrays& arrays, double cost) {
  double* const scale = arrays.scale;
  double largest = 0;
  bool finite = std::isfinite(cost);
  for (Index p = 0; p < P_; ++p) {
    const double own = diagonal_.get()[p];
    finite = finite && std::isfinite(own);
    scale[p] = numbers.scaled ? std::max(scale[p], own) : own;
    largest = std::max(largest, scale[p]);
  }
  if (!finite) {
    numbers.finished = Finished::not_finite;
    return 0;
  }
  for (Index p = 0; p < P_; ++p) scale[p] = std::max(scale[p], rules.floor * largest + tiny);
  numbers.scaled = true;
  for (Index trials = 1; trials <= rules.attempts; ++trials) {
    if (trial(rules, numbers, arrays, cost)) {
      ++numbers.epoch;
      return trials;
    }
    if (numbers.finished != Finished::no) return 0;
    numbers.damping = std::min(numbers.damping * numbers.growth, rules.most_damping);
    numbers.growth *= 2;
  }
  numbers.finished = Finished::no_fall;
  return 0;
}

bool Marquardt::trial(const MarquardtRules& rules, MarquardtNumbers& numbers,
                      const MarquardtArrays& arrays, double cost) {
  double *const damping = damping_.get(), *const move = step_.get(), *const theta = theta_.get();
  const double *const pull = pull_.get(), *const gradient = system_->gradient();
  for (Index p = 0; p < P_; ++p) {
    damping[p] = numbers.damping * arrays.scale[p];
    shift_.get()[p] = arrays.penalty[p] + damping[p];
  }
  if (!system_->factor(shift_.get())) return false;
  system_->solve(pull, move);
  double promised = 0, length = 0, own = 0;
  for (Index p = 0; p < P_; ++p) {
    promised += move[p] * (damping[p] * move[p] - (gradient[p] + pull[p]));
    length += arrays.scale[p] * (move[p] * move[p]);
    own += arrays.scale[p] * (arrays.theta[p] * arrays.theta[p]);
  }
  promised /= 2;
  if (promised <= rules.tol * cost) {
    numbers.finished = Finished::little_promised;
    return false;
  }
  if (numbers.epoch == 0 && own > 0 && length > rules.longest_first * rules.longest_first * own)
    return false;
  for (Index p = 0; p < P_; ++p) theta[p] = arrays.theta[p] + move[p];
  training_.mse(theta, mse_.get());
  const double lowered = cost - cost_of(arrays.penalty, theta, mse_.get());
  if (!(lowered > 0)) return false;  // also where it is no number
  const double gain = 2 * (lowered / promised) - 1;
  numbers.damping = std::max(numbers.damping * std::max(1.0 / 3, 1 - gain * gain * gain),
                             rules.least_damping);
  numbers.growth = 2;
  std::copy_n(mse_.get(), n_outputs(), arrays.losses);
  std::copy_n(theta, P_, arrays.theta);
  return true;
}

void Marquardt::estimate(const MarquardtRules& rules, MarquardtNumbers& numbers,
                         const MarquardtArrays& arrays) {
  const auto n_groups = static_cast<std::size_t>(arrays.n_groups);
  if (!system_->factor(arrays.penalty)) return;
  double* const determined = step_.get();
  system_->determined(determined);
  std::vector<double> sizes(n_groups), gamma(n_groups), squares(n_groups);
  for (Index p = 0; p < P_; ++p) {
    const auto group = static_cast<std::size_t>(arrays.groups[p]);
    sizes[group] += 1;
    gamma[group] += determined[p];
    squares[group] += arrays.theta[p] * arrays.theta[p];
  }
  const double noise = std::max(mean(arrays.losses, n_outputs()), rules.least_noise);
  double logs = 0, pulls = 0, all = 0, before = 0;
  for (std::size_t i = 0; i < n_groups; ++i) {
    gamma[i] = std::min(std::max(gamma[i], rules.least_gamma), sizes[i]);
    squares[i] = std::max(squares[i], tiny);
    logs += sizes[i] * isa_.log(arrays.alpha[i]);
    pulls += arrays.alpha[i] * squares[i];
    all += gamma[i];
    before += arrays.gamma[i];
  }
  const double count = rules.count, P = static_cast<double>(P_), old = numbers.beta;
  numbers.log_evidence = -old * count * noise / 2 - pulls / 2 -
                         (system_->log_determinant() + P * isa_.log(old * count)) / 2 + logs / 2 +
                         count / 2 * isa_.log(old / two_pi) + rules.symmetries;
  std::copy(gamma.begin(), gamma.end(), arrays.gamma);
  if (rules.held) return;
  const double beta = std::max(count - all, rules.least_free * count) / (count * noise);
  for (std::size_t i = 0; i < n_groups; ++i)
    arrays.alpha[i] = std::min(std::max(gamma[i] / squares[i] / (beta * count), rules.least_penalty),
                               rules.most_penalty);
  for (Index p = 0; p < P_; ++p)
    arrays.penalty[p] = arrays.alpha[static_cast<std::size_t>(arrays.groups[p])];
  for (std::size_t i = 0; i < n_groups; ++i) arrays.alpha[i] *= beta * count;
  numbers.settled = std::abs(all - before) / all < rules.settled_change ? numbers.settled + 1 : 0;
  numbers.beta = beta;
}

}  // namespace shoal
