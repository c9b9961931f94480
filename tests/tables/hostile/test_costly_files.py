"""Files made to cost time or memory are refused in a second and 300 MB, each with one sentence."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from .costly_files import compressed, workbooks

SECONDS, MEGABYTES = 1.0, 300


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read as Linux tells it")
def test_each_is_refused_in_a_second_and_300_mb(tmp_path):
    for name, data in itertools.chain(compressed(), workbooks()):
        (tmp_path / name).write_bytes(data)
    paths = sorted(map(str, tmp_path.iterdir()))
    program = Path(__file__).with_name("measuring.py")
    done = subprocess.run(
        [sys.executable, str(program), *paths], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    measured = [json.loads(line) for line in done.stdout.splitlines()]
    assert [path for path, *_ in measured] == paths
    wrong = [
        (Path(path).name, f"{seconds:.1f} s", f"{peak:.0f} MB", said)
        for path, seconds, peak, said in measured
        if seconds > SECONDS
        or peak > MEGABYTES
        or said.startswith("read: ")
        or not said.isprintable()
        or Path(path).name not in said
        or len(said) > 400
    ]
    assert not wrong
