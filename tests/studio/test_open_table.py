"""The table read again as the page says: what is decided, what changes it, what code repeats it."""

from __future__ import annotations

import shlex
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import shoal
from shoal.cli.program import shoal as command_line
from shoal.cli.studio import command
from shoal.files.models import load
from shoal.studio.tables.open_table import Opened, opened_path, opened_upload
from shoal.tables import from_frame

from .pages import Page

N = 60


def rows(seed: int = 3) -> dict[str, np.ndarray]:
    random = np.random.RandomState(seed)
    speed, load = random.uniform(0, 9, N).round(3), random.uniform(1, 9, N).round(1)
    return {"speed": speed, "load": load, "torque": (np.sin(speed) + 0.2 * load).round(3)}


def written(place: Path, columns: dict[str, Any], head: str | None = None, mark: str = ",") -> Path:
    names = mark.join(columns) if head is None else head
    lines = [mark.join(map(str, cells)) for cells in zip(*columns.values(), strict=True)]
    place.write_text("\n".join([*filter(None, [names]), *lines]) + "\n", encoding="utf-8")
    return place


def opened(place: Path, **options: Any) -> Page:
    return Page(opened_path(place, options))


def reread(page: Page, **options: Any) -> dict[str, Any]:
    return page.ask("reread", options=options)


def ways(table: dict[str, Any], column: str | None) -> dict[str, dict[str, Any]]:
    return {
        way["words"]: way for d in table["decisions"] if d["column"] == column for way in d["ways"]
    }


def sentences(table: dict[str, Any], column: str | None) -> list[str]:
    return [d["sentence"] for d in table["decisions"] if d["column"] == column]


def test_a_file_without_names_can_be_told_that_it_has_some(tmp_path: Path) -> None:
    page = opened(written(tmp_path / "bare.csv", rows(), head=""))
    table = page.ask("hello")["table"]
    assert table["preview"]["header"] == ["column 1", "column 2", "column 3"]
    assert sentences(table, None) == [
        "line 1 is data like the rows below it: the columns are called 'column 1' and so on"
    ]
    (way,) = ways(table, None).values()
    again = reread(page, **way["set"])
    assert again["kind"] == "table"
    assert again["rows"] == N - 1
    assert reread(page)["rows"] == N


def test_what_the_page_says_of_the_file_is_what_read_table_is_told(tmp_path: Path) -> None:
    columns = {"speed": ["m/s", *rows()["speed"]], "load": ["kN", *rows()["load"]]}
    place = written(tmp_path / "bench.csv", columns, head="Bench 7\nin May\nspeed;load", mark=";")
    page = opened(place)
    table = page.ask("hello")["table"]
    assert [c["unit"] for c in table["columns"]] == ["m/s", "kN"]
    assert "2 lines above the names skipped ('Bench 7')" in sentences(table, None)
    told = reread(page, **ways(table, None)["it is data"]["set"])
    assert told["rows"] == N + 1
    assert [c["kind"] for c in told["columns"]] == ["text", "text"]
    given = {"skip_rows": 2, "header_rows": 1, "units_row": True, "delimiter": ";"}
    again = reread(page, **given)
    same = shoal.read_table(place, **given)
    assert again["preview"]["header"] == same.names
    assert [c["unit"] for c in again["columns"]] == [c.unit for c in same.columns.values()]
    assert again["reading"]["options"]["skip_rows"] == 2


def test_a_row_that_may_hold_units_is_taken_for_them_by_a_click(tmp_path: Path) -> None:
    columns = {"speed": ["furlongs", *rows()["speed"]], "torque": ["Nm", *rows()["torque"]]}
    page = opened(written(tmp_path / "units.csv", columns))
    table = page.ask("hello")["table"]
    assert table["decisions"][0]["sentence"] == (
        "line 2 has 'furlongs', 'Nm' where numbers stand below"
    )
    told = reread(page, **ways(table, None)["it holds the units"]["set"])
    assert [(c["kind"], c["unit"]) for c in told["columns"]] == [
        ("number", "furlongs"),
        ("number", "Nm"),
    ]
    assert not told["decisions"]


