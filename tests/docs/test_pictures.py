"""The pictures of the documentation are made of the figures that its tables print."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def measured():
    place = ROOT / "docs" / "pictures" / "measured.py"
    spec = importlib.util.spec_from_file_location("measured", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_errors_are_those_of_the_table():
    methods, rows = measured().test_errors()
    text = (ROOT / "bench" / "accuracy" / "results.md").read_text(encoding="utf-8")
    assert methods[-1] == "Shoal"
    assert len(rows) == 16
    for name, errors in rows.items():
        line = next(line for line in text.splitlines() if line.startswith(f"| {name} |"))
        told = re.findall(r"\*?\*?([\d.,]+) ±", line)
        assert errors == [float(number.replace(",", "")) for number in told]


def test_seconds_are_those_of_the_tables():
    found = measured().epochs()
    assert len(found) >= 4
    for seconds in found.values():
        assert seconds["Shoal"] < seconds["NumPy loop"]
    text = (ROOT / "bench" / "results" / "latest.md").read_text(encoding="utf-8")
    told = re.search(r"^\| Shoal \| (\d+) ns", text, re.M)
    assert next(iter(found.values()))["Shoal"] == float(told[1]) * 1e-9
