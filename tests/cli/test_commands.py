"""fit, predict, score and show, from a table to a model and back."""

import csv
import io
import json
import signal

import numpy as np
import pytest

from shoal import fit_table, read_table

from .terminal import InTerminal


def facts(done):
    return json.loads(done.stdout)


def test_fit_predict_score_and_show_agree(shoal, engine, tmp_path):
    fitted = facts(shoal("fit", engine, "--target", "torque", "--json"))
    model = tmp_path / "engine.shoal"
    assert fitted["model"] == "engine.shoal"
    assert fitted["rows"] == {"table": 160, "without_target": 0, "training": 128, "held_out": 32}
    held_out = fitted["held_out"]
    assert held_out["rmse"][0] < min(held_out["rmse_linear"][0], held_out["rmse_mean"][0]) / 2
    table = list(csv.DictReader(io.StringIO(shoal("predict", model, engine).stdout)))
    assert len(table) == 160
    errors = [float(row["torque"]) - float(row["torque_predicted"]) for row in table]
    scored = facts(shoal("score", model, engine, "--json"))
    assert scored["rmse"][0] == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-12)
    shown = facts(shoal("show", model, "--json"))
    assert shown.pop("seconds") is None  # they tell of the machine, and stand in no file
    assert {**shown, "model": "engine.shoal", "seconds": fitted["seconds"]} == fitted


def test_kept_model_is_the_one_whose_error_is_printed(shoal, engine, tmp_path):
    fitted = facts(shoal("fit", engine, "--target", "torque", "--json"))
    known = np.random.RandomState(0).permutation(160)[:32]
    lines = engine.read_text().splitlines()
    part = tmp_path / "held.csv"
    part.write_text("\n".join([lines[0], *(lines[i + 1] for i in sorted(known))]) + "\n")
    scored = facts(shoal("score", tmp_path / "engine.shoal", part, "--json"))
    assert scored["rmse"][0] == pytest.approx(fitted["held_out"]["rmse"][0], rel=1e-12)


def test_report_names_decisions_baselines_and_the_model(shoal, engine):
    out = shoal("fit", engine, "-t", "torque", "-o", "m.shoal").stdout
    for words in ("id: left out", "site: left out", "fuel: text, 3 levels", "speed: missing in"):
        assert words in out
    for label in ("this model", "linear model", "mean", "m.shoal", "held out    32 rows"):
        assert label in out
    assert "\x1b" not in out  # no colour where there is no terminal


def test_report_names_the_inputs_whose_asinh_is_fitted(shoal, tmp_path):
    random = np.random.RandomState(0)
    days, water = np.exp(random.normal(3, 1.5, 80)), random.uniform(1, 3, 80)
    rows = (f"{d:.2f},{w:.3f},{np.log(d) - w:.4f}" for d, w in zip(days, water, strict=True))
    (tmp_path / "mix.csv").write_text("days,water,strength\n" + "\n".join(rows) + "\n")
    out = shoal("fit", "mix.csv", "-t", "strength", "-o", "mix.shoal").stdout
    assert "columns     days: skewed, fitted as asinh((days − " in out
    decided = facts(shoal("show", "mix.shoal", "--json"))["decisions"]
    assert [sentence.split(":")[0] for sentence in decided] == ["days"]


