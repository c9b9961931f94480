// A network's shape over the rows of one table: the contract of src/shoal/core/sums.py.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "memory.hpp"
#include "shape.hpp"
#include "team.hpp"

namespace shoal {

template <class T>
class Sums {
 public:
  /// x (N, D) and t (N, K) with the strides of rows and columns; s (N) with mean 1, or null.
  struct Table {
    Index n_rows;
    const T* x;
    Index x_row, x_column;
    const T* t;
    Index t_row, t_column;
    const T* s;
  };

  Sums(const Isa& isa, std::vector<Index> sizes, Activation hidden, Activation output,
       const Table& table, int n_threads);

  Index n_rows() const { return rows_.n_rows; }
  Index n_weights() const { return shape_.n_weights(); }
  Index n_outputs() const { return shape_.n_outputs(); }
  const Shape& shape() const { return shape_; }
  const Rows<T>& rows() const { return rows_; }
  bool same_network(const Sums& other) const;

  void forward(const T* theta, T* y);
  void mse(const T* theta, double* mse);
  void gradient(const T* theta, T* out, double* mse);

  struct Records {
    double* cost;            // (epochs)
    double* mse;             // (epochs, K)
    double* validation_mse;  // (epochs, K)
  };
  void descend(T* theta, const T* rates, const T* penalty, Index n_epochs, const Sums* validation,
               const Records& records);

  void batches(T* theta, const std::int64_t* order, Index batch_size, const T* rates,
               const T* penalty, const Moments<T>& moments);

 private:
  Index chunk_start(Index chunk) const { return chunk * rows_.n_blocks / n_chunks_; }
  void lay_out(const Table& table);
  void lay_out_by_row();
  void add_scratch();
  void gradient_chunk(const T* theta, Index chunk, int worker);
  void errors_chunk(const Sums& of, const T* theta, Index chunk, int worker, double* out);
  /// Adds what the chunks left in `slots`, n numbers each, in their order; returns the sums.
  static const double* in_order(double* slots, Index n_chunks, Index stride, Index n);
  double mean_errors(const double* sums, double* mse) const;
  Team team(Index n_items) const;

  const Engine<T>& engine_;
  std::vector<Index> sizes_, offset_, row_;
  Shape shape_{};
  Rows<T> rows_{};
  Buffer<T> x_, t_, s_;
  Index n_chunks_ = 1, stride_ = 0, errors_stride_ = 0;
  int n_threads_;
  std::mutex mutex_;  // of what follows; the rows above never change
  Buffer<T> by_row_;
  std::vector<Buffer<T>> memory_;
  std::vector<Scratch<T>> scratch_;
  Buffer<double> slots_;
};

extern template class Sums<double>;
extern template class Sums<float>;

}  // namespace shoal
