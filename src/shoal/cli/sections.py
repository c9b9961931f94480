"""A command whose help lists its options under several headings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import click

from .places import PlacesCommand


class Sectioned(PlacesCommand):
    """``sections`` are headings and the options below each, by name; "Options" has all others."""

    def __init__(
        self, *arguments: Any, sections: Mapping[str, Collection[str]], **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self._sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, section by section."""
        placed = {name for names in self._sections.values() for name in names}
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        rest = [option.name for option in options if option.name not in placed]
        for heading, names in {"Options": rest, **self._sections}.items():
            if not names:
                continue
            records = (option.get_help_record(ctx) for option in options if option.name in names)
            with formatter.section(heading):
                formatter.write_dl([record for record in records if record is not None])