def test_same_seed_same_file_and_another_seed_another(shoal, engine, tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        shoal("fit", engine, "-t", "torque", "-o", f"{name}.shoal", "--seed", seed, "--json")
    weights = [json.dumps(_weights(tmp_path / f"{n}.shoal")) for n in "abc"]
    assert weights[0] == weights[1] != weights[2]


def _weights(path):
    from shoal import load

    return [w.tolist() for w in load(path).network.weights]


def test_options_reach_the_fit(shoal, engine):
    done = shoal(
        "fit", engine, "-t", "torque", "--inputs", "throttle,speed", "--hidden", "6,4",
        "--activation", "logistic", "--solver", "gd", "--rates", "0.3,0.2,0.1", "--epochs", 50,
        "--test-fraction", 0, "--json",
    )  # fmt: skip
    fitted = facts(done)
    assert fitted["layers"] == [3, 6, 4, 1]  # throttle, speed, speed is missing
    assert fitted["activation"] == "logistic"
    assert fitted["settings"]["learning_rate_init"] == [0.3, 0.2, 0.1]
    assert fitted["held_out"] is None
    assert fitted["rows"]["training"] == 160


@pytest.mark.parametrize(
    ("words", "parameters"),
    [
        (["--networks", 2], {"n_networks": 2}),
        (["--networks", 1, "--early-stopping"], {"n_networks": 1, "early_stopping": True}),
    ],
)
def test_networks_and_early_stopping_are_the_estimators(shoal, engine, words, parameters):
    shoal("fit", engine, "-t", "torque", "--hidden", 4, *words, "--json")
    shown = facts(shoal("show", "engine.shoal", "--json"))
    assert shown["settings"].items() >= parameters.items()
    expected = fit_table(read_table(engine), "torque", hidden_layer_sizes=(4,), **parameters)
    assert shown["epochs"] == expected.record.epochs
    found = _weights(engine.with_suffix(".shoal"))
    assert found == [w.tolist() for w in expected.network.weights]


def test_several_targets_and_a_test_table(shoal, engine, tmp_path):
    done = shoal("fit", engine, "--target", "torque", "speed", "--ignore", "id", "--test", engine, "--json",
                 code=0)  # fmt: skip
    fitted = facts(done)
    assert fitted["targets"] == ["torque", "speed"]
    assert fitted["rows"]["without_target"] == 8
    assert fitted["held_out"]["n_rows"] == 152
    header = shoal("predict", "engine.shoal", engine).stdout.splitlines()[0]
    assert header.endswith("torque,torque_predicted,speed_predicted")


def test_predict_writes_a_file_and_says_what_is_new(shoal, engine, tmp_path):
    shoal("fit", engine, "-t", "torque", "-q")
    new = tmp_path / "new.csv"
    new.write_text("fuel,speed,throttle,more\nhydrogen,0.1,0.2,x\ngas,,0.3,y\n")
    done = shoal("predict", "engine.shoal", new, "-o", "p.csv")
    assert done.stdout == ""
    assert "hydrogen" in done.stderr
    rows = list(csv.reader((tmp_path / "p.csv").read_text().splitlines()))
    assert rows[0] == ["fuel", "speed", "throttle", "more", "torque_predicted"]
    assert rows[1][:4] == ["hydrogen", "0.1", "0.2", "x"]
    assert np.isfinite(float(rows[2][4]))


def test_quiet_prints_nothing(shoal, engine):
    done = shoal("fit", engine, "-t", "torque", "-q", "--epochs", 5)
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fit", "none.csv", "-t", "y"), "none.csv: there is no such file"),
        (("fit", "engine.csv", "-t", "torq"), "did you mean 'torque'?"),
        (("fit", "engine.csv"), "Missing option '-t' / '--target'"),
        (("fit", "engine.csv", "-t", "fuel"), "a target must be a column of numbers"),
        (("fit", "engine.csv", "-t", "torque", "--hidden", "x"), "not a list of units"),
        (("fit", "engine.csv", "-t", "torque", "--rates", "0.1"), "--rates are of --solver gd"),
        (
            ("fit", "engine.csv", "-t", "torque", "--solver", "gd", "--rates", "1,2,3"),
            "one a layer",
        ),
        (("fit", "engine.csv", "-t", "torque", "--activation", "tan"), "activation"),
        (("fit", "engine.csv", "-t", "torque", "--networks", "0"), "--networks"),
        (("fit", "engine.csv", "-t", "torque", "--test-fraction", "1"), "test-fraction"),
        (("fit", "engine.csv", "-t", "torque", "-o", "no/where.shoal"), "no/where.shoal"),
        (("predict", "engine.csv", "engine.csv"), "engine.csv"),
        (("show", "none.shoal"), "none.shoal"),
        (("nonsense",), "No such command"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(shoal, engine, arguments, words):
    done = shoal(*arguments, code=2)
    assert words in done.stderr
    assert not list(engine.parent.glob("*.shoal"))


def test_a_fit_that_diverges_exits_with_1_and_keeps_the_best(shoal, engine):
    done = shoal("fit", engine, "-t", "torque", "--solver", "gd", "--rates", "1e3", code=1)
    assert "diverged at epoch" in done.stdout
    assert "try learning_rate_init=" in done.stdout
    shoal("predict", "engine.shoal", engine)


def test_ctrl_c_keeps_and_saves_the_best_model_so_far(shoal, program, engine, tmp_path):
    command = ["fit", engine, "-t", "torque", "--solver", "gd", "--epochs", 10**9]
    running = InTerminal([*program, *map(str, command)], tmp_path)
    running.until("RMSE")  # the progress line: the fit has told of an epoch
    running.process.send_signal(signal.SIGINT)
    code, out = running.ended()
    assert code == 130, out + running.said
    assert "interrupted after" in out
    shoal("predict", "engine.shoal", engine)


def test_groups_go_one_way_and_the_last_rows_judge(shoal, engine):
    fitted = facts(shoal("fit", engine, "-t", "torque", "--groups", "fuel", "--json"))
    fuels = [line.split(",")[3] for line in engine.read_text().splitlines()[1:]]
    assert fitted["rows"]["held_out"] in {fuels.count(fuel) for fuel in set(fuels)}
    assert not any("fuel" in name for name in fitted["inputs"])
    last = facts(shoal("fit", engine, "-t", "torque", "--split", "last", "--json"))
    part = engine.parent / "last.csv"
    lines = engine.read_text().splitlines()
    part.write_text("\n".join([lines[0], *lines[-32:]]) + "\n")
    scored = facts(shoal("score", "engine.shoal", part, "--json"))
    assert scored["rmse"][0] == pytest.approx(last["held_out"]["rmse"][0], rel=1e-12)


def test_predict_with_intervals(shoal, engine):
    shoal("fit", engine, "-t", "torque", "-q")
    rows = list(csv.DictReader(io.StringIO(
        shoal("predict", "engine.shoal", engine, "--interval", "0.95").stdout
    )))  # fmt: skip
    inside = [
        float(row["torque_low"]) <= float(row["torque"]) <= float(row["torque_high"])
        for row in rows
    ]
    assert 0.9 < np.mean(inside) <= 1
    assert all(float(row["torque_std"]) > 0 for row in rows)
    assert {row["extrapolates"] for row in rows} <= {"0", "1"}