def test_a_number_that_stands_for_a_missing_value_is_a_decision_and_undone(tmp_path: Path) -> None:
    columns = rows()
    columns["load"][::7] = -200
    page = opened(written(tmp_path / "gaps.csv", columns))
    table = page.ask("hello")["table"]
    load = table["columns"][1]
    assert (load["missing"], load["missing_words"]) == (9, ["-200.0"])
    assert load["low"] > 0
    assert table["preview"]["missing"][0] == [False, True, False]
    (way,) = ways(table, "load").values()
    assert way["words"] == "keep -200 as a number"
    kept = reread(page, number=["load"])
    assert kept["columns"][1]["missing"] == 0
    assert kept["columns"][1]["low"] == -200
    assert sentences(kept, "load") == ["read as numbers, as you said"]
    assert kept["reading"]["meaning"] == {"number": ["load"]}


@pytest.mark.parametrize(("form", "day"), [("%d/%m/%Y", (4, 3)), ("%m/%d/%Y", (3, 4))])
def test_a_column_of_unclear_dates_opens_all_the_same(
    tmp_path: Path, form: str, day: tuple[int, int]
) -> None:
    days = {"day": ["03/04/2021", "05/06/2021", *["07/08/2021"] * (N - 2)]}
    page = opened(written(tmp_path / "days.csv", days | rows()))
    table = page.ask("hello")["table"]
    (decision,) = [d for d in table["decisions"] if d["column"] == "day"]
    assert decision["look"] == "problem"
    assert decision["sentence"] == (
        "line 2: '03/04/2021' could be day/month or month/day, and no cell of the column tells which"
    )
    assert [way.get("form") or way.get("kind") or way["role"] for way in decision["ways"]] == [
        "%d/%m/%Y", "%m/%d/%Y", "text", "ignore",
    ]  # fmt: skip
    told = reread(page, date={"day": form})
    assert not [d for d in told["decisions"] if d["look"] == "problem"]
    found = page.tab.table["day"].values[0]
    assert found == (date(2021, *day) - date(1970, 1, 1)).days
    run = page.fit(targets=["torque"], **told["reading"]["meaning"])
    code = page.ask("code", run=run["run"])
    assert f"date={{'day': '{form}'}}," in code["python"]


def test_a_word_among_numbers_is_taken_as_missing_in_that_column_or_in_all(tmp_path: Path) -> None:
    columns: dict[str, Any] = rows()
    columns["load"] = ["n/m" if i in (4, 9) else v for i, v in enumerate(columns["load"])]
    columns["torque"] = ["n/m" if i == 7 else v for i, v in enumerate(columns["torque"])]
    page = opened(written(tmp_path / "words.csv", columns))
    table = page.ask("hello")["table"]
    way = ways(table, "load")["take 'n/m' as missing"]
    one = reread(page, missing_in={"load": way["missing"]})
    assert [c["missing"] for c in one["columns"]] == [0, 2, 0]
    assert one["columns"][1]["missing_words"] == ["n/m"]
    assert [d["column"] for d in one["decisions"] if d["look"] == "problem"] == ["torque"]
    every = reread(page, missing=["n/m", -200])
    assert [c["missing"] for c in every["columns"]] == [0, 2, 1]
    assert every["reading"]["meaning"] == {"missing": ["n/m", "-200"]}


