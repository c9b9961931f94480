"""Checkers of exercises: whatever a student types, one sentence says what is off, and no traceback.

A lesson writes a plain function that looks at an answer and returns a hint, or None if it is right.
``checker`` does the rest: it judges what kind of thing was given, by the annotations of that function,
calls the student's own functions with care, prints one line and returns the share of the points.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

import numpy as np

Array = np.ndarray
Shape = tuple[int, ...]


class Hint(Exception):
    """What keeps an answer from being right, in one sentence."""


class NoAnswer(Exception):
    """The dots of the exercise stand there still."""


def checker(look: Callable[..., str | None]) -> Callable[..., float]:
    """A checker of answers, made of a function that returns a hint, or None if the answer is right.

    The annotation of a parameter says what the answer has to be: ``bool``, ``int``, ``float``,
    ``str``, ``dict``, ``tuple`` (of whole numbers: a shape), ``numpy.ndarray`` (lists are accepted
    and arrive as float64) or ``Callable``, which arrives as a ``StudentsFunction``. ``...``, given
    or returned, is no answer yet. The checker prints "right", "not yet: ..." or "no answer yet" and
    returns 1.0 or 0.0. Nothing is evaluated from text, and warnings are kept quiet: a grader may
    take a warning for a failure.

    Raises
    ------
    Nothing that an answer causes. Too few or too many arguments are a TypeError, as for any function.
    """
    parameters = inspect.signature(look)

    @wraps(look)
    def check(*given: Any, **named: Any) -> float:
        answers = parameters.bind(*given, **named).arguments
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                for name, value in answers.items():
                    kind = parameters.parameters[name].annotation
                    answers[name] = _of_kind(name, value, kind)
                hint = look(**answers)
            except NoAnswer:
                print("no answer yet")
                return 0.0
            except Hint as found:
                hint = str(found)
            except Exception as error:
                hint = f"it stops with {_told(error)}"
        print("right" if hint is None else f"not yet: {hint}")
        return float(hint is None)

    return check


class StudentsFunction:
    """A function that a student wrote, called with care.

    Inputs are copied, so that nothing of the lesson can be changed by it. What it raises, and what it
    returns if that is of the wrong kind or shape, becomes a ``Hint``.
    """

    def __init__(self, function: Callable[..., Any], role: str) -> None:
        self.function = function
        written = getattr(function, "__name__", "<lambda>")
        self.name = role if written == "<lambda>" else written

    def __call__(
        self, *inputs: Any, shape: Shape | list[Shape] | Literal["any"] | None = None
    ) -> Any:
        """Its answer: as it is, or a float64 array of ``shape``, or a tuple of them for a list of shapes.

        A shape of () is a plain number, "any" an array of finite numbers of whatever shape.
        """
        copies = [value.copy() if isinstance(value, np.ndarray) else value for value in inputs]
        try:
            answer = self.function(*copies)
        except (Exception, SystemExit) as error:
            raise Hint(f"{self.name} stops with {_told(error)}") from None
        if answer is ...:
            raise NoAnswer
        if answer is None:
            raise Hint(f"{self.name} returns nothing: is there a return in it?")
        if shape is None:
            return answer
        if not isinstance(shape, list):
            return self._shaped(answer, shape, self.name + " returns")
        if not isinstance(answer, tuple | list) or len(answer) != len(shape):
            raise Hint(f"{self.name} should return {len(shape)} arrays, not {_described(answer)}")
        if any(part is ... for part in answer):
            raise NoAnswer
        return tuple(
            self._shaped(part, wanted, f"{self.name} returns, as number {place} of {len(shape)},")
            for place, (part, wanted) in enumerate(zip(answer, shape, strict=True), 1)
        )

    def _shaped(self, answer: Any, shape: Shape | Literal["any"], says: str) -> Any:
        array = _numbers(answer)
        if array is None:
            raise Hint(f"{says} {_described(answer)}, where numbers are wanted")
        if shape not in ("any", array.shape) and not (shape == () and array.size == 1):
            found = f"an array of shape {array.shape}" if array.shape else "a single number"
            wanted = f"an array of shape {shape}" if shape else "a single number"
            raise Hint(f"{says} {found}, where {wanted} is wanted")
        if not np.isfinite(array).all():
            raise Hint(f"{says} NaN or infinity")
        return array if shape else array.item()


def _of_kind(name: str, value: Any, kind: Any) -> Any:
    """The answer as the checker wants it; a Hint if it is something else."""
    if value is ...:
        raise NoAnswer
    if kind is Callable:
        if not callable(value) or isinstance(value, type):
            raise Hint(
                f"{name} should be a function, not {_described(value)}: "
                "give its name, without brackets behind it"
            )
        return StudentsFunction(value, name)
    wanted, convert = _KINDS[kind]
    found = convert(value)
    if found is None:
        quotes = ": write it without quotes" if isinstance(value, str) and _plain(value) else ""
        raise Hint(f"{name} should be {wanted}, not {_described(value)}{quotes}")
    return found


def _numbers(value: Any) -> Array | None:
    if isinstance(value, bool | np.bool_ | str | bytes):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    if array.dtype.kind not in "iuf" or not array.size:
        return None
    return array.astype(np.float64)


def _number(value: Any) -> float | None:
    array = _numbers(value)
    if array is None or array.size != 1 or not np.isfinite(array).all():
        return None
    return float(array.item())


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() else None


def _finite(value: Any) -> Array | None:
    array = _numbers(value)
    return array if array is not None and np.isfinite(array).all() else None


def _shape(value: Any) -> Shape | None:
    if not isinstance(value, tuple | list):
        return None
    sizes = [_whole(size) for size in value]
    return None if None in sizes else tuple(size for size in sizes if size is not None)


_KINDS: dict[Any, tuple[str, Callable[[Any], Any]]] = {
    bool: ("True or False", lambda v: bool(v) if isinstance(v, bool | np.bool_) else None),
    int: ("a whole number", _whole),
    float: ("a number", _number),
    str: ("a text in quotes", lambda v: v if isinstance(v, str) else None),
    dict: ("settings such as dict(solver='scg')", lambda v: v if isinstance(v, dict) else None),
    tuple: ("a shape such as (3, 4)", _shape),
    np.ndarray: ("an array of finite numbers", _finite),
}


def _plain(text: str) -> bool:
    """Whether a text is a number, or True or False, in quotes."""
    return (
        text.strip() in ("True", "False") or text.strip().lstrip("-").replace(".", "", 1).isdigit()
    )


def _described(value: Any) -> str:
    """What was given, in a few words."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return f"the text {value[:30]!r}"
    if isinstance(value, int | float | np.number):
        return f"the number {value:g}"
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "iuf":
            sorts = {"U": "text", "O": "objects", "b": "True and False"}
            return f"an array of {sorts.get(value.dtype.kind, value.dtype.name)}"
        odd = "" if np.isfinite(value).all() else " with NaN or infinity in it"
        return f"an array of shape {value.shape}{odd}"
    if isinstance(value, type):
        return f"the type {value.__name__}"
    if callable(value):
        return "a function"
    sort = type(value).__name__
    return f"{'an' if sort[0] in 'aeiou' else 'a'} {sort}"


def _told(error: BaseException) -> str:
    """An error in one line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:160]}" if lines else type(error).__name__
