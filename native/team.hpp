// Threads that take the numbered items of one job after another, for jobs of microseconds.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "interruption.hpp"
#include "shape.hpp"

namespace shoal {

/// Lives for one call from Python: a thread kept longer would not survive a fork.
///
/// Which thread takes which item is left to chance; results are the same because every item writes
/// to memory of its own. So they are where the system grants fewer threads, or none.
class Team {
 public:
  explicit Team(int n_threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  /// f(item, worker) for every item in [0, n_items); returns when all are done, or throws what an
  /// item or the caller's interruption threw, when none is at work any more.
  template <class F>
  void run(Index n_items, F&& f) {
    if (workers_.empty()) {
      for (Index i = 0; i < n_items; ++i) {
        if (interruption_) interruption_->turn();
        f(i, 0);
      }
      return;
    }
    start({[](void* context, Index item, int worker) { (*static_cast<F*>(context))(item, worker); },
           &f, n_items});
  }

 private:
  struct Job {
    void (*call)(void*, Index, int);
    void* context;
    Index n_items;
  };

  void start(const Job& job);
  void take_items(int worker);
  void work(int worker);
  void give_up(std::exception_ptr why);

  Interruption* const interruption_;  // of the caller, who alone may ask the host
  std::vector<std::thread> workers_;
  Job job_{};
  std::mutex mutex_;
  std::exception_ptr first_thrown_;
  // Each on a cache line of its own: spinning on one must not slow the others.
  alignas(64) std::atomic<Index> next_item_{0};
  alignas(64) std::atomic<unsigned> generation_{0};
  alignas(64) std::atomic<int> busy_{0};
  std::atomic<bool> stop_{false};
  std::uint8_t cut_ = 0;  // what the workers look at between blocks
};

}  // namespace shoal
