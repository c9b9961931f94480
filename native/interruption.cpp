#include "interruption.hpp"

namespace shoal {
namespace {

constinit thread_local Interruption* current = nullptr;

constexpr std::chrono::milliseconds between_asking{50};

// Turns to a look at the clock, which takes as long as a few of them.
constexpr int turns_to_a_look = 8;

}  // namespace

Interruption* interruption() { return current; }

Interruption* set_interruption(Interruption* other) {
  Interruption* const before = current;
  current = other;
  return before;
}

Interruption::Interruption(const std::uint8_t* flag, void (*ask)())
    : flag_(flag), ask_(ask), turns_(turns_to_a_look), next_(Clock::now() + between_asking) {}

void Interruption::turn() {
  if (ask_ && --turns_ <= 0) {
    turns_ = turns_to_a_look;
    if (Clock::now() >= next_) {
      ask_();
      next_ = Clock::now() + between_asking;
    }
  }
  if (__atomic_load_n(flag_, __ATOMIC_RELAXED)) throw Interrupted();
}

}  // namespace shoal
