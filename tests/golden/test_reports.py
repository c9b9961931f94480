"""What is printed, kept as text: the program's reports on the example table, outcomes, notes, the card.

Words, lines and whole numbers are those of the text that was read; other numbers are near it, to what is
said below, and times are left out. Where a report changes for a reason, write the texts anew and read the
difference: ``python -m tests.golden.test_reports``.
"""

import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from . import environment

TEXTS = Path(__file__).parent / "reports"
TABLE = environment.ROOT / "examples" / "data" / "auto_mpg.csv"
PROGRAM = "import sys; sys.argv[0] = 'shoal'; from shoal.cli.main import main; main()"
SHOWN = 12  # lines of a table of predictions

# The fits of several networks decide by last digits, after which their numbers differ by 1e-3; gradient
# descent is the same on all instruction sets but for its last three digits or so.
SEVERAL, ONE = 5e-3, 1e-8
GD = ["--hidden", 5, "--solver", "gd", "--rates", 0.1, "--epochs", 300, "--alpha", 0]
COMMANDS = {
    "fit": (["fit", "cars.csv", "--target", "mpg", "--out", "several.shoal"], SEVERAL),
    "show": (["show", "several.shoal"], SEVERAL),
    "show_json": (["show", "several.shoal", "--json"], SEVERAL),
    "predict": (["predict", "several.shoal", "cars.csv"], SEVERAL),
    "score": (["score", "several.shoal", "cars.csv"], SEVERAL),
    "fit_gd": (["fit", "cars.csv", "--target", "mpg", "--out", "gd.shoal", *GD], ONE),
    "fit_two_targets": (
        ["fit", "cars.csv", "--target", "mpg", "horsepower", "--ignore", "name", "--out",
         "two.shoal", *GD],
        ONE,
    ),
    "predict_gd": (["predict", "gd.shoal", "cars.csv"], ONE),
    "explain_gd": (
        ["explain", "gd.shoal", "cars.csv", "--row", 3, "--weight", "V,weight,1"], ONE,
    ),
}  # fmt: skip
SENTENCES = {"outcomes": ONE, "notes": ONE, "card": ONE}
CLOSE = {name: close for name, (_, close) in COMMANDS.items()} | SENTENCES

NUMBER = re.compile(r"(?<![\w.])[-−]?\d+\.\d+(?:e[-+]?\d+)?")
TIMES = [  # what differs from run to run, and the mark that stands for it
    (re.compile(r"\d+\.\d+ s$", re.MULTILINE), "(time) s"),
    (re.compile(r'("seconds": )[\d.e-]+'), r"\1(time)"),
    (re.compile(r"(central difference of the cost, )\S+"), r"\1(rounding)"),
]


def made():
    """All texts by name, made in the fixed environment: each command in a process of its own."""
    texts = json.loads(environment.run("-m", "tests.golden.told_sentences"))
    with TemporaryDirectory() as folder:
        shutil.copy(TABLE, Path(folder) / "cars.csv")
        for name, (arguments, _) in COMMANDS.items():
            text = environment.run("-c", PROGRAM, *arguments, folder=folder)
            if arguments[0] == "predict":
                text = "".join(text.splitlines(keepends=True)[:SHOWN])
            texts[name] = text
    for mark, instead in TIMES:
        texts = {name: mark.sub(instead, text) for name, text in texts.items()}
    return texts


def parts(text):
    """The text without its decimal numbers, and the numbers, each with the size of its last digit."""
    written = NUMBER.findall(text)
    numbers = [float(number.replace("−", "-")) for number in written]
    return NUMBER.sub("(number)", text), numbers, [_last_digit(number) for number in written]


def _last_digit(written):
    digits, _, power = written.partition("e")
    return 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))


def place(name):
    return TEXTS / f"{name}.txt"


@pytest.fixture(scope="module")
def found():
    return made()


@pytest.mark.parametrize("name", CLOSE)
def test_the_text_is_the_one_that_was_read(name, found):
    text = place(name).read_text(encoding="utf-8")
    words, numbers, _ = parts(found[name])
    read_words, read, last = parts(text)
    assert words == read_words
    for number, one, digit in zip(numbers, read, last, strict=True):
        assert abs(number - one) <= CLOSE[name] * abs(one) + 2 * digit, (number, one)


def test_every_golden_text_is_made_and_no_other_is_kept():
    assert {path.stem for path in TEXTS.iterdir()} == set(CLOSE)


if __name__ == "__main__":
    for name, text in made().items():
        place(name).write_text(text, encoding="utf-8")
