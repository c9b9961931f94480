"""Without SymPy: what needs it says so in one sentence, the rest works."""

import subprocess
import sys

import pytest

WITHOUT = "import sys; sys.modules['sympy'] = None\nfrom shoal.explain import activation\n"


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("arguments", ["'tanh'", "'s*exp(-s)'", "derivative='1/(1+s**2)'"])
def test_the_extra_is_named(arguments):
    code = (
        f"{WITHOUT}from shoal.errors import MissingExtraError\n"
        f"try:\n    activation({arguments})\n"
        "except MissingExtraError as error:\n    print(error)\n"
    )
    expected = "The activation laboratory needs the extra [explain]: pip install 'shoal[explain]'\n"
    assert run(code) == expected


def test_hostile_text_is_refused_before():
    code = (
        f"{WITHOUT}from shoal.errors import InputError\n"
        "try:\n    activation('s.__class__')\n"
        "except InputError as error:\n    print('refused')\n"
    )
    assert run(code) == "refused\n"


def test_functions_are_studied_without():
    code = (
        f"{WITHOUT}import numpy as np\n"
        "found = activation(np.tanh)\n"
        "print(found.output.formula, len(found._repr_html_()) > 1000, 'wishes' in str(found))\n"
    )
    assert run(code) == "1 - y**2 True True\n"


def test_importing_the_room_loads_neither_sympy_nor_scikit_learn():
    code = (
        "import sys\nimport shoal.explain\nfrom shoal.explain import activation\n"
        "print(not {'sympy', 'sklearn', 'matplotlib'} & set(sys.modules))\n"
    )
    assert run(code) == "True\n"
