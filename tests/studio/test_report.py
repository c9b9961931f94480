"""The report says of a model what the model says of itself, and needs nothing but its own file."""

import base64
import json
import re
import shlex

import numpy as np
import pytest
from click.testing import CliRunner

import shoal
from shoal.cli.fit import command
from shoal.errors import TableError
from shoal.studio.fits.snapshots import Snapshots
from shoal.studio.page import FRONT
from shoal.studio.report.report_page import report
from shoal.tables import from_frame
from shoal.tabular.fitted_rows import with_rows

pytestmark = pytest.mark.skipif(
    not (FRONT / "report.js").is_file(), reason="the front end is not built: run `make front`"
)

RANDOM = np.random.RandomState(0)


def frame(n=120, seed=0):
    random = np.random.RandomState(seed)
    a, b = random.uniform(-2, 2, (2, n))
    return {"a": a, "b": b, "y": np.sin(a) + 0.2 * b + 0.05 * random.standard_normal(n)}


def small(table, **more):
    settings = {"hidden_layer_sizes": (4,), "solver": "lm", "n_networks": 2, "max_iter": 15}
    return shoal.fit_table(table, "y", **(settings | more))


def content_of(text):
    found = re.search(r'<script type="application/json" id="content">(.*?)</script>', text, re.S)
    return json.loads(found.group(1))


def test_its_figures_are_the_models():
    table = from_frame(frame())
    model = small(table)
    run = content_of(report(model, table))["run"]
    assert run["held_out"]["rmse"] == list(model.record.held_out.rmse)
    assert run["held_out"]["rmse_linear"] == list(model.record.held_out.rmse_linear)
    assert run["coverage"] == list(model.record.coverage)
    assert [r["share"] for r in run["relevance"]] == list(model.record.relevance)
    assert run["rows"]["training"] == len(model.training_rows)


def test_the_last_frame_draws_what_all_networks_answer():
    table = from_frame(frame())
    model = small(table)
    content = content_of(report(model, table))
    last = content["frames"][-1]
    numbers = np.frombuffer(base64.b64decode(last["buffer"]), "<f4")
    M, n = last["header"]["parts"]["units"]
    train = numbers[M * n : M * n + last["header"]["parts"]["train"]]
    rows = table.take(model.training_rows)
    answers = np.sort(model.predict(rows).ravel())
    np.testing.assert_allclose(np.sort(train), answers, rtol=1e-5)


def test_a_saved_models_rows_are_found_again_in_its_table(tmp_path):
    table = from_frame(frame())
    model = small(table, split="last", test_fraction=0.3)
    model.save(tmp_path / "m.shoal")
    found = with_rows(shoal.load(tmp_path / "m.shoal"), table)
    np.testing.assert_array_equal(found.training_rows, model.training_rows)
    np.testing.assert_array_equal(found.held_out_rows, model.held_out_rows)


@pytest.mark.parametrize("kind", ["copies", "dates", "blocks", "groups"])
def test_rows_of_every_split_are_found_again(tmp_path, kind):
    columns, more = frame(200), {"ignore": ["noted"]}
    columns["noted"] = np.arange("2020-01-01", "2020-07-19", dtype="datetime64[D]")
    if kind == "copies":
        columns, more = {name: np.tile(values, 2) for name, values in frame(90).items()}, {}
    if kind == "dates":
        columns["y"] = columns["y"] + np.repeat(RANDOM.normal(size=20), 10)
    if kind in ("blocks", "groups"):
        columns["who"] = np.arange(200) // 8
        more = {"split": "blocks"} if kind == "blocks" else {"groups": "who", "inputs": ["a", "b"]}
    table = from_frame(columns)
    model = small(table, random_state=4, **more)
    assert any("blocks of" in s for s in model.decisions) == (kind in ("dates", "blocks"))
    model.save(tmp_path / "m.shoal")
    found = with_rows(shoal.load(tmp_path / "m.shoal"), table)
    np.testing.assert_array_equal(found.training_rows, model.training_rows)
    np.testing.assert_array_equal(found.held_out_rows, model.held_out_rows)


@pytest.mark.parametrize("n", [120, 80])
def test_rows_of_another_table_are_judged_and_not_called_training(tmp_path, n):
    model = small(from_frame(frame()))
    model.save(tmp_path / "m.shoal")
    loaded, other = shoal.load(tmp_path / "m.shoal"), from_frame(frame(n, seed=1))
    assert with_rows(loaded, other).training_rows is None
    content = content_of(report(loaded, other))
    assert content["residuals"] is None
    expected = loaded.score(other)
    assert content["run"]["judged"]["rmse"] == list(expected.rmse)


def test_a_table_without_the_columns_is_refused():
    model = small(from_frame(frame()))
    with pytest.raises(TableError, match="no column"):
        report(model, from_frame({"a": RANDOM.rand(9), "y": RANDOM.rand(9)}))


def test_it_asks_nothing_of_any_network_and_holds_hostile_names_as_text():
    columns = frame()
    hostile = "</script><script>alert(1)</script><!--"
    columns[hostile] = columns.pop("b")
    table = from_frame(columns)
    text = report(small(table), table)
    assert hostile not in text
    assert text.count("<script") == 2
    outside = re.findall(r"""(?:src|href)\s*=\s*["']?(?!data:)[a-z]+:""", text)
    assert not outside
    assert "default-src 'none'" in text
    assert hostile in content_of(text)["run"]["columns"]


def test_it_is_small_for_a_thousand_rows_and_a_long_descent():
    table, snapshots = from_frame(frame(1000)), Snapshots()
    model = small(
        table,
        solver="gd",
        n_networks=1,
        hidden_layer_sizes=(20,),
        max_iter=5_000,
        tol=0,
        sinks=[snapshots],
    )
    text = report(model, table, snapshots.frames)
    assert len(snapshots.frames) == 51
    assert len(text.encode()) < 3e6
    assert len(content_of(text)["frames"]) == 52


def test_it_says_how_to_repeat_the_fit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    columns = frame()
    rows = np.column_stack(list(columns.values()))
    np.savetxt("t.csv", rows, delimiter=",", header=",".join(columns), comments="", fmt="%.17g")
    table = shoal.read_table("t.csv")
    model = small(table, split="last", random_state=3)
    content, scope = content_of(report(model, table)), {}
    exec(compile(content["python"], "report", "exec"), scope)
    assert scope["model"].record.held_out == model.record.held_out
    assert "--networks 2" in content["shell"]
    again = CliRunner().invoke(command, [*shlex.split(content["shell"])[2:], "-o", "t.shoal"])
    assert again.exit_code == 0, again.output
    assert shoal.load("t.shoal").record.held_out == model.record.held_out
