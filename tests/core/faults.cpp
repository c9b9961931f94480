// Loaded before everything else (LD_PRELOAD): lets a chosen allocation or thread start fail.
#include <dlfcn.h>
#include <pthread.h>

#include <cerrno>
#include <cstdlib>
#include <new>

namespace {

thread_local long allocations_left = -1;  // of this thread's, before the one that fails
long threads_left = -1;

bool fails() { return allocations_left >= 0 && allocations_left-- == 0; }

void* allocate(std::size_t size, std::size_t alignment) {
  if (fails()) return nullptr;
  return alignment ? std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)
                   : std::malloc(size);
}

void* or_throw(void* found) {
  if (!found) throw std::bad_alloc();
  return found;
}

}  // namespace

extern "C" {

/// The allocation of this thread behind n others fails; never where n is negative.
void fail_allocation(long n) { allocations_left = n; }
long allocations_before_failure() { return allocations_left; }
/// Every thread start behind n others fails.
void fail_threads(long n) { threads_left = n; }

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) {
  if (threads_left >= 0 && threads_left-- <= 0) {
    threads_left = 0;
    return EAGAIN;
  }
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  return create(thread, attributes, start, argument);
}
}

void* operator new(std::size_t size) { return or_throw(allocate(size, 0)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return or_throw(allocate(size, static_cast<std::size_t>(alignment)));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
