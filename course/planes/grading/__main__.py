"""`python -m planes.grading`: the grading commands alone."""

import typer

from planes.grading.commands import register

app = typer.Typer(add_completion=False)
register(app)

if __name__ == "__main__":
    app()
