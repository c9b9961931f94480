"""The options of ``shoal fit`` for the parameters of a fit, made from the table of parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import click
from click.core import ParameterSource

from ..errors import InputError
from ..train.bounds import FLAG, INFINITE, Bound, Each, Number, Whole, Words
from ..train.parameter import Parameter
from ..train.parameters import BY_RATES, table

SEED = 0  # as fit_table has it: a command that runs twice gives one model


class Sizes(click.ParamType):  # type: ignore[type-arg]
    """Units of each hidden layer between commas, 0 for none, or auto."""

    name = "sizes"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The sizes as a tuple."""
        if value == "auto" or not isinstance(value, str):
            return value
        try:
            sizes = tuple(int(part) for part in value.split(","))
        except ValueError:
            sizes = (-1,)
        if sizes == (0,):
            return ()
        if min(sizes) < 1:
            self.fail(f"{value!r} is not a list of units such as 20 or 20,10 (0: none)", param, ctx)
        return sizes


class Rates(click.ParamType):  # type: ignore[type-arg]
    """One rate, or one a layer between commas."""

    name = "rates"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """A number, or a list of them."""
        if not isinstance(value, str):
            return value
        try:
            rates = [float(part) for part in value.split(",")]
        except ValueError:
            self.fail(f"{value!r} is not a list of rates such as 0.1,0.01", param, ctx)
        return rates[0] if len(rates) == 1 else rates


class Either(click.ParamType):  # type: ignore[type-arg]
    """What keeps one of several bounds: auto or a number, say."""

    name = "either"

    def __init__(self, *bounds: Bound) -> None:
        self._types = [_type_of(bound) for bound in bounds]
        self._asked = " or ".join(bound.said for bound in bounds)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the first type has it that takes it."""
        for one in self._types:
            with suppress(click.BadParameter):
                return one.convert(value, param, ctx)
        return self.fail(f"{value!r} is not {self._asked}", param, ctx)


def parameter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for every parameter that has one, under the parameter's own name."""
    for parameter in reversed(table().values()):
        if parameter.option is not None:
            command = _option(parameter)(command)
    return command


def names(*, rare: bool) -> list[str]:
    """The parameters whose options few ever need, or the others."""
    return [n for n, p in table().items() if p.option is not None and p.option.rare is rare]


def parameters_in(ctx: click.Context) -> dict[str, Any]:
    """The parameters that the command line gives, as ``fit_table`` takes them.

    Raises
    ------
    InputError
        If the solver does not heed one of them.
    """
    given = {
        name: ctx.params[name]
        for name, parameter in table().items()
        if parameter.option and ctx.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    _refuse_unheeded(given)
    if given.get("solver") in BY_RATES and isinstance(given.get("max_iter"), int):
        given = {"tol": 0} | given
    return given | {"random_state": ctx.params["random_state"]}


def _refuse_unheeded(given: Mapping[str, Any]) -> None:
    solver = given.get("solver", table()["solver"].default)
    for name in given:
        option, solvers = table()[name].option, table()[name].solvers
        if option and solvers and solver not in solvers:
            *first, last = solvers
            named = f"{', '.join(first)} and {last}" if first else last
            verb = "are" if option.name.endswith("s") else "is"
            raise InputError(f"{option.name} {verb} of --solver {named}; solver {solver} has none")


def _option(parameter: Parameter) -> Callable[..., Any]:
    assert parameter.option is not None
    name, help_ = parameter.option.name, parameter.option.help
    if parameter.bounds == (FLAG,):
        flag = f"{name}/--no-{name[2:]}" if parameter.default else name
        return click.option(
            flag,
            parameter.name,
            is_flag=True,
            default=parameter.default,
            show_default=parameter.default,
            help=help_,
        )
    default = SEED if parameter.name == "random_state" else parameter.default
    kind = _type(parameter)
    return click.option(
        name,
        parameter.name,
        type=kind,
        default=default,
        show_default=default is not None,
        metavar=_metavar(parameter) if isinstance(kind, Either | Sizes | Rates) else None,
        help=help_,
    )


def _said(parameter: Parameter) -> list[Bound]:
    """The bounds whose values a command line can say."""
    return [
        bound
        for bound in parameter.bounds
        if isinstance(bound, Words | Number | Whole | Each) or bound in (FLAG, INFINITE)
    ]


def _type(parameter: Parameter) -> click.ParamType[Any]:
    bounds = _said(parameter)
    for bound in bounds:
        if isinstance(bound, Each):
            return Sizes() if isinstance(bound.bound, Whole) else Rates()
    return _type_of(bounds[0]) if len(bounds) == 1 else Either(*bounds)


def _type_of(bound: Bound) -> click.ParamType[Any]:
    match bound:
        case Words(words):
            return click.Choice(words)
        case Whole(low, high):
            return click.IntRange(low, high)
        case Number(low, high, ends):
            return click.FloatRange(
                low, high, min_open=ends == "neither", max_open=high is not None and ends != "both"
            )
    return click.BOOL if bound is FLAG else click.FloatRange(math.inf)


def _metavar(parameter: Parameter) -> str:
    shown: list[str] = []
    for bound in _said(parameter):
        match bound:
            case Words(words):
                shown.extend(words)
            case Whole():
                shown.append("N")
            case Number():
                shown.append("X")
            case Each():
                shown[-1] += f"[,{shown[-1]}]..."
            case _:
                shown.extend(["yes", "no"] if bound is FLAG else ["inf"])
    return "|".join(dict.fromkeys(shown))
