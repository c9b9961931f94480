"""The static picture that a live view leaves in a saved notebook: HTML without script."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

from ...trace import Closing
from ..panels.error_panel import draw_errors
from ..panels.fit_panel import draw_fit
from ..panels.labels import Room
from ..panels.three_panels import AROUND
from ..panels.unit_panel import draw_units
from ..style import DARK, LIGHT, SHEETS, library, styled
from ..subject.of_model import interval_of, whose
from ..subject.picture import TrainingPicture
from .scene import Scene

SIZE = (4.2, 3.4)  # inches of a panel


def kept_html(scene: Scene, closing: Closing, name: str) -> str:
    """The three panels of what a fit kept, on light and on dark ground.

    Beside a live view of the same ``name`` the picture hides; where there is none, it hides
    the notebook's complaint that the live view has gone.

    Raises
    ------
    MissingExtraError
        If matplotlib (extra ``[plot]``) is not installed.
    """
    picture = _picture(scene, closing)
    title = f'<div style="margin:4px 0">{escape(picture.title)}</div>'
    images = "".join(_images(words, svg) for words, svg in _panels(picture).items())
    kept, live = f".shoal-kept-{name}", f".shoal-live-{name}"
    cell = ".jp-OutputArea-child"
    shown, hidden = f"{kept} .on-dark", f"{kept} .on-light"
    night = ("[data-jp-theme-light=false]", "[data-theme=dark]", ".vscode-dark")
    return (
        "<style>"
        f":root:has({live}) {kept}{{display:none}}"
        f"{cell}:has(+{cell} {kept}):not(:has({live})){{display:none}}"
        f"{','.join(f'{n} {hidden}' for n in night)}{{display:none}}"
        f"{','.join(f'{n} {shown}' for n in night)}{{display:block!important}}"
        "</style>"
        f'<div class="shoal-kept-{name}">{title}'
        f'<div style="display:flex;flex-wrap:wrap">{images}</div></div>'
    )


def _picture(scene: Scene, closing: Closing) -> TrainingPicture:
    ensemble, n = closing.ensemble, len(closing.ensemble.networks)
    member = whose(ensemble)
    subject = replace(
        scene.subject,
        network=ensemble.networks[ensemble.best],
        trace=closing.trace,
        answer=ensemble.predict,
        interval=interval_of(ensemble),
        kept=closing.outcome.kept,
        baselines=scene.baselines,
        title=f"{member} {closing.outcome.sentence}".strip(),
        whose=member,
        answers="" if n == 1 else f"all {n} networks",
    )
    units = replace(subject, whose="").units(scene.along)
    return replace(subject.picture(), units=units)


def _images(words: str, light: str) -> str:
    dark = light.replace(f"fill: {LIGHT.paper.lower()}", "fill: none")  # on the page's own ground
    for colour, other in _in_dark().items():
        dark = dark.replace(colour, other)
    size = "flex:1 1 290px;min-width:0;max-width:403px"
    return (
        f'<img class="on-light" style="{size}" alt="{words}" src="{_address(light)}">'
        f'<img class="on-dark" style="{size};display:none" hidden alt="{words}"'
        f' src="{_address(dark)}">'
    )


def _panels(picture: TrainingPicture) -> dict[str, str]:
    """What each panel shows, and the panel as SVG: a page sets them as its width allows."""
    draws: dict[str, Callable[[Any, Room], None]] = {
        "error while learning": lambda axes, room: draw_errors(axes, picture.errors, room),
        "the fit": lambda axes, room: draw_fit(axes, picture.fit, room),
        "hidden units": lambda axes, room: draw_units(axes, picture.units, room),
    }
    if picture.units is None:
        del draws["hidden units"]
    room = Room(*(72 * (side - names) for side, names in zip(SIZE, AROUND, strict=True)))
    return {words: _svg(draw, room) for words, draw in draws.items()}


def _svg(draw: Callable[[Any, Room], None], room: Room) -> str:
    drawn = io.StringIO()
    figure = library("matplotlib.figure").Figure(figsize=SIZE, facecolor=LIGHT.paper)
    with styled(figure), library("matplotlib").rc_context({"svg.fonttype": "none"}):
        figure.set_layout_engine("constrained")
        draw(figure.subplots(), room)
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue()


def _in_dark() -> dict[str, str]:
    """Each colour of light pictures, as their text has it, with that of dark ones."""
    read = library("matplotlib").rc_params_from_file
    light, dark = (read(SHEETS[p], use_default_template=False) for p in (LIGHT, DARK))
    pairs = [*zip(vars(LIGHT).values(), vars(DARK).values(), strict=True)]
    pairs += [(light[name], dark[name]) for name in light if name in dark]
    return {a.lower(): b.lower() for a, b in pairs if _is_colour(a) and _is_colour(b)}


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 7 and value.startswith("#")


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
