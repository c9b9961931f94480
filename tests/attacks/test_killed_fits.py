"""kill -9 at random moments, the disk full now and then: a fiftieth of the soak's rounds."""

import json
import subprocess
import sys


def test_killed_fits_end_with_the_same_bytes():
    run = [sys.executable, "-m", "tests.attacks.killed_fits", "4", "3"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["fits"] == 4
