"""The derivation as HTML: MathML and a small style sheet, nothing that runs.

Colours follow the text of the page around it, light or dark.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .program import Program
    from .step import Step

STYLE = """
.shoal-derivation { --quiet: color-mix(in srgb, currentColor 72%, transparent);
  --rule: color-mix(in srgb, currentColor 22%, transparent);
  --wash: color-mix(in srgb, currentColor 6%, transparent);
  color: inherit; font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; }
.shoal-derivation h2 { font-size: 1.25rem; font-weight: 600; margin: 0 0 1rem; }
.shoal-derivation h3 { font-size: 1.02rem; font-weight: 600; margin: 2rem 0 .25rem;
  padding-bottom: .25rem; border-bottom: 1px solid var(--rule); }
.shoal-derivation section { display: grid; grid-template-columns: 2.2rem 1fr; padding: .65rem 0; }
.shoal-derivation .number { color: var(--quiet); font-variant-numeric: tabular-nums; }
.shoal-derivation .title { font-weight: 600; }
.shoal-derivation .check { float: right; font-weight: 400; font-size: .8rem; color: var(--quiet);
  font-variant-numeric: tabular-nums; }
.shoal-derivation .check.fails { color: #D0421B; font-weight: 600; }
.shoal-derivation .formula { overflow-x: auto; overflow-y: hidden; padding: .35rem 0; }
.shoal-derivation math { font-size: 1.16rem; font-family: "STIX Two Math", "Cambria Math",
  "Latin Modern Math", "DejaVu Math TeX Gyre", math, serif; }
.shoal-derivation .sigma { font-size: 1.6em; }
.shoal-derivation .matrix { font-weight: 700; }
.shoal-derivation .shape { font-size: .72em; color: var(--quiet); padding-top: .25em;
  border-top: 1px solid var(--quiet); }
.shoal-derivation pre { background: var(--wash); color: inherit; padding: .6rem .8rem; margin: .2rem 0;
  font: 13px/1.55 ui-monospace, monospace; overflow-x: auto; }
.shoal-derivation p { margin: .1rem 0; }
.shoal-derivation .quiet { color: var(--quiet); font-size: .84rem; }
.shoal-derivation .slip { border-left: 3px solid #D07C00; padding-left: .6rem; font-size: .9rem; }
"""
_WHOLE = (
    "body { margin: 2rem auto; max-width: 62rem; padding: 0 1.2rem; background: #fff; color: #1b2430; }"
    "@media (prefers-color-scheme: dark) { body { background: #12171d; color: #e4e9ef; } }"
)


def page(heading: str, parts: dict[str, list[tuple[int, Step | Program]]], whole: bool) -> str:
    """The steps under their headings; ``whole`` makes a document of it."""
    body = [f'<div class="shoal-derivation"><h2>{escape(heading)}</h2>']
    for part, steps in parts.items():
        body.append(f"<h3>{escape(part)}</h3>")
        body += [_section(number, step) for number, step in steps]
    inside = f"<style>{STYLE}</style>" + "".join(body) + "</div>"
    if not whole:
        return inside
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(heading)}</title><style>{_WHOLE}</style></head><body>{inside}</body></html>\n"
    )


def holding(discrepancy: float) -> str:
    """How well a line holds, in words."""
    return f"holds to {discrepancy:.0e}" if discrepancy else "holds exactly"


def listed(shapes: dict[str, str]) -> str:
    """The shapes in one line that breaks between arrays only."""
    none_broken = (
        f"{name} {shape.replace(' × ', '×')}".replace(" ", "\u00a0")
        for name, shape in shapes.items()
    )
    return ";  ".join(none_broken)


def _section(number: int, step: Step | Program) -> str:
    holds = step.check(symbolic=False)
    check = f'<span class="check">{holding(holds)}</span>'
    if not holds <= 1e-12:
        check = f'<span class="check fails">does not hold: {holds:.2g} {escape(step.fault)}</span>'
    below = " · ".join(
        filter(None, [f"for {step.ranges}" if step.ranges else "", listed(step.shapes)])
    )
    return (
        f'<section id="step-{number}"><div class="number">{number}</div><div>'
        f'<p class="title">{check}{escape(step.title)}</p><div class="formula">{step.mathml}</div>'
        f"<p>{escape(step.why)}</p>"
        + (f'<p class="slip">{escape(step.slip)}</p>' if step.slip else "")
        + (f'<p class="quiet">{escape(below)}</p>' if below else "")
        + "</div></section>"
    )
