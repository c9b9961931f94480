"""The tables of ``results.md`` from the results of all models."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime

import numpy as np

from ..machine import cpu_model
from .runner import Model
from .tables import TABLES, Table

RANKED = ("mean", "linear", "mlp_default", "mlp_tuned", "r_nnet", "gp", "shoal")
NEURAL = ("mlp_default", "mlp_tuned", "r_nnet")  # Shoal has to beat these on every table
TREES = ("hist_gb", "random_forest", "catboost")


def number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def pair(values: np.ndarray) -> str:
    """Mean and standard error of the values."""
    error = error_of_mean(values)
    spread = f"{error:.2g}" if error < 100 else f"{error:,.0f}"
    return f"{number(values.mean())} ± {spread}"


def error_of_mean(values: np.ndarray) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else np.nan


def markdown(header: list[str], rows: list[list[str]]) -> str:
    align = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, align, *rows]) + "\n"


class Report:
    def __init__(self, models: list[Model], tables: list[str]):
        self.models = [m for m in models if m.known]
        self.absent = [m for m in models if m.missing]
        self.tables = [TABLES[t] for t in tables]
        self.by_name = {m.name: m for m in self.models}

    def common(self, table: Table, names: list[str]) -> list[str]:
        """Random splits of the table that all these models have run."""
        return [
            s.name
            for s in table.splits()
            if all((table.name, s.name) in self.by_name[n].known for n in names)
        ]

    def has(self, name: str, table: Table) -> bool:
        return name in self.by_name and (table.name, "0") in self.by_name[name].known

    def values(self, name: str, table: Table, splits: list[str], what: str) -> np.ndarray:
        known = self.by_name[name].known
        return np.array([known[table.name, s].get(what, np.nan) for s in splits], float)

    def __str__(self) -> str:
        parts = ["# Accuracy, time and honesty\n", self.heading(), self.errors()]
        parts += [self.beside(), self.against(), self.seconds(), self.honesty(), self.grouped()]
        return "\n".join(part for part in parts if part)

    def heading(self) -> str:
        lines = [
            "As `protocol.md` says; written by `python -m bench.accuracy`.",
            f"{cpu_model()}, one core, one thread, {platform.system()}; "
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
        ]
        if (load := os.getloadavg()[0]) > 0.5:
            lines.append(f"Other work ran beside (load {load:.1f}): processor seconds may be high.")
        shoal = self.by_name.get("shoal")
        if shoal:
            lines.append(f"Shoal's code has the fingerprint {shoal.version}.")
        for model in self.absent:
            kept = "; its figures are those kept" if model.known else ""
            lines.append(f"{model.code.NAME}: {model.missing}{kept}.")
        return "\n".join(lines) + "\n"

    def errors(self) -> str:
        """RMSE of the ranked models on the splits that all of them have run, and the ranks."""
        names = [n for n in RANKED if n in self.by_name]
        rows, ranks = [], []
        for table in self.tables:
            here = [n for n in names if self.has(n, table)]
            if not here:
                continue
            splits = self.common(table, here)
            means = {n: self.values(n, table, splits, "rmse").mean() for n in here}
            order = sorted(here, key=means.__getitem__)
            row = [self.label(table), str(len(splits))]
            for name in names:
                if name not in here:
                    row.append("")
                    continue
                text = pair(self.values(name, table, splits, "rmse"))
                row.append(f"**{text}**" if name == order[0] else text)
            rows.append(row)
            if len(here) == len(names):
                ranks.append([order.index(n) + 1 for n in names])
        if not rows:
            return ""
        if ranks:
            rows.append(["mean rank", "", *(f"{r:.2f}" for r in np.mean(ranks, axis=0))])
        header = ["table", "splits", *(self.by_name[n].code.NAME for n in names)]
        note = "Best in bold, * set apart while defaults were chosen.\n"
        return "## Test RMSE, mean ± standard error\n\n" + markdown(header, rows) + "\n" + note

    def label(self, table: Table) -> str:
        name = f"{table.name}{' *' if table.apart else ''}"
        return f"{name} ({len(table.y):,} x {table.X.shape[1]})"

    def beside(self) -> str:
        """The trees and the best ranked model, on the splits that all have run."""
        names = [n for n in TREES if n in self.by_name]
        rows = []
        for table in self.tables:
            ranked = [n for n in RANKED if self.has(n, table)]
            here = [n for n in names if self.has(n, table)]
            if not ranked or not here:
                continue
            splits = self.common(table, [*ranked, *here])
            means = {n: self.values(n, table, splits, "rmse").mean() for n in [*ranked, *here]}
            best = min(ranked, key=means.__getitem__)
            row = [self.label(table), str(len(splits))]
            row += [number(means[n]) if n in here else "" for n in names]
            row.append(f"{number(means[best])} ({self.by_name[best].code.NAME})")
            row.append(number(means["shoal"]) if "shoal" in ranked else "")
            ahead = [self.by_name[n].code.NAME for n in here if means[n] < means.get("shoal", -1)]
            row.append((", ".join(ahead) or "none") if "shoal" in ranked else "")
            rows.append(row)
        if not rows:
            return ""
        header = ["table", "splits", *(self.by_name[n].code.NAME for n in names)]
        header += ["best ranked", "Shoal", "trees ahead of Shoal"]
        return "## Trees beside, mean test RMSE\n\n" + markdown(header, rows)

    def against(self) -> str:
        """Shoal's RMSE less each neural rival's, split by split."""
        rivals = [n for n in (*NEURAL, "pyrenn", "gp", *TREES) if n in self.by_name]
        rows, worse = [], []
        for table in self.tables:
            if not self.has("shoal", table):
                continue
            row = [self.label(table)]
            for name in rivals:
                if not self.has(name, table):
                    row.append("")
                    continue
                splits = self.common(table, ["shoal", name])
                own, other = (self.values(n, table, splits, "rmse") for n in ("shoal", name))
                gap, spread = (own - other).mean(), error_of_mean(own - other)
                share = 100 / other.mean()
                behind = gap > spread
                if behind and name in NEURAL:
                    worse.append(f"{table.name} ({self.by_name[name].code.NAME})")
                text = f"{share * gap:+.1f} ± {share * spread:.1f} %"
                row.append(f"**{text}**" if behind else text)
            rows.append(row)
        if not rows:
            return ""
        header = ["table", *(self.by_name[n].code.NAME for n in rivals)]
        verdict = "Worse than a neural rival by more than one standard error: "
        verdict += (", ".join(worse) or "nowhere") + ".\n"
        title = "## Shoal's RMSE less the rival's, in percent of the rival's, paired by split\n\n"
        return title + markdown(header, rows) + "\n" + verdict

    def seconds(self) -> str:
        names = [m.name for m in self.models]
        names = [n for n in names if not getattr(self.by_name[n].code, "ONLY_GROUPED", False)]
        rows = []
        for table in self.tables:
            row = [self.label(table)]
            for name in names:
                splits = self.common(table, [name])
                found = self.values(name, table, splits, "seconds")
                row.append(f"{np.median(found):.3f}" if len(found) else "")
            if any(row[1:]):
                rows.append(row)
        if not rows:
            return ""
        header = ["table", *(self.by_name[n].code.NAME for n in names)]
        return "## Processor seconds of a fit, tuning included, median\n\n" + markdown(header, rows)

    def distributions(self, splits_of) -> list[list[str]]:
        """Coverage, width and log-likelihood, a row for each table and model that states them."""
        rows = []
        for table in self.tables:
            for model in self.models:
                splits = [s for s in splits_of(table) if (table.name, s) in model.known]
                results = [model.known[table.name, s] for s in splits]
                if not results or "inside_90" not in results[0]:
                    continue
                n_rows = sum(r["rows"] for r in results)
                row = [self.label(table), model.code.NAME, str(len(splits))]
                for level in ("90", "95"):
                    row.append(f"{100 * sum(r[f'inside_{level}'] for r in results) / n_rows:.1f}")
                    row.append(number(np.mean([r[f"width_{level}"] for r in results])))
                density = np.array([r.get("log_likelihood", np.nan) for r in results])
                row.append(f"{density.mean():.3f} ± {error_of_mean(density):.3f}")
                rows.append(row)
        return rows

    def honesty(self) -> str:
        rows = self.distributions(lambda table: [s.name for s in table.splits()])
        if not rows:
            return ""
        for name in dict.fromkeys(row[1] for row in rows):
            own = [row for row in rows if row[1] == name]
            off = [np.abs([float(row[i]) - goal for row in own]) for i, goal in ((3, 90), (5, 95))]
            inside = [np.mean([float(row[i]) for row in own]) for i in (3, 5)]
            density = np.mean([float(row[7].split(" ")[0]) for row in own])
            worst = [f"worst {o.max():.1f} off" for o in off]
            row = ["mean over tables", name, "", f"{inside[0]:.1f}", worst[0]]
            rows.append([*row, f"{inside[1]:.1f}", worst[1], f"{density:.3f}"])
        return "## Intervals and log-likelihood of a test row\n\n" + markdown(INTERVALS, rows)

    def grouped(self) -> str:
        """Whole groups held out: RMSE of everyone, then the intervals."""
        rows = []
        for table in self.tables:
            splits = [s.name for s in table.group_splits()]
            for model in self.models:
                done = [s for s in splits if (table.name, s) in model.known]
                if done:
                    text = pair(self.values(model.name, table, done, "rmse"))
                    rows.append([self.label(table), model.code.NAME, str(len(done)), text])
        if not rows:
            return ""
        text = "## Whole groups held out (replicated rows)\n\n"
        text += markdown(["table", "model", "folds", "test RMSE"], rows)
        intervals = self.distributions(lambda table: [s.name for s in table.group_splits()])
        return text + ("\n" + markdown(INTERVALS, intervals) if intervals else "")


INTERVALS = ["table", "model", "splits", "inside 90 %", "width", "inside 95 %", "width"]
INTERVALS += ["log-likelihood"]
