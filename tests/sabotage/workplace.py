"""A copy of the package that tests import in the place of the sources, and of the kernel's sources."""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .mutation import ROOT, Mutation

LONGEST = 240  # seconds of the tests of one mutation: what takes longer hangs, and is noticed
ARGUMENTS = ("-x", "-q", "-m", "not slow and not notebook", "-p", "no:cacheprovider", "-n", "0")
# Python reads this file at its start, in every process that a test starts, too: an editable install
# would lead to the sources.
NOT_EDITABLE = """
import sys
sys.meta_path[:] = [f for f in sys.meta_path if "ScikitBuild" not in type(f).__name__]
"""


@dataclass(frozen=True)
class Verdict:
    """``killed``, by what (the first failed test), in so many seconds."""

    mutation: Mutation
    killed: bool
    by: str
    seconds: float


class Workplace:
    """A folder with a copy of the package and, once asked for, a build of the kernel."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.package = folder, folder / "shoal"
        hidden = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "src" / "shoal", self.package, ignore=hidden)
        for name in ("lessons", "studio/data"):
            shutil.copytree(_installed(name), self.package / name, dirs_exist_ok=True)
        self.kernel = self.package / "core" / _kernel().name
        shutil.copy2(_kernel(), self.kernel)
        (folder / "sitecustomize.py").write_text(NOT_EDITABLE)
        by_content = py_compile.PycInvalidationMode.CHECKED_HASH  # a file changes twice a second
        compileall.compile_dir(self.package, quiet=1, invalidation_mode=by_content)
        environment = {
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SCIPY_ARRAY_API": "1",
        }
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.sabotage.nursery"], cwd=ROOT, env=os.environ | environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def judged(self, mutation: Mutation) -> Verdict:
        """Whether a test goes red under the mutation."""
        began = time.monotonic()
        if mutation.native:
            by = self._under_native(mutation)
        else:
            place = self.package / mutation.file
            before = place.read_text(encoding="utf-8")
            try:
                self._write(place, mutation.applied())
                by = self.failure(mutation.tests)
            finally:
                self._write(place, before)
        return Verdict(mutation, bool(by), by, time.monotonic() - began)

    def failure(self, tests: tuple[str, ...]) -> str:
        """The first failed test, or why there was none to fail; empty where all passed."""
        output = self.folder / "pytest.txt"
        arguments = [*ARGUMENTS, *(f"tests/{test}" for test in tests)]
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps([str(output), LONGEST, arguments]) + "\n")
        self._nursery.stdin.flush()
        code = int(self._nursery.stdout.readline())
        if code == 0:
            return ""
        if code == -signal.SIGKILL:
            return f"more than {LONGEST} s"
        lines = output.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        return said[0].split(" - ")[0] if said else " ".join(lines[-3:])[-300:]

    def close(self) -> None:
        """End the process that runs the tests."""
        self._nursery.communicate()

    def _write(self, place: Path, text: str) -> None:
        place.write_text(text, encoding="utf-8")

    def _under_native(self, mutation: Mutation) -> str:
        sources, whole = self.folder / "sources", self.kernel.read_bytes()
        if not sources.exists():
            self._lay_out(sources)
        place = sources / mutation.file
        before = place.read_text(encoding="utf-8")
        try:
            self._write(place, mutation.applied())
            failed = self._build(sources)
            return failed or self.failure(mutation.tests)
        finally:
            self._write(place, before)
            self.kernel.write_bytes(whole)

    def _lay_out(self, sources: Path) -> None:
        shutil.copytree(ROOT / "native", sources / "native")
        for name in ("lessons", "examples/data"):
            shutil.copytree(ROOT / name, sources / name)
        shutil.copy2(ROOT / "CMakeLists.txt", sources)
        import nanobind  # the build's own requirement

        subprocess.run(
            ["cmake", "-S", str(sources), "-B", str(sources / "build"), "-G", "Ninja",
             "-DCMAKE_BUILD_TYPE=Release", f"-DPython_EXECUTABLE={sys.executable}",
             f"-Dnanobind_DIR={nanobind.cmake_dir()}"],
            check=True, capture_output=True,
        )  # fmt: skip
        if failed := self._build(sources):
            raise RuntimeError(failed)

    def _build(self, sources: Path) -> str:
        command = ["cmake", "--build", str(sources / "build"), "--target", "_kernel"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the mutated kernel does not compile:\n{done.stdout[-2000:]}")
        (built,) = (sources / "build").glob("_kernel*.so")
        shutil.copy2(built, self.kernel)
        return ""


def _kernel() -> Path:
    from shoal.core import _kernel

    return Path(_kernel.__file__)


def _installed(name: str) -> Path:
    """Lessons and example tables, which an install puts beside the package's modules."""
    import importlib.resources

    return Path(str(importlib.resources.files("shoal").joinpath(name)))
