"""A command that knows its files: they are looked at before it begins, and when it writes."""

from __future__ import annotations

from typing import Any

import click

from .guard import Places
from .kinds import FOLDER
from .parameters import OutputPath

FORCE = "force"


class PlacesCommand(click.Command):
    """A command whose ``ctx.obj`` are its :class:`Places`; ``--force`` where it writes files."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        kinds = [one.type.kind for one in self.params if isinstance(one.type, OutputPath)]
        if any(kind is not FOLDER for kind in kinds):
            help_ = "Replace a file of another kind; never one that is read."
            self.params.append(click.Option([f"--{FORCE}"], is_flag=True, help=help_))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command unless one of its outputs would destroy something.

        Raises
        ------
        InputError
            If an output is an input or another output, replaces a file of another kind without
            ``--force``, or has no place to be written to.
        """
        for one in self.params:
            if isinstance(one.type, OutputPath) and one.type.default and one.name is not None:
                ctx.params[one.name] = ctx.params[one.name] or one.type.default(ctx.params)
        force = ctx.params.pop(FORCE, False)
        ctx.obj = Places.of(self.params, ctx.params, force=force)
        ctx.obj.check()
        return super().invoke(ctx)
