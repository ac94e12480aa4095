"""Every figure of the course: one drawing function each, with its alternative text."""

from planes.plots.animation import Animation, animate

__all__ = ["Animation", "animate"]
