// The interpreter's lock around a native call: given up while it runs, taken back behind it.
#pragma once

#include <nanobind/nanobind.h>

#include <chrono>
#include <thread>

namespace shoal {

/// As nanobind::gil_scoped_release, but for the end: an interpreter that ends never gives its lock to
/// another thread again, and Python up to 3.13 ends the thread that asks for it (pthread_exit), from
/// whose unwinding C++ would abort the process. Such a thread stops here until the process is gone,
/// as Python 3.14 has it.
class Released {
 public:
  Released() : state_(PyEval_SaveThread()) {}
  ~Released() { take_back(state_); }
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;

 private:
  [[gnu::noinline]] static void take_back(PyThreadState* state) {
    try {
      PyEval_RestoreThread(state);
    } catch (...) {  // nothing but the end of the thread comes through C
      for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }
  }

  PyThreadState* state_;
};

/// The host's turn of an Interruption, in the main thread: Python's signal handlers, which may throw.
inline void run_signal_handlers() {
  const nanobind::gil_scoped_acquire acquired;
  if (PyErr_CheckSignals() != 0) throw nanobind::python_error();
}

}  // namespace shoal
