// Memory aligned for the widest vectors, zeroed.
#pragma once

#include <algorithm>
#include <memory>
#include <new>

#include "shape.hpp"

namespace shoal {

constexpr std::size_t alignment = 64;

struct AlignedDelete {
  void operator()(void* p) const { ::operator delete(p, std::align_val_t{alignment}); }
};

template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(Index n)
      : data_(static_cast<T*>(
            ::operator new(static_cast<std::size_t>(n) * sizeof(T), std::align_val_t{alignment}))) {
    std::fill_n(data_.get(), n, T(0));
  }
  T* get() const { return data_.get(); }

 private:
  std::unique_ptr<T, AlignedDelete> data_;
};

constexpr Index round_up(Index n, Index multiple) { return (n + multiple - 1) / multiple * multiple; }

}  // namespace shoal
