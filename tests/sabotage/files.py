"""Model files: written whole or not at all, verified before they are parsed, nothing believed."""

from .mutation import named

FILES = ("files/test_model_file.py", "files/test_strict.py", "files/test_models.py",
         "attacks/test_model_file_attacks.py", "attacks/test_forged_models.py")  # fmt: skip
TERMINAL = ("cli/test_inert_output.py", "attacks/test_forged_models.py")
EQUAL = ("files/test_equal_bytes.py",)
READING = ("files/test_reading_faults.py",)

MUTATIONS = [
    *named(
        "files/atomic.py",
        ("files/test_atomic.py",),
        (
            "atomic: written in place",
            'return os.path.join(os.path.dirname(target), f".shoal-{secrets.token_hex(8)}.tmp")',
            "return target + 'x'",
        ),
        ("atomic: not synced", "        os.fsync(file.fileno())\n", ""),
        ("atomic: not read back", "if file.read() != data:", "if False:"),
        ("atomic: litter stays", "            os.unlink(new)\n", "            pass\n"),
        ("atomic: permissions lost", "if permissions is not None:", "if False:"),
        ("atomic: links are replaced", "target = os.path.realpath(path)", "target = path"),
        ("atomic: litter after Ctrl-C", "except BaseException:  # Ctrl-C", "except Exception:  #"),
    ),
    *named(
        "files/atomic.py",
        ("files/test_faults.py",),
        ("folder: litter stays", "shutil.rmtree(new, ignore_errors=True)", "pass"),
        (
            "folder: those above it stay",
            "        shutil.rmtree(new, ignore_errors=True)\n        _remove(above)",
            "        shutil.rmtree(new, ignore_errors=True)",
        ),
        (
            "folder: written in place",
            "        os.rename(new, target)\n",
            "        os.mkdir(target)\n        os.rename(new, target)\n",
        ),
        ("folder: one that is there is replaced", "if os.path.lexists(target):", "if False:"),
        (
            "place: not looked at before",
            "    if not os.access(folder, os.W_OK | os.X_OK):",
            "    if False:",
        ),
    ),
    *named(
        "files/model_bytes.py",
        FILES,
        (
            "bytes: the digest is not compared",
            "if _digest(data, place.start(1) + 8) != place[1]:",
            "if False:",
        ),
        ("bytes: the digest leaves out the end", "    total.update(view[at + 64 :])\n", ""),
        ("bytes: newer formats are read", "if number > FORMAT:", "if False:"),
        ("bytes: two digests", "if len(places) != 1:", "if not places:"),
        (
            "bytes: numbers that are not finite are read",
            "if not np.isfinite(stored).all():",
            "if False:",
        ),
        (
            "bytes: numbers that are not finite are written",
            "if not np.isfinite(a).all():",
            "if False:",
        ),
        (
            "bytes: other types are read",
            'if type(entry["dtype"]) is not str or entry["dtype"] not in _DTYPES:',
            "if False:",
        ),
        (
            "bytes: other entries are read",
            'described.keys() != {"content", "digest", "format"}',
            "False",
        ),
        ("bytes: columns first", 'order="C")', 'order="K")'),
        ("bytes: not read back", "if not same or content_back != content:", "if False:"),
        ("bytes: MAX_HEADER_BYTES", "MAX_HEADER_BYTES = 2**24", "MAX_HEADER_BYTES = 2**40"),
        ("bytes: MAX_DIMENSIONS", "MAX_DIMENSIONS = 8", "MAX_DIMENSIONS = 80"),
    ),
    *named(
        "files/content.py",
        FILES,
        ("content: keys given twice", "if len(out) != len(pairs):", "if False:"),
        ("content: MAX_DEPTH", "MAX_DEPTH = 32", "MAX_DEPTH = 3_200"),
        ("content: MAX_BITS", "MAX_BITS = 128", "MAX_BITS = 12_800"),
        ("content: infinite numbers are written", "if not math.isfinite(value):", "if False:"),
        ("content: endless digits", "if len(digits) > _MAX_DIGITS:", "if False:"),
        ("content: unsorted", "sort_keys=True", "sort_keys=False"),
    ),
    *named(
        "files/model_file.py",
        FILES,
        ("file: pipes are opened", "if not stat.S_ISREG(found.st_mode):", "if False:"),
        ("file: a changing file is believed", "if len(data) != found.st_size:", "if False:"),
        (
            "file: MAX_FILE_BYTES is not looked at",
            "if found.st_size > MAX_FILE_BYTES:",
            "if False:",
        ),
    ),
    *named(
        "files/ensemble_parts.py",
        FILES,
        ("models: shares of any sum", "abs(shares.sum() - 1) < 1e-6", "True"),
        ("models: negative scales", "if not (scale > 0).all():", "if False:"),
        (
            "models: layers that do not follow",
            "if above.shape[1] + 1 != below.shape[0]:",
            "if False:",
        ),
        (
            "models: a range upside down",
            "if range_ is not None and not (range_[0] <= range_[1]).all():",
            "if False:",
        ),
        ("models: falling quantiles", "or not (np.diff(quantiles) >= 0).all()", ""),
        (
            "models: the best is the first",
            'best=strict.integer(entry, "best", 0, count - 1)',
            "best=0",
        ),
        (
            "models: the guard is lost",
            'if strict.field(entry, "guard", bool) else None',
            "if False else None",
        ),
        (
            "models: asinh is lost",
            'replace(_scaling(arrays, "inputs", D), asinh=_asinh(arrays, entry, D))',
            '_scaling(arrays, "inputs", D)',
        ),
    ),
    *named(
        "errors.py",
        TERMINAL,
        ("inert: nothing is escaped", "    if text.isprintable():\n", "    if True:\n"),
        ("inert: errors quote as they were given", "(inert_line(message))", "(message)"),
    ),
    *named(
        "cli/report.py",
        TERMINAL,
        ("inert: lines of a report", "    text = inert_line(text)\n", ""),
    ),
    *named(
        "files/record_parts.py",
        FILES,
        (
            "record: an outcome of any letters",
            'strict.line(entries, "outcome", LONGEST)',
            'entries["outcome"]',
        ),
        ("record: any solver", 'strict.choice(entries, "solver", CHOSEN)', 'entries["solver"]'),
        ("record: any number of coverages", "len(found) not in COVERAGES", "False"),
        ("record: coverage beyond 1", "not all(0 <= share <= 1 for share in found)", "False"),
        (
            "record: settings as they come",
            'settings_of(strict.field(entries, "settings", dict))',
            'entries["settings"]',
        ),
        (
            "record: other rows",
            'strict.integer(entries, "n_rows", 0, MAX_COUNT) != n_rows',
            "False",
        ),
        ("record: a seed beyond NumPy's", "0, MOST_SEED)", "0, MAX_COUNT)"),
        ("trace: an empty one", "not 0 < len(epoch) <= MAX_TRACE", "False"),
        ("trace: epochs that fall", "not (np.diff(epoch) > 0).all()", "False"),
    ),
    *named(
        "files/record_parts.py",
        EQUAL,
        ("equal bytes: times are written", 'UNWRITTEN = ("seconds",)', "UNWRITTEN = ()"),
    ),
    *named(
        "train/parameters.py",
        EQUAL,
        (
            "equal bytes: threads are told",
            'WITHOUT_EFFECT = ("n_jobs", "verbose")',
            "WITHOUT_EFFECT = ()",
        ),
    ),
    *named(
        "files/settings_parts.py",
        FILES,
        ("settings: any name", 'strict.refuse(name, "is no parameter of a fit")', "continue"),
        ("settings: any value", "if not known:", "if False:"),
    ),
    *named(
        "files/ensemble_parts.py",
        FILES,
        (
            "models: two precisions",
            "if len({weights[0].dtype for weights in all_weights}) > 1:",
            "if False:",
        ),
        ("models: weights beyond bounds", "> MOST_WEIGHT[weights[0].dtype.name]", "> np.inf"),
        (
            "models: answers that are no numbers",
            "if not all(np.isfinite(part).all() for part in found):",
            "if False:",
        ),
        ("models: noise of any level", "if not abs(slopes[0]) <= MOST_LEVEL:", "if False:"),
    ),
    *named(
        "files/model_file.py",
        READING,
        (
            "reading: all of it before its start is looked at",
            "check_start(file.read(LOOK), found.st_size)",
            "pass",
        ),
        ("reading: too little memory", "except MemoryError:", "except KeyError:"),
    ),
    *named(
        "files/models.py",
        READING,
        (
            "saving: what will not open again",
            "    _model_of(arrays, plain(content))  # what would not open again is not written\n",
            "",
        ),
    ),
    *named(
        "tabular/repeat.py",
        ("tabular/test_repeat.py",),
        (
            "repeat: a line with escape codes",
            "if not all(map(str.isprintable, words)):",
            "if False:",
        ),
    ),
    *named(
        "files/models.py",
        FILES,
        (
            "models: the wrong plan",
            "if len(plan.feature_names) != D or len(plan.targets) != K:",
            "if False:",
        ),
    ),
]
