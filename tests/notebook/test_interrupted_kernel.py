"""The notebook's stop button: the fit comes back Interrupted, with a model that answers."""

import pytest

FIT = """
import numpy as np
from shoal import NeuralRegressor

random = np.random.RandomState(0)
X = random.normal(size=(20_000, 8)); y = np.sin(X[:, 0]) + 0.1 * random.normal(size=20_000)

class Says:
    every = None
    def receive(self, event):
        if event.epoch:
            print("under way", flush=True)

model = NeuralRegressor({parameters}, random_state=0).fit(X, y, sinks=Says())
print("ended", type(model.outcome_).__name__, np.isfinite(model.predict(X)).all())
"""
CASES = {
    "one": "(5,), solver='gd', max_iter=10**9, tol=0.0",
    "several": "n_jobs=2",
}


def printed(client, until):
    """What cells print, up to a text."""
    said = ""
    while until not in said:
        message = client.get_iopub_msg(timeout=60)
        assert message["msg_type"] != "error", message["content"]
        if message["msg_type"] == "stream":
            said += message["content"]["text"]
    return said


@pytest.mark.parametrize("case", CASES)
def test_the_stop_button_keeps_the_model(case):
    manager = pytest.importorskip("jupyter_client.manager", reason="Jupyter is not installed")
    kernel, client = manager.start_new_kernel()
    try:
        client.execute(FIT.replace("{parameters}", CASES[case]))
        printed(client, "under way")
        kernel.interrupt_kernel()
        said = printed(client, "ended")
        assert "ended Interrupted True" in said
        client.execute("print('ended', 'alive')")
        assert "alive" in printed(client, "alive")
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
