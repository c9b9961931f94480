"""An activation's report as text, for the terminal, and as a page for notebooks."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Any

from ...formulas.formula import Formula
from ...formulas.typesetting import mathml
from .activation_report import ActivationReport
from .curves import curves_svg
from .sympy_trees import expression, sympy

STYLE = (
    ".shoal-activation{font-family:system-ui,sans-serif;font-size:14px;max-width:760px;line-height:1.45}"
    ".shoal-activation h3{font-size:16px;margin:0 0 8px}"
    ".shoal-activation math{font-size:17px;math-style:normal}"
    ".shoal-activation table{border-collapse:collapse;margin:8px 0}"
    ".shoal-activation mtd{text-align:left;padding:1px 10px 1px 0}"
    ".shoal-activation td,.shoal-activation th{text-align:left;vertical-align:top;padding:3px 16px 3px 0;"
    "border:0;border-top:1px solid color-mix(in srgb,currentColor 20%,transparent);background:none;"
    "font-variant-numeric:tabular-nums;white-space:normal}"
    ".shoal-activation .name{white-space:nowrap;opacity:.75}"
    ".shoal-activation .verdict{white-space:nowrap;font-weight:600}"
    ".shoal-activation .why{opacity:.75}"
    ".shoal-activation .warning{border-left:3px solid #D07C00;padding-left:10px;margin:8px 0}"
)
LEFT = (
    ' style="text-align:left"'  # a notebook's own rule for tables is stronger than a style sheet's
)
WIDTH = 96
MARKS = {"holds": "✓", "partly": "~", "fails": "✗", "unknown": "?"}


def as_text(report: ActivationReport) -> str:
    """Plain text of at most 96 columns beside the formulas."""
    return str(as_rich(report).plain)


def as_rich(report: ActivationReport) -> Any:
    """A `rich.text.Text`, coloured on a terminal only."""
    from rich.text import Text

    text = Text()
    text.append(f"activation {report.name}\n", style="bold")
    for label, formula in _formulas(report):
        if formula is not None:
            text.append(_beside(f"  {label} = ", formula))
    for name, told in report.facts():
        text.append(f"  {name:<15}", style="dim")
        text.append(_wrapped(told, 17))
    text.append("the five wishes\n", style="bold")
    colours = {"holds": "green", "partly": "yellow", "fails": "red", "unknown": "dim"}
    for wish in report.wishes:
        text.append(f"  {wish.number}. ")
        text.append(f"{wish.verdict:<8}", style=colours[wish.verdict])
        text.append(f"{wish.wish}\n")
        text.append(" " * 13 + _wrapped(wish.reason, 13), style="dim")
    for warning in report.warnings:
        text.append("warning  ", style="bold yellow")
        text.append(_wrapped(warning, 9))
    for note in report.notes:
        text.append("note     " + _wrapped(note, 9))
    text.rstrip()
    return text


def _wrapped(sentence: str, indent: int) -> str:
    return ("\n" + " " * indent).join(wrap(sentence, WIDTH - indent)) + "\n"


def _formulas(report: ActivationReport) -> list[tuple[str, Formula | None]]:
    return [
        (f"f({report.of})", report.formula),
        (f"f'({report.of})", report.derivative_formula),
    ]


def _expression(formula: Formula) -> Any:
    return expression(formula.tree, sympy().Symbol(formula.of), evaluate=False)


def _beside(label: str, formula: Formula) -> str:
    """``label`` and the formula drawn with characters, the label on the formula's own line."""
    from sympy.printing.pretty.pretty import PrettyPrinter

    found = _expression(formula)
    printer = PrettyPrinter({"use_unicode": True, "wrap_line": False})
    base = int(printer._print(found).baseline)
    return "".join(
        (label if i == base else " " * len(label)) + line.rstrip() + "\n"
        for i, line in enumerate(printer.doprint(found).splitlines())
    )


def as_html(report: ActivationReport) -> str:
    """HTML with both curves as SVG; follows the page's text colour, light or dark."""
    parts = [f"<style>{STYLE}</style><div class='shoal-activation'>"]
    parts.append(f"<h3>activation {escape(report.name)}</h3>")
    parts.append(curves_svg(report.slopes, report.of))
    parts.append("<table>")
    for label, formula in _formulas(report):
        if formula is not None:
            parts.append(
                f"<tr><td class='name'{LEFT}>{escape(label)}</td><td{LEFT}>{mathml(formula)}</td></tr>"
            )
    for name, told in report.facts():
        if name == "of the output" and report.output.formula is not None:
            told = (
                f"{mathml(report.output.formula)} with y = f({report.of}), {report.output.reason}"
            )
        else:
            told = escape(told)
        parts.append(f"<tr><td class='name'{LEFT}>{name}</td><td{LEFT}>{told}</td></tr>")
    parts.append("</table><table>")
    for wish in report.wishes:
        parts.append(
            f"<tr><td{LEFT}>{wish.number}</td>"
            f"<td class='verdict'{LEFT}>{MARKS[wish.verdict]} {wish.verdict}</td>"
            f"<td{LEFT}>{escape(wish.wish)}<br><span class='why'>{escape(wish.reason)}</span></td></tr>"
        )
    parts.append("</table>")
    parts += [f"<div class='warning'>{escape(told)}</div>" for told in report.warnings]
    parts += [f"<div>{escape(told)}</div>" for told in report.notes]
    return "".join(parts) + "</div>"
