"""The floors of ARCHITECTURE.md: every import points down, and the offending edge is named."""

import ast
import importlib
import sys
import traceback
from pathlib import Path

import pytest

import shoal

SRC = Path(__file__).parent.parent / "src" / "shoal"

FLOORS = {
    "errors": 0,
    "core": 0,
    "trace": 0,
    "datasets": 0,
    "formulas": 1,
    "model": 1,
    "solve": 1,
    "tables": 1,
    "checkpoint": 2,
    "train": 2,
    "doctor": 2,
    "committee": 3,
    "estimators": 4,
    "tabular": 5,
    "explain": 6,
    "view": 6,
    "files": 6,
    "export": 6,
    "scale": 6,
    "studio": 7,
    "cli": 8,
}
TOP = {r for r, floor in FLOORS.items() if floor == 6}  # none of these imports another

# Arrows that point up, each inside a function: what a method of a lower floor reaches for lazily.
LAZY_UPWARD = {
    ("model.fitted", "files"),
    ("estimators.html_face", "view"),
    ("estimators.kept_fit", "files"),
    ("tabular.table_model", "files"),
    ("tabular.table_model", "view"),
    ("view.panels.three_panels", "files"),  # a picture is written as a model is
    ("explain.backpropagation.html", "view"),  # beside it: a step's page has the same drawing
}
BESIDE = {  # neighbours on one floor that may know each other, in this direction
    ("core", "errors"),
    ("datasets", "errors"),
}
ONLY_STANDARD_LIBRARY = {"trace", "errors"}
THIRD_PARTY = {  # which rooms of the lower floors may import what
    "core": {"numpy", "scipy"},
    "datasets": {"numpy"},
    "formulas": {"numpy", "scipy"},
    "model": {"numpy"},
    "solve": {"numpy", "scipy"},
    "tables": {"numpy", "scipy", "narwhals", "polars", "fastexcel", "pyreadstat", "duckdb"},
}


