"""A plugin of pytest (``-p tests.sanitizers.kernel``): another build of the kernel stands in."""

import importlib.machinery
import importlib.util
import os
import sys

NAME = "shoal.core._kernel"
loader = importlib.machinery.ExtensionFileLoader(NAME, os.environ["SHOAL_SANITIZED_KERNEL"])
spec = importlib.util.spec_from_file_location(NAME, loader.path, loader=loader)
assert spec is not None
kernel = importlib.util.module_from_spec(spec)
loader.exec_module(kernel)
sys.modules[NAME] = kernel
