"""Sandboxed, parallel grading on nbgrader: see docs/grading-safety.md for what it defends against."""