def _workbook(place: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for name, seed in (("May", 1), ("June", 2)):
        sheet = book.create_sheet(name)
        sheet.append(["speed", "load", "torque"])
        for line in zip(*rows(seed).values(), strict=True):
            sheet.append([float(v) for v in line])
    del book["Sheet"]
    book.save(place / "book.xlsx")
    return place / "book.xlsx"


def _archive(place: Path) -> Path:
    with zipfile.ZipFile(place / "files.zip", "w") as archive:
        for name, seed in (("May", 1), ("June", 2)):
            archive.write(written(place / "t.csv", rows(seed)), f"{name}.csv")
    return place / "files.zip"


def _database(place: Path) -> Path:
    with sqlite3.connect(place / "data.sqlite") as base:
        for name, seed in (("May", 1), ('Ju"ne', 2)):
            quoted = name.replace('"', '""')
            base.execute(f'create table "{quoted}" (speed real, load real, torque real)')
            lines = zip(*(c.tolist() for c in rows(seed).values()), strict=True)
            base.executemany(f'insert into "{quoted}" values (?, ?, ?)', lines)
    base.close()
    return place / "data.sqlite"


def _arrays(place: Path) -> Path:
    tables = {name: np.column_stack([*rows(seed).values()]) for name, seed in (("May", 1),)}
    np.savez(place / "arrays.npz", **tables, June=np.column_stack([*rows(2).values()])[:-1])
    return place / "arrays.npz"


@pytest.mark.parametrize("make", [_workbook, _archive, _database, _arrays])
@pytest.mark.parametrize("upload", [False, True])
def test_any_part_of_a_file_can_be_chosen_and_code_names_it(
    tmp_path: Path, make: Callable[[Path], Path], upload: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if make is _workbook:
        pytest.importorskip("openpyxl")
        pytest.importorskip("fastexcel")
    place = make(tmp_path)
    monkeypatch.chdir(tmp_path)
    given = opened_upload(place.name, place.read_bytes()) if upload else opened_path(place, {})
    page = Page(given)
    table = page.ask("hello")["table"]
    parts = sorted(table["reading"]["parts"])
    assert len(parts) == 2
    assert table["reading"]["part"].startswith("May")
    other = next(part for part in parts if part != table["reading"]["part"])
    again = reread(page, sheet=other)
    assert again["kind"] == "table", again
    assert again["reading"]["part"] == other
    first = page.tab.table
    assert np.allclose(next(iter(first.columns.values())).values[:5], rows(2)["speed"][:5])
    run = page.fit(targets=[first.names[-1]])
    said: dict[str, Any] = {}
    exec(page.ask("code", run=run["run"])["python"], said)  # our own text
    assert list(said["model"].record.held_out.rmse) == run["held_out"]["rmse"]


def test_a_part_that_is_not_there_gets_a_sentence_and_the_old_table_stays(tmp_path: Path) -> None:
    page = opened(_archive(tmp_path), sheet="May.csv")
    before = page.tab.opened
    answer = reread(page, sheet="August")
    assert answer["kind"] == "error"
    assert "holds no file 'August'" in answer["message"]
    assert page.tab.opened is before
    assert page.fit(targets=["torque"])["kind"] == "done"


def test_a_refused_reading_leaves_the_fit_that_runs_alone(tmp_path: Path) -> None:
    page = opened(written(tmp_path / "t.csv", rows()))
    slow = {"solver": "gd", "hidden_layer_sizes": [3], "max_iter": 50}
    run = page.ask("fit", targets=["torque"], settings=slow, paused=True)["run"]
    assert "no column 'none'" in reread(page, text=["none"])["message"]
    page.ask("control", run=run, action="continue")
    assert page.wait("done", run)["epochs"] == 50


def test_what_was_said_of_columns_goes_with_their_names(tmp_path: Path) -> None:
    page = opened(written(tmp_path / "t.csv", rows()))
    said = {"text": ["speed"], "missing": ["-1"], "missing_in": {"load": ["0"]}}
    assert reread(page, **said)["columns"][0]["kind"] == "text"
    again = reread(page, header_rows=0, **said)
    assert again["preview"]["header"][0] == "column 1"
    options = again["reading"]["options"]
    assert (options["text"], options["missing_in"]) == ([], {})
    assert options["missing"] == ["-1"]


def test_a_table_of_no_file_has_columns_to_be_read_anew_and_nothing_else(tmp_path: Path) -> None:
    page = Page(from_frame(rows()))
    table = page.ask("hello")["table"]
    assert table["reading"]["layout"] == ""
    assert "comes from no file" in reread(page, header_rows=0)["message"]
    again = reread(page, text=["load"])
    assert [c["kind"] for c in again["columns"]] == ["number", "text", "number"]
    opened = Opened.of_table(from_frame(rows()))
    assert opened.again({"missing": [-1]}).table.n_rows == N


def test_the_path_is_read_again_as_it_is_now(tmp_path: Path) -> None:
    page = opened(written(tmp_path / "t.csv", rows()))
    place = written(tmp_path / "t.csv", rows() | {"more": range(N)})
    assert reread(page, header_rows=1)["preview"]["header"][-1] == "more"
    place.unlink()
    assert reread(page, header_rows=0)["kind"] == "error"
    assert page.tab.table.n_rows == N


DECLARED = {
    "weights": "load",
    "ignore": ["noise"],
    "text": ["code"],
    "date": {"day": "%d/%m/%Y"},
    "missing": {"speed": ["n/m", "-1"], "note": ["n/m"]},
}


def _declared(place: Path) -> Path:
    random = np.random.RandomState(4)
    columns: dict[str, Any] = rows()
    columns["speed"] = ["n/m" if i % 9 == 0 else v for i, v in enumerate(columns["speed"])]
    columns["day"] = [f"{d:02d}/{m:02d}/2021" for d, m in random.randint(1, 13, (N, 2))]
    columns |= {"code": random.randint(1, 5, N), "note": ["n/m"] * 5 + ["x", "y"] * 27 + ["x"]}
    return written(place, columns | {"noise": random.uniform(size=N).round(3)})


def test_a_fit_carries_what_was_said_and_is_repeated_by_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = _declared(tmp_path / "all told.csv")
    page = opened(place)
    told = reread(
        page,
        header_rows=1,
        text=DECLARED["text"],
        date=DECLARED["date"],
        missing_in={"speed": ["n/m", "-1"], "note": ["n/m"]},
    )
    assert told["reading"]["meaning"] == {k: DECLARED[k] for k in ("text", "date", "missing")}
    settings = {"solver": "gd", "hidden_layer_sizes": [3], "max_iter": 30}
    run = page.fit(targets=["torque"], settings=settings, **DECLARED)
    table = shoal.read_table(place)
    same = shoal.fit_table(
        table, "torque", **DECLARED, solver="gd", hidden_layer_sizes=(3,), max_iter=30, tol=0
    )
    assert run["held_out"]["rmse"] == list(same.record.held_out.rmse)
    assert {"day", "code=1", "note=x"} <= set(run["inputs"])
    assert not {"noise", "load"} & set(run["columns"])
    code = page.ask("code", run=run["run"])
    said: dict[str, Any] = {}
    exec(code["python"], said)  # our own text
    assert list(said["model"].record.held_out.rmse) == run["held_out"]["rmse"]
    monkeypatch.chdir(tmp_path)
    words = shlex.split(code["shell"])
    assert words[:3] == ["shoal", "fit", str(place)]
    result = CliRunner().invoke(command_line, [*words[1:], "--out", "m.shoal", "--quiet"])
    assert result.exit_code == 0, result.output
    assert list(load(tmp_path / "m.shoal").record.held_out.rmse) == run["held_out"]["rmse"]


def test_the_command_line_hands_on_where_the_table_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Any] = []
    monkeypatch.setattr("shoal.studio.web.serving.serve", lambda opened, **_: found.append(opened))
    place = written(tmp_path / "t.txt", rows(), head="", mark="\t")
    words = [str(place), "--no-header", "--delimiter", "tab", "--encoding", "latin-1"]
    result = CliRunner().invoke(command, words)
    assert result.exit_code == 0, result.output
    page = Page(found[0])
    table = page.ask("hello")["table"]
    assert table["preview"]["header"] == ["column 1", "column 2", "column 3"]
    options = table["reading"]["options"]
    assert (options["header_rows"], options["delimiter"]) == (0, "\t")
    run = page.fit(targets=["column 3"])
    shell = page.ask("code", run=run["run"])["shell"]
    for said in ("--header-rows 0", "--delimiter tab", "--encoding latin-1"):
        assert said in shell
