"""Events and sinks, alone: the standard library is all they need."""

import json
import re
import subprocess
import sys
import warnings

import numpy as np
import pytest

from shoal.trace import Event, Sinks


class Sink:
    def __init__(self, every=None, error=None):
        self.every, self.error, self.got = every, error, []

    def receive(self, event):
        self.got.append(event)
        if self.error:
            raise self.error


def event(epoch=0, final=False):
    return Event(epoch, {"epoch": np.arange(epoch + 1)}, None, 0.5, final)


def test_an_event_is_plain_json():
    e = Event(1, {"cost": np.array([1.0, 0.5])}, [np.ones((2, 1))], 0.25, True)
    assert json.loads(json.dumps(e.to_json())) == {
        "epoch": 1,
        "columns": {"cost": [1.0, 0.5]},
        "weights": [[[1.0], [1.0]]],
        "seconds": 0.25,
        "final": True,
        "network": 0,
    }
    assert event().to_json()["weights"] is None
    with pytest.raises(AttributeError):
        e.epoch = 2


def test_weights_go_to_those_that_ask_at_their_epochs_and_at_the_end():
    often, seldom, never = Sink(2), Sink(5), Sink()
    sinks = Sinks([often, seldom, never])
    made = []

    def weights():
        made.append(1)
        return [np.ones(3)]

    for epoch in range(6):
        sinks.tell(event(epoch), weights)
    sinks.tell(event(7, final=True), weights)
    assert [e.weights is not None for e in often.got] == [1, 0, 1, 0, 1, 0, 1]
    assert [e.weights is not None for e in seldom.got] == [1, 0, 0, 0, 0, 1, 1]
    assert not any(e.weights for e in never.got)
    assert len(made) == 4 + 3


def test_next_stop_and_wants_weights():
    sinks = Sinks([Sink(4), Sink(6), Sink()])
    assert [sinks.next_stop(e) for e in (0, 3, 4, 5, 6, 11)] == [4, 4, 6, 6, 8, 12]
    assert [e for e in range(13) if sinks.wants_weights(e)] == [0, 4, 6, 8, 12]
    assert Sinks([Sink()]).next_stop(0) is None
    assert not Sinks([])
    assert Sinks([Sink()])


def test_a_sink_that_raises_is_dropped_with_one_warning_and_the_others_hear_on():
    broken, sound = Sink(error=ValueError("no window")), Sink()
    sinks = Sinks([broken, sound])
    with pytest.warns(RuntimeWarning, match="dropped: ValueError"):
        sinks.tell(event(), list)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sinks.tell(event(1), list)
    assert len(broken.got) == 1
    assert len(sound.got) == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit()])
def test_what_the_user_means_for_the_program_passes_through(error):
    with pytest.raises(type(error)):
        Sinks([Sink(error=error)]).tell(event(), list)


class NoEvery:
    def receive(self, event):
        """Nothing."""


class NoReceive:
    every = None


@pytest.mark.parametrize("sink", [NoEvery(), NoReceive(), print, Sink(-3), Sink(2.5), Sink("1")])
def test_what_is_no_sink_is_refused_at_once(sink):
    with pytest.raises(TypeError, match=r"is no sink: it needs a method receive\(event\)"):
        Sinks([sink])


def test_whole_numbers_of_numpy_will_do():
    assert Sinks([Sink(np.int64(5))]).next_stop(0) == 5


def test_only_the_standard_library_is_imported():
    code = (
        "import sys; import shoal.trace; "
        "print(sorted({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    foreign = set(re.findall(r"'([^']+)'", done.stdout))
    assert not foreign & {"numpy", "scipy", "sklearn", "narwhals", "pandas", "joblib"}
