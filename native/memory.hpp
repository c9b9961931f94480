// Memory aligned for the widest vectors, zeroed.
#pragma once

#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>
#include <new>

#include "shape.hpp"

namespace shoal {

constexpr std::size_t alignment = 64;

/// Thrown where there is no memory for a buffer; its sentence says how much was asked for.
class OutOfMemory : public std::bad_alloc {
 public:
  explicit OutOfMemory(double bytes) {
    std::snprintf(sentence_, sizeof(sentence_),
                  "there is no memory for another %.3g MB of the fit: fewer units, columns or rows "
                  "need less", bytes / 1e6);
  }
  const char* what() const noexcept override { return sentence_; }

 private:
  char sentence_[128];
};

struct AlignedDelete {
  void operator()(void* p) const { ::operator delete(p, std::align_val_t{alignment}); }
};

template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(Index n) : data_(allocate(n)) { std::fill_n(data_.get(), n, T(0)); }
  T* get() const { return data_.get(); }

 private:
  static T* allocate(Index n) {
    constexpr Index most = std::numeric_limits<Index>::max() / static_cast<Index>(sizeof(T));
    if (n <= most) {
      const auto bytes = static_cast<std::size_t>(n) * sizeof(T);
      void* const found = ::operator new(bytes, std::align_val_t{alignment}, std::nothrow);
      if (found) return static_cast<T*>(found);
    }
    throw OutOfMemory(static_cast<double>(n) * sizeof(T));
  }

  std::unique_ptr<T, AlignedDelete> data_;
};

constexpr Index round_up(Index n, Index multiple) { return (n + multiple - 1) / multiple * multiple; }

}  // namespace shoal