def modules():
    for path in sorted(SRC.rglob("*.py")):
        parts = list(path.relative_to(SRC).with_suffix("").parts)
        yield path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path, name):
    """(line, full name of what is imported, whether inside a function, whether for types alone)."""
    is_package = path.name == "__init__.py"

    def visit(node, lazy, typing):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, lazy, typing
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = ["shoal", *[p for p in name.split(".") if p]]
                up = node.level - is_package
                package = package[: len(package) - up] if up else package
                base = ".".join([*package, *([base] if base else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}", lazy, typing
        else:
            inside = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for_types = typing or (
                isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            )
            for child in ast.iter_child_nodes(node):
                yield from visit(child, inside, for_types)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")), False, False)


def edges():
    """(file and line, importing module, imported name, lazy) of every import that runs."""
    for path, name in modules():
        for line, imported, lazy, typing in imports_of(path, name):
            if not typing:
                yield f"src/shoal/{path.relative_to(SRC)}:{line}", name, imported, lazy


def room_of(module):
    return module.removeprefix("shoal.").split(".")[0]


def judged(where, module, imported, lazy):
    """What is wrong with an import within the package, or None."""
    if not imported.startswith("shoal.") or module == "":
        return None
    here, there = room_of(module), room_of(imported)
    edge = f"{where}: {module} imports {imported}"
    for room in (here, there):
        if room not in FLOORS and room != "__version__":
            return f"{edge}: the room {room!r} stands on no floor"
    if there == "__version__" or here == there:
        return None
    if there == "cli":
        return f"{edge}: nothing imports cli"
    if (module, there) in LAZY_UPWARD and lazy:
        return None
    if FLOORS[there] > FLOORS[here]:
        return f"{edge}: floor {FLOORS[here]} imports floor {FLOORS[there]}"
    if FLOORS[there] == FLOORS[here] and (here, there) not in BESIDE:
        return f"{edge}: {here} and {there} stand on the same floor"
    return None


def test_every_import_points_down():
    wrong = [problem for edge in edges() if (problem := judged(*edge))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("module", "imported", "lazy", "words"),
    [
        ("core.sums", "shoal.solve.loop", False, "floor 0 imports floor 1"),
        ("core.sums", "shoal.solve.loop", True, "floor 0 imports floor 1"),
        ("solve.loop", "shoal.estimators.regressor", False, "floor 1 imports floor 4"),
        ("solve.loop", "shoal.tables", False, "stand on the same floor"),
        ("view.training_figure", "shoal.files.models", False, "stand on the same floor"),
        ("estimators.regressor", "shoal.files.models", False, "floor 4 imports floor 6"),
        ("model.fitted", "shoal.files.models", True, None),
        ("studio.page", "shoal.cli.main", True, "nothing imports cli"),
        ("trace.sinks", "shoal.core.layout", False, "stand on the same floor"),
        ("helpers.all", "shoal.core", False, "stands on no floor"),
        ("cli.fit", "shoal.view.training_figure", False, None),
        ("files.models", "shoal.tabular.table_model", False, None),
        ("train.settings", "shoal.committee.search", False, "floor 2 imports floor 3"),
        ("model.network", "shoal.solve.loop", False, "stand on the same floor"),
    ],
)
def test_the_judge_sees_each_kind_of_wrong_edge(module, imported, lazy, words):
    found = judged("somewhere:1", module, imported, lazy)
    assert (found is None) == (words is None)
    if words:
        assert words in found
        assert imported in found


def test_the_walk_finds_the_imports():
    """A walk that saw nothing would find nothing wrong."""
    found = {(name, imported) for _, name, imported, _ in edges()}
    assert ("core.kernel", "shoal.core._kernel") in found
    assert ("solve.lm", "shoal.core.layout.Array") in found
    assert ("train.training", "shoal.solve.loop.solve") in found
    assert ("trace.sinks", "warnings") in found
    assert len(found) > 150


def test_one_door_to_the_compiled_module():
    users = {
        name
        for _, name, imported, _ in edges()
        if imported.startswith("shoal.core._kernel") or imported.endswith("._kernel")
    }
    assert users == {"core.kernel"}


def test_the_lower_floors_keep_to_their_libraries():
    wrong = []
    for where, name, imported, _ in edges():
        library, room = imported.split(".")[0], room_of(name)
        if library in ("shoal", "") or library in sys.stdlib_module_names or name == "":
            continue
        if room in ONLY_STANDARD_LIBRARY:
            wrong.append(f"{where}: {room} imports {library}; the standard library must do")
        elif room in THIRD_PARTY and library not in THIRD_PARTY[room]:
            wrong.append(f"{where}: {room} imports {library}, not only {THIRD_PARTY[room]}")
    assert not wrong, "\n".join(wrong)


def test_a_finished_network_is_numpy_alone():
    """``model.network`` and what it needs: a model file is read and predicts without SciPy."""
    pending, seen, libraries = ["model.network"], set(), set()
    by_name = {name: path for path, name in modules()}
    while pending:
        name = pending.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        for _, imported, _, typing in imports_of(by_name[name], name):
            if typing:
                continue
            if imported.startswith("shoal."):
                inner = imported.removeprefix("shoal.")
                pending += [inner, inner.rpartition(".")[0]]
            elif imported.split(".")[0] not in sys.stdlib_module_names:
                libraries.add(imported.split(".")[0])
    assert libraries == {"numpy"}
    assert "core.backpropagation" in seen


def folders():
    """Each folder of the package, with its modules."""
    found = {}
    for path, _ in modules():
        found.setdefault(path.parent.relative_to(SRC), []).append(path.name)
    return found


def test_no_room_has_more_than_16_files():
    crowded = {str(folder): len(files) for folder, files in folders().items() if len(files) > 16}
    assert not crowded


def test_every_room_says_what_it_holds():
    for folder in folders():
        text = (SRC / folder / "__init__.py").read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), folder


def test_rooms_name_their_own_floor():
    for room, floor in FLOORS.items():
        home = SRC / room / "__init__.py"
        if home.exists():
            said = ast.get_docstring(ast.parse(home.read_text(encoding="utf-8")))
            assert not said.startswith("Floor ") or said.startswith(f"Floor {floor}:"), room


def test_no_modules_import_each_other_in_a_circle():
    """Lazy arrows up aside, which ``LAZY_UPWARD`` names, modules can be read one after the other."""
    names = {name for _, name in modules()}
    below = {name: set() for name in names}
    for _, name, imported, lazy in edges():
        target = imported.removeprefix("shoal.")
        while target and target not in names:
            target = target.rpartition(".")[0]
        package = name.startswith(f"{target}.")  # a room's own __init__ is no module of its own
        if imported.startswith("shoal.") and target and not package and not lazy:
            below[name].add(target)
    while free := [name for name, needed in below.items() if not needed & below.keys() - {name}]:
        for name in free:
            del below[name]
    assert not below, f"in a circle: {sorted(below)}"


def test_files_are_short():
    long = {
        str(path.relative_to(SRC)): n
        for path, _ in modules()
        if (n := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long


def test_no_file_is_a_drawer_for_odds_and_ends():
    for path, _ in modules():
        for part in path.relative_to(SRC).with_suffix("").parts:
            assert part not in {"utils", "util", "helpers", "helper", "common", "misc"}, path


def test_what_solvers_know_of_a_problem_stands_on_one_screen():
    assert len((SRC / "solve" / "problem.py").read_text(encoding="utf-8").splitlines()) <= 60


def test_from_fit_to_the_kernel_in_nine_calls(monkeypatch):
    """Of the default fit: who reads it from the top is soon where the work is done."""
    kernel = importlib.import_module("shoal.core.kernel")
    run, frames = kernel.KernelMarquardt.run, []

    def counted(engine, *arguments):
        names = [frame.name for frame in traceback.extract_stack()]
        frames.append(names[names.index("fit") :])
        return run(engine, *arguments)

    monkeypatch.setattr(kernel.KernelMarquardt, "run", counted)
    shoal.NeuralRegressor(random_state=0).fit([[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 0.0, 1.0])
    calls = frames[0][1:]  # behind ``fit`` itself; the last is the kernel's, under the name above
    assert len(calls) <= 9, calls
