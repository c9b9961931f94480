"""How a fit ends before its end, and goes on: interruption and checkpoint."""

from .mutation import named

INTERRUPTION = (
    "trace/test_interruption.py",
    "attacks/test_interrupted_fits.py",
    "committee/test_threads.py",
)
CHECKPOINT = ("checkpoint/test_resumed_fits.py", "checkpoint/test_timing.py")

MUTATIONS = [
    *named(
        "trace/interruption.py",
        INTERRUPTION,
        ("interruption: a second key is not heard", "if self.asked or self.prepared:", "if False:"),
        (
            "interruption: what prepares is not left",
            "if self.asked or self.prepared:",
            "if self.asked:",
        ),
        (
            "interruption: nothing need have begun",
            "self.leaving or not (self.keeps and self.begun)",
            "self.leaving",
        ),
        (
            "interruption: a user's handler goes",
            "not _is_main() or before is not signal.default_int_handler",
            "not _is_main()",
        ),
        (
            "interruption: the handler stays",
            "signal.signal(signal.SIGINT, before)",
            "pass",
        ),
        (
            "interruption: each block has its own",
            "if outer is not None:",
            "if False:",
        ),
        (
            "interruption: the process does not wait",
            "atexit.register)(_end_those_of_daemons)",
            "atexit.register)(_is_main)",
        ),
    ),
    *named(
        "committee/threads.py",
        ("committee/test_members.py", "committee/test_threads.py", "trace/test_interruption.py"),
        (
            "threads: interrupted networks count",
            "whole = [one for one in trained if not isinstance(one.trained.outcome, Interrupted)]",
            "whole = trained",
        ),
    ),
    *named(
        "checkpoint/checkpoint.py",
        CHECKPOINT,
        ("checkpoint: a slow disk is not spared", "SHARE * (now - began)", "0"),
        ("checkpoint: ended trainings are forgotten", "self._ended[key] = kept", "pass"),
        ("checkpoint: a full disk ends the fit", "except ModelFileError as problem:\n            if", "except ZeroDivisionError as problem:\n            if"),
    ),
    *named(
        "checkpoint/parts.py",
        CHECKPOINT,
        ("checkpoint: the generator begins anew", "random.set_state((", "(lambda *_: None)(("),
        (
            "checkpoint: the best slice is forgotten",
            'facts["best"] is not None',
            "False",
            "the best epoch is then found again from the first one: the same bits, later",
        ),
    ),
    *named(
        "solve/stopping.py",
        ("solve/test_stopping.py", *CHECKPOINT),
        ("watch: its patience begins anew", "standing.reference, standing.stale", "np.inf, 0"),
    ),
    *named(
        "files/checkpoints.py",
        CHECKPOINT,
        ("checkpoints: of any data", 'if content["data"] != data:', "if False:"),
        ("checkpoints: of any parameters", "        if others:\n", "        if False:\n"),
        ("checkpoints: an old one is replaced", "if not resume and os", "if False and os"),
        ("checkpoints: files stay", "            self._remove_files()\n            self._write(FIT", "            self._write(FIT"),
    ),
    *named(
        "committee/trainer.py",
        CHECKPOINT,
        ("checkpoint: raised trainings share a place", "1 + before.raised, watched", "0, watched"),
    ),
]  # fmt: skip
