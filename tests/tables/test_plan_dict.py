"""A plan as plain values and back; hostile content is refused by one error class."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.errors import ModelFileError
from shoal.tables import Plan, decide, from_frame

TABLE = from_frame(
    {
        "speed": [1.5, None, 3.0, 4.0, 2.0, 7.0],
        "t": ["a", "b", "a", "b", "a", "b"],
        "u": ["p", "p", "p", None, "q", "q"],
        "ok": [True, False, True, True, False, False],
        "y": [1.0, 2.0, 4.0, 3.0, 5.0, 9.0],
        "z": [3.0, 1.0, 4.0, 1.0, 5.0, 9.0],
    }
)
PLAN = decide(TABLE, ["y", "z"])
CONTENT = PLAN.to_dict()


def test_there_and_back():
    assert Plan.from_dict(CONTENT) == PLAN
    through_json = json.loads(json.dumps(CONTENT, allow_nan=False))
    assert through_json == CONTENT
    again = Plan.from_dict(through_json)
    assert again == PLAN
    assert again.feature_names == PLAN.feature_names
    assert (again.encode(TABLE) == PLAN.encode(TABLE)).all()


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8).filter(
            lambda s: s.strip() and s != "y" and s.isprintable()
        ),
        st.one_of(
            st.lists(
                st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
                min_size=8,
                max_size=8,
            ),
            st.lists(st.sampled_from(["a", "b", "c", None]), min_size=8, max_size=8),
            st.lists(st.sampled_from([True, False, None]), min_size=8, max_size=8),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_plan_there_and_back(columns):
    # one column that is always usable, so that there always is a plan
    table = from_frame({**columns, "sure": [1, 2, 4, 8, 16, 32, 64, 128], "y": range(8)})
    plan = decide(table, ["y"])
    content = json.loads(json.dumps(plan.to_dict(), allow_nan=False))
    assert Plan.from_dict(content) == plan


def changed(path, value):
    """CONTENT with ``value`` at ``path``; ``...`` takes the entry away."""
    content = copy.deepcopy(CONTENT)
    place = content
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return content


NUMBER, TWO_LEVELS = 0, 1
BAD = [
    (["targets"], ...),
    (["inputs"], ...),
    (["decisions"], ...),
    (["more"], 1),
    (["targets"], []),
    (["targets"], ["y", "y"]),
    (["targets"], ["speed"]),
    (["targets"], [""]),
    (["targets"], [1]),
    (["targets"], "y"),
    (["targets"], ("y",)),
    (["targets"], ["\ud800"]),
    (["inputs"], []),
    (["inputs"], {}),
    (["inputs"], [1]),
    (["inputs"], [None]),
    (["inputs"], [CONTENT["inputs"][0]] * 2),
    (["inputs", NUMBER, "name"], ""),
    (["inputs", NUMBER, "name"], "\ud800"),
    (["inputs", NUMBER, "name"], 3),
    (["inputs", NUMBER, "name"], "y"),
    (["inputs", NUMBER, "name"], "t"),
    (["inputs", NUMBER, "name"], ...),
    (["inputs", NUMBER, "kind"], "number"),
    (["inputs", NUMBER, "meaning"], ...),
    (["inputs", NUMBER, "meaning"], "number"),
    (["inputs", NUMBER, "meaning", "kind"], ...),
    (["inputs", NUMBER, "meaning", "kind"], "text"),
    (["inputs", NUMBER, "meaning", "kind"], "date"),
    (["inputs", NUMBER, "meaning", "kind"], "numbers"),
    (["inputs", NUMBER, "meaning", "kind"], ["number"]),
    (["inputs", NUMBER, "meaning", "kind"], None),
    (["inputs", NUMBER, "meaning", "unit"], ...),
    (["inputs", NUMBER, "meaning", "unit"], 1),
    (["inputs", NUMBER, "meaning", "form"], "\ud800"),
    (["inputs", NUMBER, "meaning", "missing"], "-999"),
    (["inputs", NUMBER, "meaning", "missing"], [-999]),
    (["inputs", NUMBER, "meaning", "more"], 1),
    (["inputs", NUMBER, "limit"], ...),
    (["inputs", NUMBER, "limit"], 1),
    (["inputs", NUMBER, "cycles"], []),
    (["inputs", NUMBER, "median"], float("nan")),
    (["inputs", NUMBER, "median"], float("inf")),
    (["inputs", NUMBER, "median"], 10**400),
    (["inputs", NUMBER, "median"], True),
    (["inputs", NUMBER, "median"], "1"),
    (["inputs", NUMBER, "median"], None),
    (["inputs", NUMBER, "indicator"], 1),
    (["inputs", NUMBER, "value"], ...),
    (["inputs", NUMBER, "more"], 1),
    (["inputs", TWO_LEVELS, "levels"], ["b", "a"]),
    (["inputs", TWO_LEVELS, "levels"], ["a", "a"]),
    (["inputs", TWO_LEVELS, "levels"], ["a"]),
    (["inputs", TWO_LEVELS, "levels"], []),
    (["inputs", TWO_LEVELS, "levels"], [1, 2]),
    (["inputs", TWO_LEVELS, "levels"], ["a", "\ud800"]),
    (["inputs", TWO_LEVELS, "levels"], "ab"),
    (["inputs", TWO_LEVELS, "other"], 0),
    (["inputs", TWO_LEVELS, "missing"], None),
    (["inputs", TWO_LEVELS, "share"], 1.5),
    (["inputs", TWO_LEVELS, "share"], -0.5),
    (["inputs", TWO_LEVELS, "share"], float("nan")),
    (["decisions"], [1]),
    (["decisions"], "speed"),
    (["decisions"], ["\x1b[2J"]),
    (["decisions"], ["two\nlines"]),
    (["reading"], ...),
    (["reading"], ["\x1b[2J"]),
    (["notes"], ["two\nlines"]),
    (["target_meanings"], []),
    (["target_meanings", 0, "kind"], "text"),
    (["target_meanings", 0, "kind"], "date"),
    (["units"], []),
    (["units"], {"speed": 1}),
    (["units"], {"speed": "\x1b[2J"}),
    (["units"], {"other": "kg"}),
    (["weights"], ...),
    (["weights"], ""),
    (["weights"], 1),
    (["weights"], "y"),
    (["weights"], "speed"),
    (["weights"], "\ud800"),
]


@pytest.mark.parametrize(("path", "value"), BAD)
def test_hostile_content(path, value):
    with pytest.raises(ModelFileError) as caught:
        Plan.from_dict(changed(path, value))
    assert "\n" not in str(caught.value)


def test_no_feature_at_all():
    content = changed(["inputs", NUMBER, "indicator"], False)
    content["inputs"][NUMBER]["value"] = False
    with pytest.raises(ModelFileError, match="no feature"):
        Plan.from_dict(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = [path for path, _ in BAD]


@given(JSON)
def test_any_json_is_refused(content):
    with pytest.raises(ModelFileError):
        Plan.from_dict(content)


@given(st.sampled_from(PATHS), JSON)
def test_any_change_is_refused_or_a_plan(path, value):
    content = changed(path, value)
    try:
        plan = Plan.from_dict(content)
    except ModelFileError:
        return
    assert plan.to_dict() == content
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict(), allow_nan=False))) == plan
