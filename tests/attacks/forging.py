"""Model files that are validly signed and hostile all the same: the forger of the attacks and the soak.

A forgery begins with an honest model's arrays and content. Names, sentences, numbers, shapes, entries
are changed one to three times at random, most often to something of the same type, so that many pass
what looks at types alone; then the digest is made, as any program can make it.
"""

import copy
import hashlib
import json
import random
import struct

import numpy as np

import shoal.tables
from shoal import NeuralRegressor, fit_table
from shoal.files.model_bytes import FORMAT
from shoal.files.model_file import read_model

ESC = "\x1b]0;owned\x07\x1b[2J\x1b[35m"
TEXTS = (
    ESC,
    "\x9b31mC1",
    "a\nb",
    "a\r\x08\x7fb",
    "\u202egnp.exe\u2066",
    "nul\0",
    "\u2028\u2029\xa0",
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>",
    "$\\frac{x}$ {0} %s %(a)d [red]x[/red]",
    "1)\nimport os; os.system('echo PWNED')\n#",
    "'; echo PWNED; '",
    "../../etc/passwd",
    "",
    " ",
    "x" * 5_000,
    "__class__",
    "tanh",
    "nan",
    "2021-13-45",
    "\U0001f41f\u0301\u0489",
)
WHOLE = (0, 1, -1, 2, 7, 2**31, 2**32, 2**53, 2**63, -(2**63), 2**127, 10**30)
REAL = (0.0, -0.0, 0.5, 1.0, -1.0, 1e-300, 5e-324, 1e300, -1e300, 1.7e308, 1e16, 3.3)
OTHER = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    [None],
    {"": {}},
    [1.5],
    ["a"],
    {"a": 1},
    "auto",
    "your own",
)
SETTINGS = {
    "alpha=1)\nimport os; os.system('echo PWNED')\n#": 1,
    "solver": ["lm"],
    "alpha": ["a", "b"],
    "learning_rate_init": ["0.1"],
    "test": ESC,
    "inputs": [ESC, "a"],
    "ignore": ["$(id)"],
    "date": {ESC: "%d"},
    "missing": {"a": ["'; id; '"]},
    "weights": ESC,
    "groups": "g",
    "split": "last",
    "test_fraction": 0.999,
    "start": "your own",
    "activation": "os.system",
    "time_limit": 1e-300,
    "random_state": 7,
    "tol": 1e300,
    "n_iter_no_change": "inf",
    "hidden_layer_sizes": [2**127],
    "batch_size": 10**30,
}


def honest_table(n=48, seed=0):
    """Numbers with gaps, skewed ones, texts, dates, two targets and a column of weights."""
    draw = np.random.RandomState(seed)
    a, b = draw.normal(size=n), draw.normal(size=n)
    kind = np.array(["left", "right", "top"])[draw.randint(0, 3, n)]
    return {
        "a": a,
        "b": np.where(np.arange(n) % 9 == 0, np.nan, b),
        "kind": kind,
        "size": np.exp(2 * draw.normal(size=n)),
        "day": np.datetime64("2020-01-01") + (37 * np.arange(n)).astype("timedelta64[D]"),
        "n": draw.randint(1, 4, n),
        "y": np.sin(a) + (kind == "top") + 0.1 * draw.normal(size=n),
        "z": 100 * a - np.nan_to_num(b),
    }


def honest_models(folder):
    """Arrays and content of models of every kind, as their files hold them."""
    few = {"hidden_layer_sizes": (3,), "max_iter": 8}
    table, several = honest_table(), {**few, "n_networks": 3, "noise": "varying"}
    X = np.column_stack([table["a"], table["size"]])
    small = {name: table[name] for name in ("a", "y")}
    models = [
        fit_table(table, "y", ignore=["z"], weights="n", **several),
        fit_table(table, ["y", "z"], alpha=0.1, text=["n"], **few, solver="lbfgs"),
        fit_table(small, "y", solver="gd", learning_rate_init=[0.1, 0.01], **few),
        NeuralRegressor(random_state=0, **several).fit(X, X[:, :1] ** 2),
        NeuralRegressor(random_state=0, **several).fit(X.astype(np.float32), X[:, 0]),
    ]
    found = []
    for model in models:
        model.save(folder / "honest.shoal")
        found.append(read_model(folder / "honest.shoal"))
    return found


def signed(arrays, content, number=FORMAT):
    """The bytes of a model file of these parts, by nobody's rules: only the digest is right."""
    kinds = {"float64": "F64", "float32": "F32", "int64": "I64"}
    entries, body, at = {}, [], 0
    for name, a in arrays.items():
        data = np.ascontiguousarray(a).tobytes()
        shape, offsets = list(np.shape(a)), [at, at + len(data)]
        entries[name] = {"dtype": kinds[a.dtype.name], "shape": shape, "data_offsets": offsets}
        body.append(data)
        at += len(data)
    zeros = "0" * 64
    told = json.dumps({"content": content, "digest": zeros, "format": number}, **COMPACT)
    header = json.dumps(
        {"__metadata__": {"shoal": told}, **entries}, separators=(",", ":")
    ).encode()
    data = struct.pack("<Q", len(header)) + header + b"".join(body)
    end = f',\\"digest\\":\\"{zeros}\\",\\"format\\":'.encode()
    place = data.rindex(end, 0, 8 + len(header)) + end.index(zeros.encode())
    return data[:place] + hashlib.sha256(data).hexdigest().encode() + data[place + 64 :]


COMPACT = {"sort_keys": True, "separators": (",", ":")}


