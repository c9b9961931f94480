"""The command line: nothing destroyed, nothing lost, the right exit code."""

from .mutation import named

OUTPUTS = ("cli/test_outputs.py",)

MUTATIONS = [
    *named(
        "cli/places/guard.py",
        OUTPUTS,
        (
            "places: an output may be an input",
            "if other.status() is not None and _same(output, other):",
            "if False:",
        ),
        (
            "places: an output may be another",
            "        for other in others:\n            if _same(output, other):",
            "        for other in others:\n            if False:",
        ),
        ("places: links are not followed", "os.stat(self.path) if", "os.lstat(self.path) if"),
        ("places: standard input is no file", "stream=0 if standard else None", "stream=None"),
        ("places: names that differ in case", ".casefold()", ""),
        (
            "places: names that differ in accents",
            'unicodedata.normalize("NFC", os.path.basename(real))',
            "os.path.basename(real)",
        ),
        (
            "places: not looked at again",
            "        self._check(output)\n        if not _is_nowhere",
            "        if not _is_nowhere",
        ),
        ("places: force replaces nothing", "kept = self.force or", "kept ="),
        ("places: any kind is replaced", "output.kind.is_of(output.path)\n", "True\n"),
        ("places: standard output is no output", "[*others, STANDARD_OUTPUT]", "others"),
        (
            "places: standard output into an input",
            "        self._check_apart(STANDARD_OUTPUT, [])\n",
            "",
        ),
        (
            "places: a place that cannot be written is found late",
            "            refuse_unwritable(str(output.path))\n",
            "",
        ),
    ),
    *named(
        "cli/places/command.py",
        OUTPUTS,
        ("places: defaults are no outputs", "one.type.default and one.name is not None", "False"),
        ("places: nothing is looked at", "        ctx.obj.check()\n", ""),
    ),
    *named(
        "cli/places/kinds.py",
        OUTPUTS,
        ("kinds: an empty file is of none", "return not head or", "return"),
        (
            "kinds: a picture of anybody",
            'return drawn and b"Matplotlib v" in head + tail',
            "return drawn",
        ),
        (
            "kinds: a page of anybody",
            'head.startswith(b"<!doctype html>") and',
            'head.startswith(b"<!doctype html>") or',
        ),
        ("kinds: predictions anywhere", '.partition(b"\\n")[0]', ""),
    ),
    *named(
        "cli/signals.py",
        ("cli/test_signals.py", "cli/test_early_signals.py"),
        (
            "signals: told twice is twice",
            "if self.signal is not None or (self._wish is not None and self._wish.asked):",
            "if False:",
        ),
        (
            "signals: ignored ones are heard",
            "if signal.getsignal(one) != signal.SIG_IGN:",
            "if True:",
        ),
        (
            "signals: a fit is not guarded to its last file",
            "        with interruptible() as self._wish:\n            yield self._wish",
            "        with interruptible() as self._wish:\n            pass\n        yield self._wish",
        ),
        (
            "signals: an exception while importing",
            "        os._exit(self.code)",
            "        raise KeyboardInterrupt",
        ),
        (
            "signals: every code is Ctrl-C's",
            "return 128 + (self.signal or signal.SIGINT)",
            "return 130",
        ),
    ),
    *named(
        "cli/main.py",
        ("cli/test_full_disk.py",),
        (
            "main: the interpreter complains",
            "        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)",
            "        pass",
        ),
        ("main: output cut in silence", "if isinstance(raw, io.RawIOBase):", "if False:"),
        ("main: nobody reads, and is told", "if isinstance(error, BrokenPipeError):", "if False:"),
    ),
    *named(
        "cli/main.py",
        ("cli/test_signals.py",),
        ("main: a signal behind the end counts", "    STOP.end()\n", ""),
    ),
    *named(
        "cli/fit.py",
        ("cli/test_exit_codes.py", "cli/test_full_disk.py"),
        (
            "fit: slopes that are no numbers are a success",
            '("Diverged", "NotFinite", "Unsettled")',
            '("Diverged", "Unsettled")',
        ),
        (
            "fit: lost where it cannot be saved",
            "                model.save(elsewhere)\n",
            "                raise\n",
        ),
    ),
    *named(
        "cli/terminal/progress.py",
        ("cli/test_signals.py",),
        (
            "progress: a terminal that has gone costs the fit",
            "            with suppress(OSError):\n                screen.stop()",
            "            screen.stop()",
        ),
    ),
]
