"""A function and its derivative as an SVG of plain lines, readable on light and dark pages."""

from __future__ import annotations

import numpy as np

from ...core.layout import Array
from .slope_figures import SPAN, Slopes

VALUE, DERIVATIVE = "#0B66B2", "#D07C00"
WIDTH, HEIGHT = 560, 260
LEFT, RIGHT, TOP, BOTTOM = 76, 64, 14, 34


def curves_svg(slopes: Slopes, of: str) -> str:
    """Both curves over -10 to 10, labelled at their right ends.

    Parameters
    ----------
    slopes : Slopes
        Sums, values and derivatives.
    of : str
        The variable's name, under the axis.
    """
    s, value, slope = (array[::5] for array in (slopes.s, slopes.value, slopes.slope))
    low = min(0.0, float(value.min()), float(slope.min()))
    high = max(0.0, float(value.max()), float(slope.max()))
    if high - low == 0:
        high = 1.0
    low, high = low - 0.04 * (high - low), high + 0.04 * (high - low)

    def x_of(at: float) -> float:
        return LEFT + (at + SPAN) / (2 * SPAN) * (WIDTH - LEFT - RIGHT)

    def y_of(at: float) -> float:
        return TOP + (high - at) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" style="max-width:100%;height:auto" role="img" '
        f'aria-label="The function and its derivative for {of} from -10 to 10" '
        'font-family="system-ui,sans-serif" font-size="12" fill="currentColor">'
    ]
    for tick in ticks(low, high):
        y = y_of(tick)
        strong = 0.55 if tick == 0 else 0.15
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="currentColor" stroke-opacity="{strong}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_label(tick)}</text>'
        )
    for at in (-10, -5, 0, 5, 10):
        x, strong = x_of(at), 0.55 if at == 0 else 0.15
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" '
            f'stroke="currentColor" stroke-opacity="{strong}"/>'
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{_label(at)}</text>'
        )
    parts.append(
        f'<text x="{x_of(0):.1f}" y="{HEIGHT - 3}" text-anchor="middle" font-style="italic">{of}</text>'
    )
    ends = _apart(y_of(float(value[-1])), y_of(float(slope[-1])))
    for name, colour, curve, y in (
        ("f", VALUE, value, ends[0]),
        ("f′", DERIVATIVE, slope, ends[1]),
    ):
        parts.append(
            f'<path d="{_path([x_of(at) for at in s], [y_of(at) for at in curve])}" fill="none" '
            f'stroke="{colour}" stroke-width="2" stroke-linejoin="round"/>'
            f'<text x="{WIDTH - RIGHT + 8}" y="{y + 4:.1f}" font-weight="600" '
            f'font-size="14">{name}({of})</text>'
        )
    return "".join(parts) + "</svg>"


def _path(x: list[float], y: list[float]) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _apart(first: float, second: float) -> tuple[float, float]:
    """Both heights, moved to 16 pixels apart where the labels would touch."""
    gap = second - first
    if abs(gap) >= 16:
        return first, second
    middle, half = (first + second) / 2, 8 if gap >= 0 else -8
    middle = min(max(middle, TOP + 8), HEIGHT - BOTTOM - 8)
    return middle - half, middle + half


def ticks(low: float, high: float) -> Array:
    """Three to seven round numbers between ``low`` and ``high``, with 0 if it lies there."""
    rough = (high - low) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * min((m for m in (1, 2, 2.5, 5, 10) if m * power >= rough), default=10)
    found: Array = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step + 0.0
    return found


def _label(at: float) -> str:
    text = f"{at:,.0f}" if 1000 <= abs(at) < 1e7 else f"{at:.6g}"
    return text.replace("-", "−")
