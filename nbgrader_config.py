"""nbgrader's settings for this course. For instructors: every line here may be changed.

nbgrader reads this file when a command is started in the folder that holds it; JupyterLab's
Formgrader and Assignment List read it too. The folder is the course root:

    source/      instructor notebooks: solutions and hidden tests          (kept in git)
    release/     what learners get, made by `planes release`               (kept in git)
    submitted/   collected notebooks, one folder per learner               (yours, ignored by git)
    autograded/  the same, executed and scored                             (yours)
    feedback/    HTML pages with scores and comments                       (yours)
    gradebook.db everything nbgrader knows: points, comments, learners     (yours: back it up)
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - provided by traitlets, which executes this file

here = Path(__file__).resolve().parent

# nbgrader starts `alembic` and `jupyter` by name: let it find those beside this Python, also where the
# virtual environment was not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

# The course root. Names of folders below it are nbgrader's defaults.
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "planes"

# The gradebook. For many graders at once point this at PostgreSQL:
#   c.CourseDirectory.db_url = "postgresql://grader@localhost/planes"
c.CourseDirectory.db_url = f"sqlite:///{here / 'gradebook.db'}"

# Where release, submit and collect meet. On a laptop this folder will do. On a shared server or a
# JupyterHub use one that every account can reach, mode 1777, such as nbgrader's own default
# "/usr/local/share/nbgrader/exchange". nbgrader has no exchange on Windows: hand out and gather
# folders by other means and put what came back under submitted/LEARNER/UNIT/.
c.Exchange.root = str(here / "exchange")
(here / "exchange").mkdir(exist_ok=True)

# What stands in for a solution in the learner's notebook. The tests of the course rely on the error:
# an untouched function is told from a wrong one by it.
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# Seconds a single cell may run while grading. No cell of the course needs more than a few.
c.Execute.timeout = 60

# A cell that prints without end must not fill the gradebook's disk.
c.LimitOutput.max_lines = 500
c.LimitOutput.max_traceback = 60

# The export is one line per learner and assignment; `nbgrader export --to grades.csv` writes it.
c.ExportApp.plugin_class = "nbgrader.plugins.export.CsvExportPlugin"

# Feedback pages show whole test cells: keep hidden tests, and tracebacks that quote them, out of them.
c.GenerateFeedback.preprocessors = [
    "planes.grading.feedback.HideTests",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
