#include "curvature.hpp"

#include <stdexcept>

namespace shoal {
namespace {

// Both as the engines take them (products.hpp, tile; gauss_newton.hpp, panel_pairs): the least
// tile there is makes the most tiles.
constexpr Index least_tile = 3, panel_pairs = 64;

Index most_tiles(const Family& family) {
  Index left = 0;
  for (Index first = 0; first < family.n_left; first += panel_pairs)
    left += (std::min(panel_pairs, family.n_left - first) + least_tile - 1) / least_tile;
  return left * ((family.n_right + least_tile - 1) / least_tile);
}

/// (first, first), (first, first + 1) ... (last, last): all pairs, the second not before the first.
void add_triangle(std::vector<Pair>& pairs, Index first, Index n) {
  for (Index a = 0; a < n; ++a)
    for (Index b = a; b < n; ++b)
      pairs.push_back({static_cast<int>(first + a), static_cast<int>(first + b)});
}

// Up to so many rows, or inputs on any rows, the Jacobian's own product takes less time than products
// of pairs.
constexpr Index few_rows = 100, few_inputs = 3;

bool by_jacobian(const Shape& shape, Index n_rows) {
  return shape.n_outputs() == 1 && (n_rows <= few_rows || shape.n_inputs() <= few_inputs);
}

}  // namespace

bool GaussNewton::applies_to(const Shape& shape) {
  return shape.n_layers == 2 && shape.output == Activation::identity;
}

GaussNewton::GaussNewton(const Isa& isa, const Sums<double>& sums)
    : isa_(isa), sums_(sums), by_jacobian_(by_jacobian(sums.shape(), sums.n_rows())) {
  const Shape& shape = sums.shape();
  if (!applies_to(shape))
    throw std::invalid_argument("these sums need one hidden layer and identity outputs");
  const Index M = shape.sizes[1], K = shape.n_outputs(), width = shape.block_rows;
  scratch_.z = add((M + K) * width);
  scratch_.a = slope_from_sum(shape.hidden) ? add((M + K) * width) : scratch_.z;
  scratch_.theta = add(shape.n_weights());
  rows_.resize(static_cast<std::size_t>(UnitRow{M, K}.count()));
  working_.ones = add(width);
  std::fill_n(working_.ones, width, 1.0);
  working_.slopes = add(M * width);
  working_.pulls = add(M * width);
  working_.residuals = add(K * width);
  working_.rows = rows_.data();
}

void GaussNewton::add_squares() {
  if (has_squares_) return;
  const Shape& shape = sums_.shape();
  if (by_jacobian_) {
    const Index stride = jacobian_stride(shape.n_weights());
    working_.jacobian = add(std::min(shape.block_rows, sums_.rows().n_rows) * stride);
    working_.product = add(stride * stride);
  } else {
    add_families();
  }
  has_squares_ = true;
}

void GaussNewton::add_families() {
  const Shape& shape = sums_.shape();
  const Index D = shape.n_inputs(), M = shape.sizes[1], K = shape.n_outputs();
  const UnitRow row{M, K};
  for (auto* pairs : {&inputs_, &right_[0], &right_[1], &right_[2]}) pairs->clear();
  const auto add_pair = [](std::vector<Pair>& pairs, Index a, Index b) {
    pairs.push_back({static_cast<int>(a), static_cast<int>(b)});
  };
  add_triangle(inputs_, 0, D + 1);
  add_triangle(right_[0], row.slope(0), M);
  for (Index m = 0; m < M; ++m)
    for (Index unit = 0; unit <= M; ++unit) add_pair(right_[1], row.slope(m), row.value(unit));
  for (Index m = 0; m < M; ++m) add_pair(right_[1], row.slope(m), row.pull(m));
  add_triangle(right_[2], row.value(0), M + 1);
  for (Index unit = 0; unit <= M; ++unit)
    for (Index k = 0; k < K; ++k) add_pair(right_[2], row.value(unit), row.residual(k));
  for (Index k = 0; k < K; ++k) add_pair(right_[2], row.residual(k), row.residual(k));

  families_.inputs = inputs_.data();
  const Index n_left[] = {static_cast<Index>(inputs_.size()), D + 1, 1};
  Index n_tiles = 0;
  for (std::size_t f = 0; f < 3; ++f) {
    Family& family = families_.each[f];
    family = {n_left[f], static_cast<Index>(right_[f].size()), right_[f].data(), nullptr};
    family.sums = add(family.n_left * family.n_right);
    n_tiles += most_tiles(family);
  }
  working_.panel = add(std::min(panel_pairs, n_left[0]) * shape.block_rows);
  working_.tiles = add(n_tiles * numbers_in_tile);
  working_.square = add(2 * M * M);
}

double* GaussNewton::add(Index n) {
  memory_.emplace_back(n);
  return memory_.back().get();
}

void GaussNewton::normal_equations(const double* theta, double* mse, double* g, double* H) {
  const std::lock_guard lock(mutex_);
  add_squares();
  if (by_jacobian_)
    isa_.jacobian_equations(sums_.shape(), sums_.rows(), theta, scratch_, working_, mse, g, H);
  else
    isa_.normal_equations(sums_.shape(), sums_.rows(), theta, scratch_, families_, working_, mse, g,
                          H);
}

void GaussNewton::jacobian_columns(const double* theta, Index n, double* columns,
                                   double* residuals) {
  const std::lock_guard lock(mutex_);
  isa_.few_rows.jacobian_columns(sums_.shape(), sums_.rows(), theta, scratch_, working_, n, columns,
                                 residuals);
}

}  // namespace shoal
