"""Outputs in the notebook format's terms: a kernel that was tampered with can send anything."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.validator import get_validator


def well_formed(outputs: list[Any]) -> list[NotebookNode]:
    """Return those outputs that are as the notebook format wants them."""
    nodes = [nbformat.from_dict(output) for output in outputs]
    if not nodes or _valid(nodes):
        return nodes
    return [node for node in nodes if _valid([node])]


def _valid(nodes: list[Any]) -> bool:
    # The compiled schema knows whole notebooks only, and is many times faster than `nbformat.validate`.
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "source": "",
        "execution_count": None,
    }
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**cell, "outputs": nodes}]}
    try:
        return not get_validator(4, 5, name="fastjsonschema").iter_errors(notebook)
    except Exception:
        return False


def error(name: str, text: str) -> NotebookNode:
    """Return an error of ours as a cell's output."""
    return nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
