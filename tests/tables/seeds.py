"""Texts of tables, each of another kind, from which the fuzz makes damaged ones."""

from __future__ import annotations

import random


def _rows(n: int, seed: int) -> list[tuple[float, float, int, str]]:
    draw = random.Random(seed)
    towns = ["Aix", "Berne", "Cadiz", "Delft", "Espoo"]
    return [
        (
            round(draw.uniform(-50, 50), 3),
            round(draw.expovariate(0.02), 2),
            draw.randrange(900),
            draw.choice(towns),
        )
        for _ in range(n)
    ]


def _joined(head: str, rows: list[list[str]], mark: str, end: str = "\n") -> str:
    return end.join([head, *(mark.join(row) for row in rows), ""])


def _plain(mark: str, *, comma: bool = False, end: str = "\n", seed: int = 1) -> str:
    def written(value: float) -> str:
        return f"{value}".replace(".", ",") if comma else f"{value}"

    rows = [[written(a), written(b), str(k), t] for a, b, k, t in _rows(24, seed)]
    return _joined(mark.join(["temp", "load", "count", "town"]), rows, mark, end)


def _with_gaps() -> str:
    rows = [
        [f"{a}" if k % 5 else "", f"{b}" if k % 7 else "NA", str(k), t if k % 3 else "?"]
        for a, b, k, t in _rows(30, 3)
    ]
    return _joined("temp,load,count,town", rows, ",")


def _with_dates(form: str, mark: str = ",") -> str:
    rows = [
        [form.format(d=k % 28 + 1, m=k % 12 + 1, y=2010 + k % 9), f"{a}", f"{b}"]
        for k, (a, b, _, _) in enumerate(_rows(30, 4))
    ]
    return _joined(mark.join(["day", "temp", "load"]), rows, mark)


def _quoted() -> str:
    rows = [
        [f'"{t}, ""{k}"""', f'"{a}"', f'"{b:,.2f}"', f'"two\nlines {k}"']
        for a, b, k, t in _rows(20, 5)
    ]
    return _joined('"place","temp","load","note"', rows, ",", "\r\n")


def _numbers(mark: str, columns: int, seed: int) -> list[list[str]]:
    draw = random.Random(seed)
    return [[f"{draw.gauss(0, 10):.4g}" for _ in range(columns)] for _ in range(25)]


SEEDS: dict[str, bytes] = {
    "comma": _plain(",").encode(),
    "semicolon, decimal commas": _plain(";", comma=True).encode(),
    "tab": _plain("\t", seed=2).encode(),
    "tab, decimal commas": _plain("\t", comma=True, seed=6).encode(),
    "bar": _plain("|", seed=7).encode(),
    "blanks": _joined("x y z", _numbers(" ", 3, 8), "   ").encode(),
    "quotes and line ends of Windows": _quoted().encode(),
    "line ends of an old Macintosh": _plain(",", end="\r", seed=9).encode(),
    "gaps": _with_gaps().encode(),
    "dates": _with_dates("{y}-{m:02d}-{d:02d}").encode(),
    "dates in another order": _with_dates("{d:02d}.{m:02d}.{y}", ";").encode(),
    "units in cells": _joined(
        "mass,price,share",
        [[f"{b:.1f} kg", f"${b:.2f}", f"{k / 10}%"] for _, b, k, _ in _rows(20, 10)],
        ",",
    ).encode(),
    "thousands": _joined(
        "people;income;spent",
        [
            [f"{k * 7919:,}".replace(",", "."), f"{b * 40:,.0f}".replace(",", " "), f"{k},5"]
            for _, b, k, _ in _rows(24, 20)
        ],
        ";",
    ).encode(),
    "limits and words": _joined(
        "metal,age,grade",
        [
            [f"<{0.5}" if k % 4 == 0 else f"{b}", "85+" if k > 850 else str(k % 85), str(k % 4)]
            for _, b, k, _ in _rows(40, 21)
        ],
        ",",
    ).encode(),
    "row names of R": _joined(
        '"mpg" "cyl" "wt"',
        [[f'"car {i}"', f"{b}", str(k), f"{a}"] for i, (a, b, k, _) in enumerate(_rows(20, 11))],
        " ",
    ).encode(),
    "row numbers": _joined(
        ",a,b", [[str(i), f"{a}", f"{b}"] for i, (a, b, _, _) in enumerate(_rows(25, 12))], ","
    ).encode(),
    "no header": ("\n".join(",".join(row) for row in _numbers(",", 4, 13)) + "\n").encode(),
    "a row of units": _joined(
        "speed,power,fuel\nkm/h,kW,l",
        [[str(k), f"{b}", f"{a}"] for a, b, k, _ in _rows(20, 14)],
        ",",
    ).encode(),
    "remarks above": ("# from the lab\n# second line\n" + _plain(",", seed=15)).encode(),
    "a footer": (_plain(",", seed=16) + "Source: the lab\n").encode(),
    "UTF-16": _plain("\t", seed=17).replace("town", "größe").encode("utf-16"),
    "Windows-1252": _plain(";", seed=18).replace("Berne", "Köln").encode("cp1252"),
    "long cells": _joined(
        "text,value",
        [["word " * (3 + 40 * (i % 3)), f"{a}"] for i, (a, _, _, _) in enumerate(_rows(16, 19))],
        ",",
    ).encode(),
}
