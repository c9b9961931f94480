"""A table that is open, what it was read from, and how: read again with other options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...errors import InputError, SeveralTablesError
from ...tables import Table
from ...tables.frames import declare
from ...tables.reading import read_in_child
from ...tables.wording import quoted
from .experiment import Experiment, Truth
from .options import Options
from .origin import Origin


class TableFile:
    """A file that can be read again: at its path, or the bytes that a page has sent up.

    All but plain text is parsed by a process of its own: no file ends the studio with its runs.

    Of a database with several tables one is chosen like a sheet, by its name.
    """

    def __init__(self, name: str, path: Path | None = None, content: bytes = b"") -> None:
        self.name, self._path, self._content = name, path, content
        self._tables: tuple[str, ...] = ()  # of a database

    def read(self, options: Options) -> tuple[Table, Options]:
        """The table, nothing said of its columns; of several that none was named of, the first.

        The options are those with which it was read.
        """
        try:
            return self._read(options), options
        except SeveralTablesError as several:
            if several.queried:
                self._tables = several.parts
            options = replace(options, sheet=several.parts[0])
            table = self._read(options)
            n = len(several.parts)
            said = f"{quoted(several.parts[0])} is read, the first of {n:,} tables in {self.name}"
            return replace(table, said=(said, *table.said)), options

    def place(self, options: Options) -> dict[str, Any]:
        """The arguments of ``read_table`` that read it so."""
        given = options.place
        if self._tables and options.sheet in self._tables:
            name = str(given.pop("sheet")).replace('"', '""')
            given["query"] = f'SELECT * FROM "{name}"'
        return given

    def _read(self, options: Options) -> Table:
        file = self._content if self._path is None else self._path
        table = read_in_child(file, name=self.name, **self.place(options))
        if self._tables and options.sheet in self._tables:
            return replace(table, parts=self._tables, part=str(options.sheet))
        return table


@dataclass(frozen=True)
class Opened:
    """The table of a page.

    ``read`` is what stands in the file, ``table`` the same with what the options say of columns.
    ``number`` tells it from the other tables of a page, and from itself read otherwise.
    ``experiment`` is the lecture's that the table was drawn for, if it is one.
    """

    read: Table
    table: Table
    options: Options
    origin: Origin
    file: TableFile | None = None
    experiment: Experiment | None = None
    number: int = 0

    @classmethod
    def of_experiment(cls, experiment: Experiment) -> Opened:
        """The table of one of the lecture's experiments."""
        opened = cls.of_table(experiment.table(), experiment.origin)
        return replace(opened, experiment=experiment)

    def drawn(self, seed: int) -> Opened:
        """The experiment's table of another seed, read with the same options."""
        if self.experiment is None or self.experiment.seed == seed:
            return self
        other = Opened.of_experiment(self.experiment.at(seed))
        return self._declared(other, self.options)

    @property
    def truth(self) -> Truth | None:
        """What the rows were drawn about, where that is known."""
        return None if self.experiment is None else self.experiment.truth

    @classmethod
    def of_table(cls, table: Table, origin: Origin | None = None) -> Opened:
        """A table that comes from no file here."""
        return cls(table, table, Options(), origin or Origin.of_file(table.source))

    @classmethod
    def of_file(cls, file: TableFile, options: Options, python: str | None = None) -> Opened:
        """The table in a file; ``python`` is what code calls it, by default its name."""
        table, options = file.read(options)
        origin = Origin.of_file(python or file.name, file.place(options))
        return cls(table, table, options, origin, file)

    def again(self, given: Any) -> Opened:
        """The table read again with the options in a page's message.

        What was said of columns that are no longer there, because the names stand elsewhere now, is
        forgotten.

        Raises
        ------
        InputError, TableError
            If an option is none, or the table cannot be read so.
        """
        options = replace(Options.of(given), query=self.options.query)
        if options.place == self.options.place:
            return self._declared(self, options)
        if self.file is None:
            raise InputError("this table comes from no file: only its columns can be read anew")
        table, options = self.file.read(options)
        name = self.origin.file or self.file.name
        origin = Origin.of_file(name, self.file.place(options))
        opened = replace(self, read=table, origin=origin)
        return self._declared(opened, options.within(table.names))

    @staticmethod
    def _declared(opened: Opened, options: Options) -> Opened:
        table = declare(opened.read, options.declared(opened.read.names))
        return replace(opened, table=table, options=options)


def opened_upload(name: str, content: bytes) -> Opened:
    """The table in a file that a page has sent up."""
    return Opened.of_file(TableFile(name, content=content), Options())


def opened_path(path: Path, place: Mapping[str, Any]) -> Opened:
    """The table at a path, as the command line says where in the file it is."""
    if str(path) == "-":  # what came in cannot come again
        table = read_in_child("-", **place)
        return Opened.of_table(table, Origin.of_file("-", place))
    return Opened.of_file(TableFile(path.name, path), Options(**place), str(path))
