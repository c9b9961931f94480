"""Tables as people export them, from the file to the predictions; what is declared on the way."""

import csv
import random

import numpy as np
import pytest

QUICK = ("--hidden", 2, "--networks", 1, "--epochs", 5)


@pytest.fixture
def export(tmp_path):
    """An export with a title, row names, decimal commas, units, a sentinel and a source, in cp1252."""
    draw = random.Random(1)
    lines = ["Messung im Labor;;;;", ";größe;b;tag;y"]
    for k in range(60):
        a, b = draw.uniform(1, 9), -999 if k in (3, 9) else draw.uniform(0, 1)
        size, share, y = (f"{v:.3f}".replace(".", ",") for v in (a, b, 2 * a))
        lines.append(f"Ort {k};{size};{share};{k % 28 + 1:02d}.{k % 12 + 1:02d}.2020;{y} kg")
    text = "\r\n".join([*lines, "Quelle: Labor", ""])
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode("cp1252"))
    return path


def test_each_decision_is_a_line(shoal, export):
    out = " ".join(shoal("fit", export, "-t", "y", *QUICK).stdout.split())
    for words in (
        "read as Windows-1252",
        "'Quelle: Labor' and what follows stands below the table, left away",
        "1 line above the names skipped ('Messung im Labor')",
        "tells the rows apart ('Ort 0', ...): row names, no input",
        "y: numbers in kg",
        "b: -999 in 3 % of the rows",
        "taken as missing (--number b keeps it)",
        "target y (kg)",
    ):
        assert words in out, words


def test_predictions_in_the_dialect_of_the_table(shoal, export, tmp_path):
    shoal("fit", export, "-t", "y", "-q", *QUICK)
    shoal("predict", "export.shoal", export, "-o", "p.csv")
    rows = list(csv.reader((tmp_path / "p.csv").read_text("cp1252").splitlines(), delimiter=";"))
    assert rows[0] == ["", "größe", "b", "tag", "y", "y_predicted"]
    assert [row[0] for row in rows[1:]] == [f"Ort {k}" for k in range(60)]
    assert all(float(row[-1].replace(",", ".")) for row in rows[1:])
    known = export.read_text("cp1252").splitlines()[2]
    assert ";".join(rows[1][:-1]) == known


def test_no_header_and_weights(shoal, tmp_path):
    rows = (f"{k % 7},{k % 5 + 0.5},{k * k % 11},{k % 3}" for k in range(40))
    (tmp_path / "bare.txt").write_text("\n".join(rows) + "\n")
    done = shoal(
        "fit", "bare.txt", "--no-header", "-t", "column 3", "--weights", "column 4", *QUICK
    )  # fmt: skip
    assert "column 4: says how much each row counts, no input" in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--missing lost, or read the column as text with --text a"),
        (("--missing", "lost"), ""),
        (("--missing", "a=lost"), ""),
        (("--text", "a"), ""),
        (("--ignore", "a"), ""),
        (("--number", "a"), "'lost' is not a number"),
        (("--text", "A"), "did you mean 'a'?"),
    ],
)
def test_a_damaged_cell_and_every_way_on(shoal, tmp_path, options, words):
    cells = [f"{k * 0.37:.2f}" if k != 17 else "lost" for k in range(40)]
    rows = (f"{a},{k % 7},{k * k % 11}" for k, a in enumerate(cells))
    (tmp_path / "t.csv").write_text("a,b,y\n" + "\n".join(rows) + "\n")
    done = shoal("fit", "t.csv", "-t", "y", *QUICK, *options, code=2 if words else 0)
    assert words in done.stderr
    if words:
        assert done.stderr.count("\n") == 1


def test_a_doubt_about_the_table_is_the_first_line(shoal, tmp_path):
    random = np.random.RandomState(3)
    gas, flow = random.uniform(0, 7, (2, 150))
    rows = [
        f"{650 if i % 10 == 0 else round(g, 3)},{f:.3f},{f**2:.3f}"
        for i, (g, f) in enumerate(zip(gas, flow, strict=True))
    ]
    (tmp_path / "doubt.csv").write_text("gas,flow,y\n" + "\n".join(rows) + "\n")
    first = shoal("fit", "doubt.csv", "--target", "y").stdout.splitlines()[0]
    assert first.startswith("note ")
    assert "gas: is 650 in 10 % of the rows" in first
    assert "--missing 650" in first
    told = shoal("fit", "doubt.csv", "--target", "y", "--missing", "650").stdout
    assert "gas: missing in" in told
    assert "--missing" not in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("predict",), "a,b,y,y_predicted"),
        (("score",), "has no row with a value in every target column"),
        (("report",), "has no row with a value in every target column"),
        (("fit", "--target", "y"), "has a row of column names but no rows below it"),
    ],
)
def test_names_without_rows(shoal, tmp_path, words, said):
    random = np.random.RandomState(1)
    a, b = random.uniform(0, 1, (2, 40))
    rows = "".join(f"{p:.3f},{q:.3f},{p + q:.3f}\n" for p, q in zip(a, b, strict=True))
    (tmp_path / "full.csv").write_text("a,b,y\n" + rows)
    (tmp_path / "names.csv").write_text("a,b,y\n")
    shoal("fit", "full.csv", "--target", "y", "--out", "m.shoal", "--networks", "1")
    command, *more = words
    model = [] if command == "fit" else ["m.shoal"]
    done = shoal(command, *model, "names.csv", *more, code=0 if command == "predict" else 2)
    assert said in done.stdout + done.stderr
