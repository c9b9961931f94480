#include "team.hpp"

namespace shoal {
namespace {

// About 20 microseconds: the wait for the slowest thread of an epoch. After that the processor is
// offered to others, for there may be more threads than cores.
constexpr int spins_before_yield = 1000;

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

template <class Done>
void wait_until(Done done) {
  for (int spins = 0; !done(); ++spins) {
    if (spins < spins_before_yield) pause();
    else std::this_thread::yield();
  }
}

}  // namespace

Team::Team(int n_threads) {
  for (int worker = 1; worker < n_threads; ++worker)
    workers_.emplace_back([this, worker] { work(worker); });
}

Team::~Team() {
  stop_.store(true);
  generation_.fetch_add(1, std::memory_order_release);
  for (auto& worker : workers_) worker.join();
}

void Team::start(const Job& job) {
  job_ = job;
  next_item_.store(0, std::memory_order_relaxed);
  busy_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
  generation_.fetch_add(1, std::memory_order_release);
  take_items(0);
  wait_until([this] { return busy_.load(std::memory_order_acquire) == 0; });
}

void Team::take_items(int worker) {
  const Job job = job_;
  for (;;) {
    const Index item = next_item_.fetch_add(1, std::memory_order_relaxed);
    if (item >= job.n_items) return;
    job.call(job.context, item, worker);
  }
}

void Team::work(int worker) {
  for (unsigned seen = 0;;) {
    wait_until([&] { return generation_.load(std::memory_order_acquire) != seen; });
    // Not ++seen alone but in step with the caller, who waits for every worker before the next job.
    ++seen;
    if (stop_.load(std::memory_order_relaxed)) return;
    take_items(worker);
    busy_.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace shoal
