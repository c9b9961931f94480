#include "team.hpp"

#include <new>
#include <system_error>
#include <utility>

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

Team::Team(int n_threads) : interruption_(interruption()) {
  if (n_threads > 1) workers_.reserve(static_cast<std::size_t>(n_threads - 1));
  for (int worker = 1; worker < n_threads; ++worker) {
    try {
      workers_.emplace_back([this, worker] { work(worker); });
    } catch (const std::system_error&) {
      return;  // no more threads are granted: those that run, the caller at least, do all of it
    } catch (const std::bad_alloc&) {
      return;
    }
  }
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
  const auto done = [this] { return busy_.load(std::memory_order_acquire) == 0; };
  try {
    take_items(0);
    wait_until([&] {
      if (interruption_) interruption_->turn();
      return done();
    });
  } catch (...) {
    give_up(std::current_exception());
    wait_until(done);  // what they work on is the caller's
  }
  if (!first_thrown_) return;
  __atomic_store_n(&cut_, std::uint8_t{0}, __ATOMIC_RELAXED);
  std::rethrow_exception(std::exchange(first_thrown_, nullptr));
}

void Team::take_items(int worker) {
  const Job job = job_;
  for (;;) {
    const Index item = next_item_.fetch_add(1, std::memory_order_relaxed);
    if (item >= job.n_items) return;
    if (worker == 0 && interruption_) interruption_->turn();
    job.call(job.context, item, worker);
  }
}

void Team::give_up(std::exception_ptr why) {
  next_item_.store(job_.n_items, std::memory_order_relaxed);
  __atomic_store_n(&cut_, std::uint8_t{1}, __ATOMIC_RELAXED);
  const std::lock_guard lock(mutex_);
  if (!first_thrown_) first_thrown_ = std::move(why);
}

void Team::work(int worker) {
  Interruption cut(&cut_);
  set_interruption(&cut);
  for (unsigned seen = 0;;) {
    wait_until([&] { return generation_.load(std::memory_order_acquire) != seen; });
    // Not ++seen alone but in step with the caller, who waits for every worker before the next job.
    ++seen;
    if (stop_.load(std::memory_order_relaxed)) return;
    try {
      take_items(worker);
    } catch (...) {
      give_up(std::current_exception());
    }
    busy_.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace shoal
