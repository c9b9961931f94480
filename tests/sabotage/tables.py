"""Tables: what a cell says, what a column means, where the table is, what a network gets of it."""

from .mutation import named

DECIDING = ("tables/plan", "tables/test_deciding.py", "tables/test_frames.py")
CELLS = ("tables/meaning", "tables/test_reading.py", "tables/test_hostile_tables.py",
         "tables/test_deciding.py")  # fmt: skip
LAYOUT = ("tables/layout", "tables/test_reading.py", "tables/test_hostile_tables.py")

MUTATIONS = [
    *named(
        "tables/meaning/cells.py",
        CELLS,
        ("cells: na is a text", '        "na",\n', ""),
        (
            "cells: infinite numbers",
            "return value if math.isfinite(value) else None",
            "return value",
        ),
        (
            "cells: exponents are no numbers",
            r'[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")',
            r'[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")',
        ),
        ("cells: groups of two", "[1-9][0-9]{0,2}(?:,[0-9]{3})+", "[1-9][0-9]{0,2}(?:,[0-9]{2})+"),
    ),
    *named(
        "tables/meaning/sentinels.py",
        ("tables/meaning/test_sentinels.py", "tables/test_deciding.py"),
        ("sentinels: FEWEST", "FEWEST = 10", "FEWEST = 3"),
        ("sentinels: REPEATED", "REPEATED = 2", "REPEATED = 1"),
        ("sentinels: FAR", "FAR, VERY_FAR = 1.0, 3.0", "FAR, VERY_FAR = 0.1, 3.0"),
        ("sentinels: VERY_FAR", "FAR, VERY_FAR = 1.0, 3.0", "FAR, VERY_FAR = 1.0, 1.0"),
        ("sentinels: SHORT", "SHORT = 100.0", "SHORT = 10.0"),
        ("sentinels: DIFFERENT", "DIFFERENT, MEASURED = 4, 10", "DIFFERENT, MEASURED = 2, 10"),
        ("sentinels: any value is usual", 'bool(_NINES.fullmatch(f"{self.value:.12g}"))', "True"),
        ("sentinels: never seconded", "(self.impossible or self.gap > SOME)", "False"),
        (
            "sentinels: only the lowest",
            "for end in (present.min(), present.max()):",
            "for end in (present.min(),):",
        ),
    ),
    *named(
        "tables/meaning/kinds.py",
        CELLS,
        ("kinds: ENOUGH", "ENOUGH = 0.8", "ENOUGH = 0.95"),
        (
            "kinds: limits are not marked",
            "            if spelling.limits:\n",
            "            if False:\n",
        ),
        (
            "kinds: codes of two digits",
            "SAMPLE, SHORTEST_CODE, MOST_CODES = 50, 3, 50",
            "SAMPLE, SHORTEST_CODE, MOST_CODES = 50, 2, 50",
        ),
        (
            "kinds: declared missing is read",
            "return word.lower() not in MISSING and not self.meaning.lacks(word)",
            "return word.lower() not in MISSING",
        ),
        ("kinds: too large a number is a gap", "if np.isnan(each[own]).any():", "if False:"),
        (
            "kinds: MOST_UNITS",
            "SHOWN, MOST_UNITS = 3, 3",
            "SHOWN, MOST_UNITS = 3, 30",
            "no column was found that the question behind it (digit_names) does not answer alike",
        ),
    ),
    *named(
        "tables/meaning/dates.py",
        ("tables/meaning/test_dates.py",),
        ("dates: the pivot", "_PIVOT = 69", "_PIVOT = 30"),
        ("dates: points may be months first", 'all(_mark(word) == "." for word in words)', "False"),
        (
            "dates: noon is midnight",
            'h = h % 12 + (12 if half in "pP" else 0)',
            'h = h + (12 if half in "pP" else 0)',
        ),
        (
            "dates: offsets are forgotten",
            "return (moment.replace(tzinfo=None) - _EPOCH - offset) / _DAY\n\n\ndef _numbers",
            "return (moment.replace(tzinfo=None) - _EPOCH) / _DAY\n\n\ndef _numbers",
        ),
        ("dates: quarters begin late", "3 * int(match[2]) - 2", "3 * int(match[2])"),
        (
            "dates: 18.30 is a time",
            'if match is None or ("." in word and ":" not in word and',
            "if match is None or (False and",
        ),
    ),
    *named(
        "tables/meaning/commas.py",
        ("tables/meaning/test_commas.py", "tables/test_reading.py"),
        (
            "commas: unclear is thousands",
            '            return "thousands"\n        return "unclear"',
            '            return "thousands"\n        return "thousands"',
        ),
        ("commas: no contradiction", "if self.proof is None or not self._pointed[k]:", "if True:"),
        ("commas: ENOUGH", "ENOUGH = 0.8  # of", "ENOUGH = 0.0  # of"),
    ),
    *named(
        "tables/meaning/spelling.py",
        ("tables/meaning/test_spelling.py", "tables/test_hostile_tables.py"),
        ("spelling: limits are whole", "value = value / 2", "value = value"),
        ("spelling: units mixed", "or len({part.unit for part in found}) > 1:", "or False:"),
        ("spelling: minus signs lost", '_MINUS = "−–"', '_MINUS = ""'),
        ("spelling: ordinals are units", '{"st", "nd", "rd", "th", "e",', '{"e",'),
    ),
    *named(
        "tables/layout/totals.py",
        LAYOUT,
        ("totals: CLOSE", "CLOSE = 2e-3", "CLOSE = 2.0"),
        (
            "totals: a word is enough",
            "return any(_sums_up(row[k], [other[k] for other in above]) for k in range(width))",
            "return True",
        ),
        (
            "totals: no means",
            "    return math.isclose(value, total, rel_tol=CLOSE) or math.isclose(\n        value, total / len(found), rel_tol=CLOSE\n    )",
            "    return math.isclose(value, total, rel_tol=CLOSE)",
        ),
    ),
    *named(
        "tables/layout/header.py",
        LAYOUT,
        (
            "header: years are data",
            "years = all(_FIRST <= n <= _LAST for n in numbers) and len(numbers) > 2",
            "years = False",
        ),
        (
            "header: a row of gaps is units",
            'if named <= {"-", "na", "NA", "n/a", "none"}:',
            "if False:",
        ),
        ("header: never grouped", "if len(body) < 3 or len(head) < 3:", "if True:"),
        ("header: units of texts", "    return all(map(_is_unit, named))", "    return True"),
    ),
    *named(
        "tables/layout/delimiters.py",
        ("tables/layout/test_delimiters.py", "tables/test_reading.py"),
        ("delimiters: a tie is not refused", "if len(most) > 1:", "if False:"),
        ("delimiters: tabs are no better", '    if "\\t" in left:\n        return "\\t"\n', ""),
        (
            "delimiters: one column of commas",
            '    if _is_one_column(head):\n        return ";"\n',
            "",
        ),
    ),
    *named(
        "tables/layout/footers.py",
        LAYOUT,
        (
            "footers: empty rows stay",
            "while last > top + 2 and not any(map(str.strip, rows[last - 1])):",
            "while False:",
        ),
        (
            "footers: remarks stay",
            "while last > top + 2 and kept - last < 20 and _footer(rows, last - 1, top, width):",
            "while False:",
        ),
    ),
    *named(
        "tables/layout/ragged.py",
        LAYOUT,
        (
            "ragged: repeated names are rows",
            "            repeats += 1\n            continue\n",
            "            pass\n",
        ),
        (
            "ragged: cells without a column are cut",
            "if len(row) > n and not any(cell.strip() for cell in row[n:]):",
            "if len(row) > n:",
        ),
    ),
    *named(
        "tables/plan/deciding.py",
        DECIDING,
        (
            "medians learned from held-out rows",
            "column = replace(usable_column(table, name), cells=None).take(train)",
            "column = replace(usable_column(table, name), cells=None)",
        ),
        ("deciding: constant targets are fitted", "if values.min() == values.max():", "if False:"),
        (
            "deciding: rows without a target",
            "left = rows[np.all([~table[name].missing()[rows] for name in targets], axis=0)]",
            "left = rows[np.any([~table[name].missing()[rows] for name in targets], axis=0)]",
        ),
        ("deciding: weights are an input", "ignore = [*ignore, weights]", "pass"),
        ("deciding: FEW_LOST", "FEW_LOST = 0.05", "FEW_LOST = 0.9"),
    ),
    *named(
        "tables/plan/learning.py",
        DECIDING,
        (
            "learning: the mean for the median",
            "    return float(low if low == high else low / 2 + high / 2)",
            "    return float(values.mean())",
        ),
        ("learning: MOST_LEVELS", "MOST_LEVELS = 50", "MOST_LEVELS = 500"),
        (
            "learning: identifiers are read",
            "return bool(np.ptp(up) == 0 or np.ptp(down) == 0)",
            "return False",
        ),
        (
            "learning: years are identifiers",
            "if FIRST_YEAR <= values.min() and values.max() <= LAST_YEAR:",
            "if False:",
        ),
        (
            "learning: RARE_ROWS",
            "RARE_ROWS, RARE_SHARE = 3, 0.005",
            "RARE_ROWS, RARE_SHARE = 30, 0.005",
        ),
        ("learning: no weekdays", 'cycles.append("week")', "pass"),
        (
            "learning: month ends have weekdays",
            "return len(np.unique(in_month)) <= MONTH_ENDS",
            "return False",
        ),
        ("learning: constants are read", "if constant and not missing:", "if False:"),
    ),
    *named(
        "tables/plan/inputs.py",
        DECIDING,
        (
            "inputs: gaps are not marked",
            'columns += [missing] if self.indicator else []\n        return np.column_stack(columns).astype(np.float64)\n\n    def surprise(self, table: Table) -> str:\n        """A sentence on missing values that training did not have; empty without."""\n        return _gaps(self, column_for(table, self.name, self.kind, self.meaning))',
            'columns += [0 * missing] if self.indicator else []\n        return np.column_stack(columns).astype(np.float64)\n\n    def surprise(self, table: Table) -> str:\n        """A sentence on missing values that training did not have; empty without."""\n        return _gaps(self, column_for(table, self.name, self.kind, self.meaning))',
        ),
        (
            "inputs: gaps are zeros",
            "np.where(missing, self.median, column.values)",
            "np.where(missing, 0.0, column.values)",
        ),
        (
            "inputs: unseen levels are the first",
            "one_hot[~known, 1] = self.share",
            "one_hot[~known, 1] = 0.0",
        ),
        ("inputs: the week begins on Thursday", "((days + 3) % 7) / 7", "(days % 7) / 7"),
        ("inputs: other units are read", "problem = wrong_unit(found, meaning)", 'problem = ""'),
    ),
    *named(
        "tables/plan/gaps.py",
        ("tables/plan", "tables/meaning/test_sentinels.py", "tables/test_deciding.py"),
        (
            "gaps: declared numbers lose values",
            'if column.kind != "number" or column.problem or column.name in declared.number:',
            'if column.kind != "number" or column.problem:',
        ),
        ("gaps: sentinels stay", "values[values == sentinel.value] = np.nan", "pass"),
    ),
    *named(
        "tables/plan/relations.py",
        ("tables/plan/test_relations.py",),
        ("relations: FEWEST", "FEWEST = 10", "FEWEST = 2"),
        ("relations: no sums", "    if terms:\n", "    if False:\n"),
        (
            "relations: only rising",
            "np.all(np.sign(rises) == np.sign(steps)) or np.all(np.sign(rises) == -np.sign(steps))",
            "np.all(np.sign(rises) == np.sign(steps))",
        ),
        ("relations: of all rows", "column.values[rows][some]", "column.values[some]"),
    ),
    *named(
        "tables/plan/roles.py",
        DECIDING,
        (
            "roles: a target may be an input",
            '        if both:\n            raise TableError(f"{quoted(both[0])} is a target',
            '        if False:\n            raise TableError(f"{quoted(both[0])} is a target',
        ),
    ),
]
