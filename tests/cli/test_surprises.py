"""Rows far outside the training range are said on standard error, by predict and by score."""

import numpy as np
import pytest


@pytest.fixture
def kiln(shoal, tmp_path):
    """A model of temperature, hours, a day and a kind of clay."""
    random = np.random.RandomState(3)
    heat, hours = random.uniform(800, 1200, 90), random.uniform(2, 12, 90)
    lines = ["clay,heat,hours,day,loss"]
    for i in range(90):
        day = np.datetime64("2021-03-01") + np.timedelta64(int(random.randint(200)), "D")
        loss = heat[i] / 100 + hours[i] + 0.1 * random.normal()
        lines.append(
            f"{('red', 'white', 'grey')[i % 3]},{heat[i]:.1f},{hours[i]:.2f},{day},{loss:.3f}"
        )
    (tmp_path / "kiln.csv").write_text("\n".join(lines) + "\n")
    shoal("fit", "kiln.csv", "-t", "loss", "-q", "--hidden", 3, "-o", "kiln.shoal")
    return tmp_path


def asked(shoal, folder, *rows, command="predict", more=()):
    (folder / "new.csv").write_text("heat,hours,day,clay,loss\n" + "\n".join(rows) + "\n")
    done = shoal(command, "kiln.shoal", "new.csv", *more)
    return done.stderr.splitlines()


@pytest.mark.parametrize("more", [(), ("--interval", "0.9")])
def test_one_row(shoal, kiln, more):
    (line,) = asked(shoal, kiln, "1900,6,2021-05-01,red,20", "1000,6,2021-05-01,red,16", more=more)
    head, _, tail = line.partition(" lies outside ")
    assert head == "shoal: heat: 1900"
    low, high = map(float, tail.split(" in ")[0].split(" to "))
    assert 800 <= low < 820
    assert 1180 < high <= 1200
    assert tail.endswith(" in 1 row; do not trust its prediction")


def test_several_rows_and_columns(shoal, kiln):
    lines = asked(
        shoal,
        kiln,
        "100,6,2021-05-01,red,7",
        "3000,90,2021-05-01,red,120",
        "1000,6,2031-01-02,red,16",
    )
    assert [line.split(":")[1].strip() for line in lines] == ["heat", "hours", "day"]
    assert "100 to 3000 lie outside" in lines[0]
    assert lines[0].endswith("in 2 rows; do not trust their predictions")
    assert "2031-01-02 lies outside 2021-03-0" in lines[2]


def test_inside_a_hair_outside_and_missing_say_nothing_of_ranges(shoal, kiln):
    assert asked(shoal, kiln, "1000,6,2021-05-01,red,16", "1201,12.3,2021-05-01,white,24") == []
    (line,) = asked(shoal, kiln, ",6,2021-05-01,red,16")
    assert "missing" in line
    assert "outside" not in line


def test_score_says_it_of_the_rows_that_it_judges(shoal, kiln):
    rows = ("1900,6,2021-05-01,red,20", "5000,6,2021-05-01,red,", "1000,6,2021-05-01,red,16")
    (line,) = asked(shoal, kiln, *rows, command="score")
    assert "heat: 1900 lies outside" in line
    (line,) = asked(shoal, kiln, *rows, command="score", more=("--json",))
    assert "heat: 1900 lies outside" in line


def test_of_many_columns_a_few_are_told(shoal, tmp_path):
    random = np.random.RandomState(0)
    X = random.uniform(size=(60, 9))
    names = ",".join(f"x{j}" for j in range(9))
    rows = [",".join(f"{v:.4f}" for v in (*row, row.sum())) for row in X]
    (tmp_path / "wide.csv").write_text(f"{names},y\n" + "\n".join(rows) + "\n")
    shoal("fit", "wide.csv", "-t", "y", "-q", "--hidden", 2)
    (tmp_path / "new.csv").write_text(f"{names}\n" + ",".join(["7"] * 9) + "\n")
    lines = shoal("predict", "wide.shoal", "new.csv").stderr.splitlines()
    assert len(lines) == 6
    assert lines[-1] == "shoal: and 4 more columns"
