"""Everything that is done with a model from a stranger, as one list; and what may come of it.

Each use takes the path of a model file that opened, its model, and a table that it reads. It may raise
what Shoal raises on purpose, and nothing else; what it writes may not act on a terminal or a page.
"""

import itertools
import json
import pickle
import re
import time
import warnings
from html.parser import HTMLParser

import numpy as np
from click.testing import CliRunner

from shoal.cli.program import shoal as program
from shoal.errors import ModelFileError, ShoalError
from shoal.files.models import opened
from shoal.studio.report.report_page import report
from shoal.studio.tab import _QUESTIONS, Tab
from shoal.studio.web.downloads import MADE, made
from shoal.studio.wire import dumped
from shoal.tables.writing import csv_bytes
from shoal.tabular.fitted_rows import with_rows
from shoal.tabular.repeat import command_of, python_of
from shoal.tabular.table_model import TableModel
from shoal.view.card import card_of

from .forging import rows_for

SECONDS = 5.0  # of a processor, for one use of one file of some kilobytes

OUR_STYLES = re.compile(r"\x1b\[[0-3]?[0-9]m")  # bold, dim, red, and their ends


def inert(text):
    """Nothing in a text of the terminal but printable characters, line ends and our own styles."""
    for line in OUR_STYLES.sub("", text).split("\n"):
        assert line.isprintable(), f"raw on the terminal: {line!r}"


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def harmless(page, scripts=0):
    """Beside our own scripts nothing that runs, nothing that is fetched."""
    tags = Tags(page).found
    assert sum(tag == "script" for tag, _ in tags) == scripts
    assert not {tag for tag, _ in tags} & {"img", "iframe", "object", "embed", "form", "base"}
    assert not [a for _, attributes in tags for a in attributes if a.startswith("on")]


def arrays(path, model, table):
    """Predictions, bounds, likelihoods and the rest, in NumPy."""
    fitted = model.fitted if isinstance(model, TableModel) else model
    Y = allowed(lambda: model.predict(table))
    if Y is None:  # a column of a name that no table can have
        return
    X = model.plan.encode(table) if isinstance(model, TableModel) else table
    fitted.extrapolates(X)
    model.ensemble.far_outside(X)
    assert fitted.relevance is None or abs(fitted.relevance.sum() - 1) < 1e-5
    for ask in (
        lambda: fitted.predict_interval(X, 0.95),
        lambda: fitted.predict_spread(X).total,
        lambda: fitted.predict(X, return_std=True),
        lambda: fitted.log_likelihood(X, np.zeros(np.shape(Y))),
    ):
        allowed(ask)
    if isinstance(model, TableModel):
        allowed(lambda: model.predict_interval(table))
        allowed(lambda: model.score(table))


def allowed(use):
    """Do it; what Shoal refuses on purpose is a sentence on one line."""
    try:
        return use()
    except ShoalError as error:
        refusal = str(error)
    assert refusal.isprintable()
    assert len(refusal) < 6_000
    return None


def texts(path, model, table):
    """What Python shows of it, and what pickle keeps."""
    for text in (repr(model), str(model.ensemble.layout), repr(getattr(model, "plan", None))):
        inert(text)
    again = pickle.loads(pickle.dumps(model))
    answers = allowed(lambda: (again.predict(table), model.predict(table)))
    if answers is not None:
        np.testing.assert_array_equal(*answers)
    model.save(path.with_name("again.shoal"))
    assert opened(path.with_name("again.shoal").read_bytes(), "again").ensemble.best >= 0


def card(path, model, table):
    """What a notebook shows."""
    if isinstance(model, TableModel):
        page = allowed(lambda: card_of(model))
        if page is not None:
            harmless(page)
            assert page.isprintable()


def repeated(path, model, table):
    """Python parses as one call of names and literals; the shell's line is one command."""
    if not isinstance(model, TableModel):
        return
    record = model.record
    told = model.plan.targets, record.seed, record.settings
    code = python_of("table", *told)
    assert one_call(code), code
    inert(code)
    line = command_of(record.source, *told)
    assert line is None or line.isprintable()
    with_rows(model, table)


