// How a call that runs long comes back early: it looks between blocks of rows whether it is wished.
#pragma once

#include <chrono>
#include <cstdint>

namespace shoal {

/// Thrown out of a call whose flag was set. What the call was to write may be half written.
struct Interrupted {};

/// What the calls of one thread look at: a flag, which other threads may set, and now and then the
/// host's own turn, which may set the flag or throw.
class Interruption {
 public:
  /// `flag` must live as long; `ask` may be null.
  explicit Interruption(const std::uint8_t* flag, void (*ask)() = nullptr);

  /// Throws Interrupted where the flag is set.
  void turn();

 private:
  using Clock = std::chrono::steady_clock;

  const std::uint8_t* flag_;
  void (*ask_)();
  int turns_;
  Clock::time_point next_;
};

/// The calling thread's, or null: nothing will interrupt it.
Interruption* interruption();
/// Makes it another, or null; returns the one before. Who sets one takes it back.
Interruption* set_interruption(Interruption* other);

}  // namespace shoal
