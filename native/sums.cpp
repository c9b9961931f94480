#include "sums.hpp"

#include <utility>

namespace shoal {
namespace {

// What a block keeps between its two passes stays in the second-level cache; more rows to a block
// spare loads and stores of the vector-valued sums.
constexpr Index cache_bytes = 128 * 1024;
constexpr Index most_vectors = most_block_vectors, least_vectors = 4;

// Chunks are what threads share out. Their number depends on the table alone, so do the bits.
// A multiple of chunks_even shares out evenly among as many threads.
constexpr Index rows_per_chunk = 512, most_chunks = 64, chunks_even = 4;

Index count_chunks(Index n_rows, Index n_blocks) {
  const Index wanted = n_rows / rows_per_chunk;
  const Index even = wanted <= 1 ? 1 : round_up(wanted, chunks_even);
  return std::min({even, most_chunks, n_blocks});
}

// Sums of a chunk are padded to whole vectors of the widest kind.
constexpr Index most_lanes = 16;

// Weights that no machine holds: beyond, sizes of memory would overflow before an allocation fails.
constexpr Index most_weights = Index{1} << 40, most_units = Index{1} << 31;

// Units that an engine takes at once, at most (products.hpp, tile).
constexpr Index most_tile = 4;

bool any(const double* p, Index n) { return std::any_of(p, p + n, [](double x) { return x != 0; }); }
bool any(const float* p, Index n) { return std::any_of(p, p + n, [](float x) { return x != 0; }); }

}  // namespace

template <class T>
Sums<T>::Sums(const Isa& isa, std::vector<Index> sizes, Activation hidden, Activation output,
              const Table& table, int n_threads)
    : engine_(isa.engine<T>()), sizes_(std::move(sizes)), n_threads_(n_threads) {
  const Index n_layers = static_cast<Index>(sizes_.size()) - 1;
  offset_.push_back(0);
  row_.push_back(0);
  Index rows = 0;
  for (Index l = 0; l < n_layers; ++l) {
    const auto i = static_cast<std::size_t>(l);
    const double weights = static_cast<double>(sizes_[i]) * static_cast<double>(sizes_[i + 1]);
    if (std::max(sizes_[i], sizes_[i + 1]) > most_units || weights > most_weights)
      throw OutOfMemory(weights * sizeof(T));
    offset_.push_back(offset_[i] + (sizes_[i] + 1) * sizes_[i + 1]);
    if (offset_.back() > most_weights)
      throw OutOfMemory(static_cast<double>(offset_.back()) * sizeof(T));
    row_.push_back(rows);
    rows += sizes_[i + 1];
  }
  row_.push_back(rows);

  const Index vector_bytes = engine_.lanes * static_cast<Index>(sizeof(T));
  const Index fitting = cache_bytes / (vector_bytes * (rows + sizes_[0])) / 4 * 4;
  const Index n_vectors = std::clamp(fitting, least_vectors, most_vectors);
  shape_ = {n_layers, sizes_.data(), offset_.data(), row_.data(),
            hidden,   output,        n_vectors * engine_.lanes};

  rows_.n_rows = table.n_rows;
  rows_.n_blocks = (table.n_rows + shape_.block_rows - 1) / shape_.block_rows;
  n_chunks_ = count_chunks(table.n_rows, rows_.n_blocks);
  lay_out(table);
  stride_ = round_up(shape_.n_sums(), most_lanes);
  errors_stride_ = round_up(shape_.n_outputs(), most_lanes);
  slots_ = Buffer<double>(stride_ * n_chunks_);
  n_threads_ = std::max(1, n_threads_);
  for (int i = 0; i < n_threads_; ++i) add_scratch();
}

template <class T>
void Sums<T>::lay_out(const Table& table) {
  const Index D = shape_.n_inputs(), K = shape_.n_outputs(), lanes = engine_.lanes;
  const Index all = round_up(table.n_rows, lanes);
  x_ = Buffer<T>(all * D);
  t_ = Buffer<T>(all * K);
  s_ = Buffer<T>(all);
  Interruption* const turns = interruption();
  for (Index start = 0; start < all; start += shape_.block_rows) {
    if (turns) turns->turn();
    const Index width = std::min(shape_.block_rows, all - start);
    T* x = x_.get() + start * D;
    T* t = t_.get() + start * K;
    for (Index i = 0; i < width; ++i) {
      const Index n = std::min(start + i, table.n_rows - 1);
      for (Index d = 0; d < D; ++d)
        x[d * width + i] = table.x[n * table.x_row + d * table.x_column];
      for (Index k = 0; k < K; ++k)
        t[k * width + i] = table.t[n * table.t_row + k * table.t_column];
      const bool real = start + i < table.n_rows;
      s_.get()[start + i] = !real ? T(0) : table.s ? table.s[n] : T(1);
    }
  }
  rows_.x = x_.get();
  rows_.t = t_.get();
  rows_.s = s_.get();
}

template <class T>
void Sums<T>::lay_out_by_row() {
  const Index D = shape_.n_inputs(), K = shape_.n_outputs();
  by_row_ = Buffer<T>(rows_.n_rows * (D + K + 1));
  T* out = by_row_.get();
  Interruption* const turns = interruption();
  for (Index n = 0; n < rows_.n_rows; ++n) {
    if (turns && n % shape_.block_rows == 0) turns->turn();
    const Index start = n / shape_.block_rows * shape_.block_rows, place = n - start;
    const Index full = std::min(shape_.block_rows, rows_.n_rows - start);
    const Index width = round_up(full, engine_.lanes);
    for (Index d = 0; d < D; ++d) *out++ = rows_.x[start * D + d * width + place];
    for (Index k = 0; k < K; ++k) *out++ = rows_.t[start * K + k * width + place];
    *out++ = rows_.s[n];
  }
  rows_.by_row = by_row_.get();
}

template <class T>
void Sums<T>::add_scratch() {
  const Index width = shape_.block_rows, rows = row_.back(), lanes = engine_.lanes;
  const bool sums_kept = slope_from_sum(shape_.hidden) || slope_from_sum(shape_.output);
  const auto add = [&](Index n) {
    memory_.emplace_back(n);
    return memory_.back().get();
  };
  Scratch<T> scratch{};
  scratch.z = add(rows * width);
  scratch.a = sums_kept ? add(rows * width) : scratch.z;
  scratch.delta = add(std::max(most_tile, shape_.n_outputs()) * width);
  scratch.sums = add(round_up(shape_.n_sums(), lanes) * lanes);
  scratch.theta = add(shape_.n_weights());
  scratch.x = add(shape_.n_inputs() * width);
  scratch.t = add(shape_.n_outputs() * width);
  scratch.s = add(width);
  scratch_.push_back(scratch);
}

template <class T>
bool Sums<T>::same_network(const Sums& other) const {
  return sizes_ == other.sizes_ && shape_.hidden == other.shape_.hidden &&
         shape_.output == other.shape_.output && shape_.block_rows == other.shape_.block_rows;
}

template <class T>
Team Sums<T>::team(Index n_items) const {
  return Team(static_cast<int>(std::min<Index>(n_threads_, n_items)));
}

template <class T>
void Sums<T>::gradient_chunk(const T* theta, Index chunk, int worker) {
  engine_.gradient(shape_, rows_, theta, scratch_[static_cast<std::size_t>(worker)],
                   chunk_start(chunk), chunk_start(chunk + 1), slots_.get() + chunk * stride_);
}

template <class T>
void Sums<T>::errors_chunk(const Sums& of, const T* theta, Index chunk, int worker, double* out) {
  engine_.errors(shape_, of.rows_, theta, scratch_[static_cast<std::size_t>(worker)],
                 of.chunk_start(chunk), of.chunk_start(chunk + 1),
                 out + chunk * errors_stride_);
}

template <class T>
const double* Sums<T>::in_order(double* slots, Index n_chunks, Index stride, Index n) {
  for (Index chunk = 1; chunk < n_chunks; ++chunk)
    for (Index p = 0; p < n; ++p) slots[p] += slots[chunk * stride + p];
  return slots;
}

template <class T>
double Sums<T>::mean_errors(const double* sums, double* mse) const {
  double total = 0;
  for (Index k = 0; k < shape_.n_outputs(); ++k) {
    mse[k] = sums[k] / static_cast<double>(rows_.n_rows);
    total += mse[k];
  }
  return total / static_cast<double>(shape_.n_outputs());
}

template <class T>
void Sums<T>::forward(const T* theta, T* y) {
  const std::lock_guard lock(mutex_);
  team(n_chunks_).run(n_chunks_, [&](Index chunk, int worker) {
    engine_.forward(shape_, rows_, theta, scratch_[static_cast<std::size_t>(worker)],
                    chunk_start(chunk), chunk_start(chunk + 1), y);
  });
}

template <class T>
void Sums<T>::mse(const T* theta, double* mse) {
  const std::lock_guard lock(mutex_);
  const Index K = shape_.n_outputs();
  team(n_chunks_).run(n_chunks_, [&](Index chunk, int worker) {
    errors_chunk(*this, theta, chunk, worker, slots_.get());
  });
  mean_errors(in_order(slots_.get(), n_chunks_, errors_stride_, K), mse);
}

template <class T>
void Sums<T>::gradient(const T* theta, T* out, double* mse) {
  const std::lock_guard lock(mutex_);
  team(n_chunks_).run(n_chunks_, [&](Index chunk, int worker) {
    gradient_chunk(theta, chunk, worker);
  });
  const double* sums = in_order(slots_.get(), n_chunks_, stride_, shape_.n_sums());
  const double scale = 1 / static_cast<double>(rows_.n_rows * shape_.n_outputs());
  for (Index p = 0; p < n_weights(); ++p) out[p] = static_cast<T>(scale * sums[p]);
  mean_errors(sums + n_weights(), mse);
}

template <class T>
void Sums<T>::descend(T* theta, const T* rates, const T* penalty, Index n_epochs,
                      const Sums* validation, const Records& records) {
  const std::lock_guard lock(mutex_);
  const Index P = n_weights(), K = n_outputs();
  const Index watched = validation ? validation->n_chunks_ : 0;
  const Buffer<double> watched_slots(watched * errors_stride_);
  const Step<T> step{rates, any(penalty, P) ? penalty : nullptr,
                     1 / static_cast<double>(rows_.n_rows * K)};
  Team threads = team(n_chunks_ + watched);
  for (Index epoch = 0; epoch < n_epochs; ++epoch) {
    threads.run(n_chunks_ + watched, [&](Index item, int worker) {
      if (item < n_chunks_) gradient_chunk(theta, item, worker);
      else errors_chunk(*validation, theta, item - n_chunks_, worker, watched_slots.get());
    });
    const double* sums = in_order(slots_.get(), n_chunks_, stride_, shape_.n_sums());
    const double mean = mean_errors(sums + P, records.mse + epoch * K);
    if (validation)
      validation->mean_errors(in_order(watched_slots.get(), watched, errors_stride_, K),
                              records.validation_mse + epoch * K);
    records.cost[epoch] = (mean + engine_.step(step, P, sums, theta)) / 2;
  }
}

template <class T>
void Sums<T>::batches(T* theta, const std::int64_t* order, Index batch_size, const T* rates,
                      const T* penalty, const Moments<T>& moments) {
  const std::lock_guard lock(mutex_);
  if (!rows_.by_row) lay_out_by_row();
  const Step<T> step{rates, any(penalty, n_weights()) ? penalty : nullptr,
                     1 / static_cast<double>(n_outputs())};
  engine_.batches(shape_, rows_, scratch_[0], order, batch_size, step, moments, theta,
                  slots_.get());
}

template class Sums<double>;
template class Sums<float>;

}  // namespace shoal
