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
# A line is a <details>: as long as one is closed, all that follows it is hidden. No script is needed,
# so this works in a saved notebook and on a page of documentation, with a mouse and with the keyboard.
REVEALING = """
.shoal-derivation.shown details:not([open]) ~ * { display: none; }
.shoal-derivation.shown summary { cursor: pointer; list-style: none; padding: .3rem 0 0; font-weight: 600; }
.shoal-derivation.shown summary::-webkit-details-marker { display: none; }
.shoal-derivation.shown details:not([open]) > summary { display: inline-block; margin: .5rem 0;
  padding: .3rem .8rem; border: 1px solid var(--rule); border-radius: 4px; background: var(--wash); }
.shoal-derivation.shown details:not([open]) > summary::before { content: "Next line: "; font-weight: 400; }
.shoal-derivation.shown details[open] > summary .of,
.shoal-derivation.shown details:not([open]) > summary .number { display: none; }
.shoal-derivation.shown summary .number { display: inline-block; width: 2.2rem; font-weight: 400; }
.shoal-derivation.shown .of { font-weight: 400; color: var(--quiet); padding-left: .8rem; }
.shoal-derivation.shown section { padding-top: 0; }
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


def revealed(heading: str, parts: dict[str, list[tuple[int, Step | Program]]]) -> str:
    """The same, the lines closed: opening one uncovers the head of the next."""
    n_lines = sum(map(len, parts.values()))
    body = [f'<div class="shoal-derivation shown"><h2>{escape(heading)}</h2>']
    place = 0
    for part, steps in parts.items():
        body.append(f"<h3>{escape(part)}</h3>")
        for number, step in steps:
            place += 1
            body.append(
                f'<details><summary><span class="number">{number}</span>{escape(step.title)} '
                f'<span class="of">{place} of {n_lines}</span></summary>'
                f"{_section(number, step, titled=False)}</details>"
            )
    return f"<style>{STYLE}{REVEALING}</style>" + "".join(body) + "</div>"


def line(step: Step | Program) -> str:
    """One line by itself: its formula, and why it holds."""
    return (
        f'<style>{STYLE}</style><div class="shoal-derivation"><div class="formula">{step.mathml}</div>'
        f'<p class="quiet">{escape(step.why)}</p></div>'
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


def _section(number: int, step: Step | Program, titled: bool = True) -> str:
    holds = step.check(symbolic=False)
    check = f'<span class="check">{holding(holds)}</span>'
    if not holds <= 1e-12:
        check = f'<span class="check fails">does not hold: {holds:.2g} {escape(step.fault)}</span>'
    shown, title = (number, escape(step.title)) if titled else ("", "")
    below = " · ".join(
        filter(None, [f"for {step.ranges}" if step.ranges else "", listed(step.shapes)])
    )
    return (
        f'<section id="step-{number}"><div class="number">{shown}</div><div>'
        f'<p class="title">{check}{title}</p><div class="formula">{step.mathml}</div>'
        f"<p>{escape(step.why)}</p>"
        + (f'<p class="slip">{escape(step.slip)}</p>' if step.slip else "")
        + (f'<p class="quiet">{escape(below)}</p>' if below else "")
        + "</div></section>"
    )
