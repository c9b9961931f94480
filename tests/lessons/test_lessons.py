"""Every lesson runs from its first cell to its last, as it stands, for students and for teachers."""

import re

import pytest

from shoal.cli.lessons.command import notebook

from .running import LESSONS, lesson_run, run

by_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
WRONG = {  # lesson: wrong answers given to its checkers, and a word of the hint
    "01": [
        ("check_tanh(lambda y: y * (1 - y))", "its slope"),
        ("check_tanh(lambda y: y**2 - 1)", "sign"),
        ("check_tanh(lambda y: 1 - np.tanh(y) ** 2)", "the value already"),
        ("check_softplus(lambda y: np.exp(-y))", "its slope"),
        ("check_sigmoid(lambda s: 1 / (1 + np.exp(-s)))", "overflow"),
        ("check_sigmoid(lambda s: 1 - np.exp(-s) / (1 + np.exp(-s)))", "NaN"),
        ("check_sigmoid(lambda s: np.tanh(s))", "it should be"),
    ],
    "02": [
        ("check_units(1)", "too few"),
        ("check_units(5)", "fewer"),
        ("check_units(10**9)", "from 1 to 20"),
        ("check_step_of_a_row(lambda w, x, t, rho: 2 * w - one_row(w, x, t, rho))", "way up"),
        ("check_step_of_a_row(lambda w, x, t, rho: 2 * one_row(w, x, t, rho) - w)", "keeps the 2"),
        (
            "check_step_of_a_row(lambda w, x, t, rho: one_row(w, x, t, rho) - w)",
            "only what is added",
        ),
        ("check_step_of_a_row(lambda w, x, t, rho: one_row(w, x, t, 1))", "rate is missing"),
        ("check_mirror([-1.765, -0.454])", "upside down"),
        ("check_mirror([1, 2, 3])", "two weights"),
        ("check_mirror([0, 0])", "at x = 0"),
    ],
    "03": [
        ("check_box(lambda X: X)", "how the points lie"),
        ("check_box(lambda X: np.hstack([X, X**2]))", "2 columns"),
        ("check_box(lambda X: X.ravel() ** 2)", "(20, 1)"),
        ("check_shapes((8, 100), (8, 3), (100, 3))", "rows stand first"),
        ("check_shapes((100, 7), (8, 3), (100, 3))", "column of ones"),
        ("check_shapes((100, 8), (7, 3), (100, 3))", "row for the constant"),
        (
            "check_weights(lambda X, T: np.linalg.inv((A := np.insert(X, 0, 1, axis=1)).T @ A) @ A.T @ T)",
            "X.T @ X",
        ),
        ("check_weights(lambda X, T: best_weights(X, T)[1:])", "shape"),
        ("check_weights(lambda X, T: 2 * best_weights(X, T))", "off by"),
        (
            "check_weights(lambda X, T: np.vstack([T[:1], np.linalg.lstsq(X, T, rcond=None)[0]]))",
            "constant is missing",
        ),
    ],
    "04": [
        ("check_optimum(True)", "0.1105 and 0.1482"),
        ("check_twins(6)", "signs"),
        ("check_twins(8)", "places"),
        ("check_twins(100)", "three units"),
        ("check_minimum(lambda theta: True)", "halfway"),
        ("check_minimum(lambda theta: False)", "0.110523"),
        ("check_minimum(lambda theta: np.abs(slope(theta)).max() < 1e-6)", "every direction"),
        ("check_minimum(lambda theta: np.linalg.eigvalsh(hessian(theta))[0])", "True or False"),
        (
            "check_minimum(lambda t: abs(slope(t)).max() < 1e-2 and np.linalg.eigvalsh(hessian(t))[0] > 0)",
            "run-away",
        ),
    ],
    "05": [
        ("check_output_weight(lambda x, v, w, t, a, z, y: 0.5)", "by wiggling"),
        ("check_output_weight(lambda x, v, w, t, a, z, y: 2 * (t - y) * z)", "sign"),
        ("check_output_weight(lambda x, v, w, t, a, z, y: -(t - y) * z)", "the 2"),
        (
            "check_output_weight(lambda x, v, w, t, a, z, y: -2 * (t - y) * z * w)",
            "not belong here",
        ),
        (
            "check_sigmoid_unit(lambda x, v, w, t, a, z, y: -2 * (t - y) * w * (1 - z**2) * x)",
            "slope of tanh",
        ),
        (
            "check_sigmoid_unit(lambda x, v, w, t, a, z, y: -2 * (t - y) * z * (1 - z) * x)",
            "way back",
        ),
        (
            "check_constant(lambda x, v, w, t, a, z, y: -2 * (t - y) * w * (1 - z**2) * x)",
            "last link",
        ),
        ("check_delta(lambda d, w, z: d @ w)", "slope is missing"),
        ("check_delta(lambda d, w, z: d.sum() * (1 - z**2))", "way back"),
        ("check_delta(lambda d, w, z: -2 * (d @ w) * (1 - z**2))", "it is"),
    ],
    "06": [
        ("check_boxes(X1, W[1:], Z1[:, 1:] + 0.1)", "not downhill"),
        ("check_boxes(X1, W, Z)", "do not meet"),
        ("check_boxes(X1[:, 1:], W[1:], Z)", "shape (2, 3)"),
        ("check_output_sums(lambda Z1, T, Y: (T - Y).T @ Z1)", "turn it round"),
        ("check_output_sums(lambda Z1, T, Y: Z1.T @ (Y - T))", "sign"),
        ("check_output_sums(lambda Z1, T, Y: 2 * Z1.T @ (T - Y))", "entry"),
        (
            "check_step(lambda V, W, X, T: [2 * a - b for a, b in zip((V, W), step(V, W, X, T))])",
            "against the gradient",
        ),
        (
            "check_step(lambda V, W, X, T: [2 * b - a for a, b in zip((V, W), step(V, W, X, T))])",
            "the 2",
        ),
        ("check_step(lambda V, W, X, T: step(V, W, X, T)[0])", "2 arrays"),
        ("check_step(lambda V, W, X, T: (V, step(V, W, X, T)[1]))", "V's update is missing"),
    ],
    "07": [
        ("check_rates(0.1, 0.01)", "apart"),
        ("check_rates(1e9, 1e9)", "beyond all bounds"),
        ("check_scaling(lambda a, b: (b - b.mean(axis=0)) / b.std(axis=0))", "their own"),
        ("check_scaling(lambda a, b: (b - a.mean()) / a.std())", "each column"),
        ("check_scaling(lambda a, b: (b - a.mean(axis=0)) / a.std(axis=0, ddof=1))", "N - 1"),
        (
            "check_scaling(lambda a, b: (b - a.mean(axis=0)) / a.std(axis=0) / (np.ptp(a, axis=0) > 0))",
            "0",
        ),
        ("check_starts(False, True)", "V moves"),
        ("check_starts(True, False)", "W moves"),
    ],
    "08": [
        ("check_fit(dict(hidden_layer_sizes=(), solver='lbfgs', alpha=0))", "wave is missed"),
        ("check_fit(dict(learning_speed=3))", "no setting 'learning_speed'"),
        ("check_fit(dict(solver='magic'))", "magic"),
        ("check_count(lambda D, M, K: D * M + M * K)", "constants"),
        ("check_count(lambda D, M, K: 121)", "V is"),
        ("check_stopping(lambda errors, patience: int(np.argmin(errors)))", "cannot know"),
        ("check_stopping(lambda errors, patience: len(errors) - 1)", "lowest"),
        ("check_stopping(lambda errors, patience: int(np.argmax(np.diff(errors) > 0)))", "goes on"),
    ],
}


