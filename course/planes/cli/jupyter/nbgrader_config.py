"""nbgrader's settings in a JupyterLab that `planes lab` started: what a learner in a class needs.

Where the class meets, the exchange folder, is said by the instructor: in /etc/jupyter/nbgrader_config.py,
or by using nbgrader's own default, /usr/local/share/nbgrader/exchange.
"""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - provided by traitlets, which executes this file

c.CourseDirectory.course_id = "planes"
c.Exchange.assignment_dir = os.environ.get("PLANES_ASSIGNMENTS", ".")
