"""The map of the whole course: the way of an image from a laptop to a running container."""

from __future__ import annotations

from planes.plots.boxes import arrow, box, sheet
from planes.plots.figure import Drawing, finish


def subject_map() -> Drawing:
    """Draw laptop, registry, control plane and data plane, with what passes between them."""
    figure, axes = sheet(7.2, 3.7)
    box(axes, 0.1, 2.2, 1.5, 1.2, "your laptop\n\nbuild an image\n(lesson 01)", "grey")
    box(
        axes,
        2.75,
        2.2,
        1.6,
        1.2,
        "REGISTRY\nkeeps images\n\nAmazon ECR\n(lessons 02, 07)",
        "orange",
        hatch="",
    )
    box(axes, 5.4, 2.2, 1.7, 1.2, "DATA PLANE\nruns containers\n\nEC2, Fargate\n(lessons 02, 03)", "green")
    box(axes, 2.75, 0.15, 1.6, 1.2, "CONTROL PLANE\ndecides\n\nECS, EKS\n(lessons 02, 04–06)", "blue")
    box(axes, 5.4, 0.15, 1.7, 1.2, "users\n\nsend requests\nto the containers", "grey")
    arrow(axes, (1.6, 2.8), (2.75, 2.8), "push\nimage", (2.17, 3.1))
    arrow(axes, (4.35, 2.8), (5.4, 2.8), "pull\nimage", (4.87, 3.1))
    arrow(axes, (0.85, 2.2), (2.75, 0.75), "“keep three\nrunning”", (1.3, 1.25))
    arrow(axes, (3.55, 1.35), (3.55, 2.2), "which image?", (3.55, 1.77))
    arrow(axes, (4.35, 1.1), (5.6, 2.2), "start, stop", (4.83, 1.45))
    arrow(axes, (6.25, 1.35), (6.25, 2.2), "requests", (6.25, 1.77))
    alt = (
        "Map of the course. A laptop pushes an image to the registry (Amazon ECR) and tells the control "
        "plane (ECS or EKS) what to keep running. The control plane asks the registry which image that is "
        "and tells the data plane (EC2 or Fargate) to start and stop; the data plane pulls the image and "
        "serves the users' requests."
    )
    note = "Lesson 08 chooses between ECS and EKS; 09 reviews all."
    return finish(figure, alt=alt, truth="diagram", note=note)