def checks(cells):
    return [cell for cell in cells if "check" in cell.tags]


def test_there_are_lessons_with_exercises():
    assert len(LESSONS) == 8
    for lesson in LESSONS:
        text = lesson.read_text(encoding="utf-8")
        counts = {
            tag: len(re.findall(rf"^:tags: \[.*\b{tag}\]$", text, re.M))
            for tag in ("exercise", "checker", "check")
        }
        assert counts["exercise"] == counts["checker"] == counts["check"] >= 3
        assert len(re.findall(r"^### \d+ \S", text, re.M)) == counts["exercise"]
        assert len(re.findall(r"^:points: [1-9]$", text, re.M)) == counts["check"]


@by_lesson
def test_as_it_stands_it_runs_and_its_answers_are_right(lesson):
    cells, _ = lesson_run(lesson, "as it stands")
    assert all(cell.said == "no answer yet\n" and cell.value == 0 for cell in checks(cells))
    answers = [cell for cell in cells if "answer" in cell.tags and "hide-cell" in cell.tags]
    assert len(answers) == len(checks(cells))
    for cell in answers:
        assert cell.said.endswith("right\n")
        assert "not yet" not in cell.said
        assert cell.value == 1
    figures = [cell for cell in cells if "remove-cell" in cell.tags and "assert" in cell.source]
    assert len(figures) >= 2


