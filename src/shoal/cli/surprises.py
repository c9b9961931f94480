"""What a table asks of a model that training never showed it, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import inert_line

if TYPE_CHECKING:
    from ..tables import Table
    from ..tabular.table_model import TableModel


def say_surprises(model: TableModel, rows: Table) -> None:
    """A line for each column with new texts, with gaps or far outside the training range."""
    from ..tabular.far_rows import far_rows

    far = far_rows(model.plan, model.ensemble, model.plan.encode(rows))
    for sentence in (*model.plan.surprises(rows), *far):
        click.echo(f"shoal: {inert_line(sentence)}", err=True)