def forged(honest, seed):
    """The bytes of one forgery, the same for the same seed."""
    draw = random.Random(seed)
    arrays, content = draw.choice(honest)
    arrays, content = dict(arrays), copy.deepcopy(content)
    for _ in range(draw.choice((1, 1, 2, 3))):
        draw.choice((_rename, _entry, _entry, _structure, _numbers, _numbers, _shape, _settings))(
            arrays, content, draw
        )
    return signed(arrays, content, draw.choice((FORMAT, FORMAT, FORMAT, 4)))


def _places(value, path=()):
    if isinstance(value, dict):
        for key, entry in value.items():
            yield (*path, key), entry
            yield from _places(entry, (*path, key))
    elif isinstance(value, list):
        for i, entry in enumerate(value):
            yield (*path, i), entry
            yield from _places(entry, (*path, i))


def _holder(content, path):
    for step in path[:-1]:
        content = content[step]
    return content


def _like(value, draw):
    """Another value of the same type, most often."""
    if draw.random() < 0.15:
        return copy.deepcopy(draw.choice((*OTHER, *TEXTS, *WHOLE, *REAL)))
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return draw.choice(TEXTS)
    if isinstance(value, int):
        return draw.choice((*WHOLE, value + 1, value - 1))
    if isinstance(value, float):
        return draw.choice((*REAL, -value, value * 1e150, value / 3))
    return copy.deepcopy(draw.choice(OTHER))


def _rename(_arrays, content, draw):
    """One name, wherever it stands: what results is consistent."""
    names = [v for p, v in _places(content) if isinstance(v, str) and v and p[0] != "ensemble"]
    if names:
        old, new = draw.choice(names), draw.choice(TEXTS)
        for path, value in list(_places(content)):
            if value == old:
                _holder(content, path)[path[-1]] = new


def _entry(_arrays, content, draw):
    path, value = draw.choice(list(_places(content)))
    _holder(content, path)[path[-1]] = _like(value, draw)


def _structure(_arrays, content, draw):
    path, value = draw.choice(list(_places(content)))
    holder = _holder(content, path)
    kind = draw.randrange(4)
    if kind == 0:
        del holder[path[-1]]
    elif kind == 1 and isinstance(holder, dict):
        holder[draw.choice(TEXTS)] = copy.deepcopy(value)
    elif kind == 2 and isinstance(holder, list):
        holder.insert(draw.randrange(len(holder) + 1), copy.deepcopy(value))
    elif isinstance(value, list):
        value.reverse() if draw.random() < 0.5 else value.extend(copy.deepcopy(value[:3]))


def _numbers(arrays, _content, draw):
    name = draw.choice(list(arrays))
    a = arrays[name].copy()
    if not a.size:
        return
    with np.errstate(all="ignore"):
        extreme = np.array(draw.choice(REAL)).astype(a.dtype)
        kind = draw.randrange(5)
        if kind == 0:
            a.flat[draw.randrange(a.size)] = extreme
        elif kind == 1:
            a[...] = extreme
        elif kind == 2:
            a = (a * draw.choice((-1, 0, 1e-200, 1e30, 1e100, 1e200))).astype(a.dtype)
        elif kind == 3:
            a = a[::-1].copy()
        else:
            a = a + np.array(draw.choice((1, -1, 1e16))).astype(a.dtype)
    if np.isfinite(a).all():
        arrays[name] = a


def _shape(arrays, _content, draw):
    name = draw.choice(list(arrays))
    a = arrays[name]
    kind = draw.randrange(8)
    if kind == 0:
        del arrays[name]
    elif kind == 1:
        arrays[draw.choice(("odd", "networks.9.0", "trace.odd", "trace.rmse_validation"))] = a
    elif kind == 2:
        arrays[name] = np.concatenate([a, a])
    elif kind == 3:
        arrays[name] = a[:0]
    elif kind == 4:
        arrays[name] = a[..., None]
    elif kind == 5:
        arrays[name] = a.T.copy()
    elif kind == 6:
        arrays[name] = np.nan_to_num(a).astype(draw.choice((np.float32, np.int64)))
    else:
        other = draw.choice(list(arrays))
        arrays[name], arrays[other] = arrays[other], a


def _settings(_arrays, content, draw):
    record = content.get("record")
    if isinstance(record, dict) and isinstance(record.get("settings"), dict):
        name = draw.choice(list(SETTINGS))
        record["settings"][name] = copy.deepcopy(SETTINGS[name])


def rows_for(model, n=14):
    """A table that a model reads: values of its own ranges, its levels, dates, gaps, and targets."""
    if not hasattr(model, "plan"):
        return np.random.RandomState(1).normal(size=(n, model.ensemble.layout.sizes[0]))
    plan, draw = model.plan, np.random.RandomState(1)
    columns = {}
    for column in plan.inputs:
        kind = column.meaning.kind
        if kind == "text":
            levels = [*column.levels, "never seen"]
            columns[column.name] = [levels[i % len(levels)] for i in range(n)]
        elif kind == "date":
            columns[column.name] = np.datetime64("2021-01-01") + np.arange(n)
        elif kind == "boolean":
            columns[column.name] = np.arange(n) % 2 == 0
        else:
            columns[column.name] = draw.normal(size=n).round(3)
    for target in plan.targets:
        columns[target] = draw.normal(size=n)
    if plan.weights is not None:
        columns[plan.weights] = np.ones(n)
    return shoal.tables.from_frame({name: columns[name] for name in sorted(columns)})