@by_lesson
def test_students_find_room_and_no_answers(lesson):
    cells, _ = lesson_run(lesson, "student")
    assert all(cell.said == "no answer yet\n" for cell in checks(cells))
    assert not any("answer" in cell.tags for cell in cells)
    sources = {cell.source for cell in cells}
    with_answers, _ = lesson_run(lesson, "as it stands")
    for cell in with_answers:
        if "answer" in cell.tags:
            assert cell.source not in sources
    room = [i for i, cell in enumerate(cells) if cell.source == "# Room to try things out."]
    assert len(room) == len(checks(cells))
    for i in room:  # each behind an exercise
        assert cells[i - 1].source.startswith("# Your answer, in place of the dots:\n")
        assert "..." in cells[i - 1].source


@by_lesson
def test_teachers_find_answers_that_earn_all_points(lesson):
    cells, _ = lesson_run(lesson, "teacher")
    graded = checks(cells)
    assert graded
    for cell in graded:
        assert cell.said.endswith("right\n")
        # nbgrader reads a number as points: a plain one, NumPy's would print its type
        assert type(cell.value) is float
        assert cell.value == cell.nbgrader["points"] > 0


@by_lesson
def test_an_unanswered_exercise_earns_nothing(lesson):
    """What a grader sees of a student who has typed nothing."""
    cells, _ = lesson_run(lesson, "teacher")
    _, unanswered = lesson_run(lesson, "student")
    for cell in checks(cells):
        said, value = run(cell.source, unanswered)
        assert (said, value) == ("no answer yet\n", 0.0)


@by_lesson
def test_a_wrong_answer_gets_its_hint(lesson):
    _, scope = lesson_run(lesson, "teacher")
    for call, word in WRONG[lesson.stem[:2]]:
        said, value = run(call, scope)
        assert "not yet: " in said, call
        assert word in said.split("not yet: ")[1], call
        assert value == 0


@by_lesson
def test_no_formula_is_left_as_latex(lesson):
    """What remains of the prose without its formulas has no dollar and no LaTeX command."""
    cells = notebook(lesson.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            text = re.sub(r"`[^`]*`", "", cell["source"])
            text = re.sub(r"^\$\$.*?\$\$$", "", text, flags=re.S | re.M)
            text = re.sub(r"\$[^$\s](?:[^$\n]*[^$\s])?\$", "", text)
            assert not re.search(r"\$|\\[a-zA-Z]", text), text


@by_lesson
def test_links_lead_to_lessons(lesson):
    for target in re.findall(r"\]\(([^)]+)\)", lesson.read_text(encoding="utf-8")):
        assert (lesson.parent / target).is_file(), target
