"""The exit code of a fit follows from how it ended."""

from dataclasses import replace

from shoal import fit_table, read_table
from shoal.cli import fit
from shoal.cli.program import shoal
from shoal.solve import outcome

CODES = {
    "Converged": 0, "NoDescent": 0, "StoppedEarly": 0, "EpochLimit": 0, "TimeLimit": 0,
    "Diverged": 1, "NotFinite": 1, "Unsettled": 1, "Interrupted": 130,
}  # fmt: skip


def endings(kind=outcome.Outcome):
    return [name for one in kind.__subclasses__() for name in (one.__name__, *endings(one))]


def test_every_ending_is_known():
    assert set(endings()) == set(CODES)


def test_of_every_ending(engine, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    small = {"hidden_layer_sizes": (2,), "n_networks": 1, "max_iter": 5}
    model = fit_table(read_table(engine), "torque", **small)
    for ending, code in CODES.items():
        ended = replace(model, record=replace(model.record, ending=ending))
        monkeypatch.setattr(fit, "_fitted", lambda *_, ended=ended: ended)
        found = shoal.main(["fit", str(engine), "-t", "torque"], standalone_mode=False)
        assert found == code, ending
        assert (tmp_path / "engine.shoal").stat().st_size > 1000
        (tmp_path / "engine.shoal").unlink()


def test_they_are_documented(capsys):
    shoal.main(["--help"], standalone_mode=False)
    told = " ".join(capsys.readouterr().out.split())
    assert "Exit codes: 0; 1 for a fit that failed; 2 for bad input" in told
    assert "130, 143, 129 after Ctrl-C, SIGTERM, SIGHUP" in told
