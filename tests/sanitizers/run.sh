#!/usr/bin/env bash
# The kernel's tests on a kernel that is watched: addresses and undefined behaviour, then threads.
# Usage: run.sh PYTHON, from the root of the repository. Builds into build/sanitize; needs GCC on Linux.
set -euo pipefail
python=$(realpath --no-symlinks "$1")
here=tests/sanitizers
# A child process would load the kernel that is installed, and the faults' tests preload a library of
# their own; ten million numbers tell the sanitizers nothing that a thousand do not.
tests=(tests/core tests/solve tests/train --ignore=tests/core/test_faults.py
  --ignore=tests/core/test_compiler_options.py --deselect tests/core/test_vector_math.py::test_ten_million_doubles
  --deselect tests/core/test_vector_math.py::test_ten_million_floats)
threaded=(--deselect tests/core/test_kernel.py::test_same_bits_for_any_number_of_threads_and_in_another_process
  tests/core/test_kernel.py tests/core/test_interruption.py tests/committee/test_threads.py)

"$python" -m pip install --quiet --disable-pip-version-check nanobind cmake
PATH=$(dirname "$python"):$PATH

library() { "${CXX:-c++}" -print-file-name="$1"; }

build() { # name, sanitizers
  local nanobind
  nanobind=$("$python" -c "import nanobind; print(nanobind.cmake_dir())")
  cmake -S . -B "build/sanitize/$1" -DCMAKE_BUILD_TYPE=Release -DSHOAL_SANITIZE="$2" \
    -Dnanobind_DIR="$nanobind" -DPython_EXECUTABLE="$python" >/dev/null
  cmake --build "build/sanitize/$1" --parallel 2 >/dev/null
}

run() { # name, preloaded library, tests
  local kernel
  kernel=$(find "build/sanitize/$1" -name '_kernel*.so')
  # The sanitizer looks for the runtime of C++ when it is loaded, before Python has any.
  LD_PRELOAD="$(library "$2") $(library libstdc++.so.6)" SHOAL_SANITIZED_KERNEL=$kernel \
    OPENBLAS_NUM_THREADS=1 PYTHONMALLOC=malloc \
    "$python" -m pytest -q -x -p tests.sanitizers.kernel -p no:cacheprovider \
    -m "not slow and not notebook" "${@:3}"
}

build addresses address,undefined
build threads thread
# Leaks are Python's own: it frees nothing at its end.
ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 run addresses libasan.so "${tests[@]}"
TSAN_OPTIONS="suppressions=$here/threads.supp halt_on_error=1" run threads libtsan.so "${threaded[@]}"
