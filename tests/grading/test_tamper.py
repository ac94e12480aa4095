"""Reading a learner's code: tools to look at or change the tests are named, ordinary work is not."""

# ruff: noqa: E501 - one cell stands on one line

from __future__ import annotations

import pytest
from planes.grading.tamper import suspicions
from planes.grading.unusual import unusual

ORDINARY = [
    "import math, statistics, json\nfrom collections import Counter\n\ndef f(x):\n    return Counter(x)",
    "import numpy as np\nimport matplotlib.pyplot as plt\nplt.rcParams['font.size'] = 9\nx = np.zeros(3)\nx[0] = 1",
    "class Host:\n    def __init__(self, n):\n        self.system = n\n    def kill(self):\n        self.system = 0",
    "import os\nfrom pathlib import Path\nhome = os.environ.get('HOME')\nopen('a.csv').read()",
    "%matplotlib inline\nprint('a')",
    "import warnings, sys, logging\nwarnings.warn('x')\nprint('x', file=sys.stderr)",
    "def f(values):\n    sum = 0\n    for value in values:\n        sum += value\n    return sum",
    "from IPython.display import HTML",
    "import inspect\nfrom inspect import signature",
    "this is not python",
    "",
]
SUSPICIOUS = {
    "frames": "import sys\nsys._getframe()",
    "collector": "import gc",
    "cells' history": "x = In[-1]",
    "IPython": "get_ipython().ast_transformers.append(1)",
    "text": "exec('x')",
    "changes numpy": "import numpy as np\nnp.allclose = lambda *a: True",
    "built-in": "import builtins",
    "replaces expect": "def expect(*a):\n    pass",
    "replaces isinstance": "isinstance = lambda *a: True",
    "commands": "!rm -rf /",
    "ends the process": "import os\nos._exit(0)",
    "replaces other code": "from unittest.mock import patch",
    "grader": "import planes.grading.judge",
}


@pytest.mark.parametrize("source", ORDINARY[:8] + ORDINARY[9:], ids=range(len(ORDINARY) - 1))
def test_ordinary_work_is_not_suspected(source):
    found = [words for words in suspicions(source) if "inspect" not in words]
    assert [words for words in found if "changes plt" not in words] == []


@pytest.mark.parametrize("source", SUSPICIOUS.values(), ids=SUSPICIOUS)
def test_tools_to_look_at_or_change_tests_are_named(source):
    assert suspicions(source)


def test_what_the_instructors_answer_does_is_no_suspicion():
    assert suspicions("import gc\ngc.collect()", allowed="import gc") == []


def test_a_replaced_method_that_a_test_may_ask_is_unusual():
    assert unusual("axes.get_yscale = partial(str, 'log')") == ["replaces get_yscale of something"]


def test_what_the_instructor_does_too_is_not_unusual():
    assert unusual("axes.get_yscale = other", allowed="axes.get_yscale = mine") == []