def one_call(code):
    """Whether code is an import and one assignment of a call with literals."""
    import ast

    first, second = ast.parse(code).body
    call = second.value
    values = [keyword.value for keyword in call.keywords]
    plain = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.UnaryOp, ast.USub, ast.Load, ast.Name)
    known = ("float('inf')", "shoal.read_table")
    return (
        ast.unparse(first) == "import shoal"
        and ast.unparse(call.func) == "shoal.fit_table"
        and all(
            ast.unparse(value).startswith(known)
            or all(isinstance(n, plain) for n in ast.walk(value))
            for value in values
        )
    )


def page(path, model, table):
    """The report."""
    if isinstance(model, TableModel):
        text = allowed(lambda: report(model, table))
        if text is not None:
            harmless(text, scripts=2)
            json.loads(re.search(r'id="content">(.*?)</script>', text, re.S)[1])


def _command(*words):
    def use(path, model, table):
        place = path.with_name("rows.csv")
        if isinstance(model, TableModel):
            place.write_bytes(csv_bytes(table, {}))
        given = [{"MODEL": str(path), "ROWS": str(place)}.get(word, word) for word in words]
        run(given)

    use.__name__ = " ".join(words[:1] + words[3:])
    return use


def run(words):
    """The program's answer, with its colours; errors are ours and inert."""
    ended = CliRunner().invoke(program, words, color=True, standalone_mode=False)
    if isinstance(ended.exception, ShoalError):
        assert str(ended.exception).isprintable()
    elif ended.exception is not None:
        raise ended.exception
    for text in (ended.stdout if words[0] != "predict" else "", ended.stderr):
        inert(text)


def _question(kind, **asked):
    def use(path, model, table):
        if not isinstance(model, TableModel):
            return
        tab = Tab(lambda message, buffer: None, itertools.count(1))
        allowed(lambda: dumped(tab.open(table)))
        allowed(lambda: dumped(tab.keep(model)))
        every = {
            "inputs": list(model.plan.reads[:2]),
            "x": model.plan.reads[0],
            "y": model.plan.reads[-1],
            "values": {},
        }
        message = {"run": 1, "output": len(model.plan.targets) - 1, **every, **asked}
        allowed(lambda: _told(_QUESTIONS[kind](tab, message)))

    use.__name__ = f"studio {kind}"
    return use


def _told(answer):
    dumped(answer[0] if isinstance(answer, tuple) else answer)


def downloads(path, model, table):
    """The files that the page offers."""
    if isinstance(model, TableModel):
        tab = Tab(lambda message, buffer: None, itertools.count(1))
        allowed(lambda: tab.open(table))
        allowed(lambda: tab.keep(model))
        for name in MADE:
            if name != "report.html":
                found = allowed(lambda name=name: made(tab, 1, name))
                assert found is None or re.fullmatch(r"[\w.-]+", found[2])


def picture(path, model, table):
    """The pictures of a paper."""
    from shoal.view.training_figure import draw_table_model

    if isinstance(model, TableModel):
        warnings.simplefilter("ignore")  # of letters that a font lacks, axes too long to draw
        allowed(lambda: draw_table_model(model, table, None, path.with_suffix(".png")))


ALWAYS = (arrays, texts, repeated, card, _command("show", "MODEL"))
IN_TURN = (
    _command("show", "MODEL", "--json"),
    _command("predict", "MODEL", "ROWS", "--interval", "0.9"),
    _command("score", "MODEL", "ROWS"),
    _command("explain", "MODEL", "ROWS", "--row", "1"),
    downloads,
    page,
    *map(_question, ("look", "profile", "surface", "points", "extreme", "residuals", "row")),
    *map(_question, ("inputs", "step", "code", "curve", "judge")),
)
RARE, EVERY = (picture,), 40  # half a second each: so many files have one such use


def used(data, folder, seed, every=False):
    """Whether a file with these bytes opens; if so, what is asked of its model has been done.

    ``every`` asks for all uses, otherwise some are taken in turn, by ``seed``.
    """
    refusal = ""
    try:
        model = opened(data, "m.shoal")
    except ModelFileError as error:
        refusal = str(error)
    if refusal:
        assert refusal.startswith("m.shoal ")
        assert refusal.isprintable()
        assert len(refusal) < 500
        return False
    path, table = folder / "m.shoal", rows_for(model)
    path.write_bytes(data)
    turns = IN_TURN if every else [IN_TURN[(k * seed) % len(IN_TURN)] for k in (1, 7)]
    for use in (*ALWAYS, *turns, *(RARE if seed % EVERY == 0 else ())):
        began = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            use(path, model, table)
        assert time.process_time() - began < SECONDS, f"{use.__name__} took too long"
    return True
