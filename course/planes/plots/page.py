"""Pages that play or answer inside a notebook: rendered from a template, asking no network for anything."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from planes.plots import style


def render(template: str, data: object, **values: Any) -> str:
    """Return a whole page.

    Args:
        template: name of a Jinja template beside this module. It has the data as `data`, ready to stand
            inside a script element.
        data: what the page's script reads.
        values: what else the template shows.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("planes.plots", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "</" inside a script would end it.
    return environment.get_template(template).render(data=text.replace("</", "<\\/"), **values)


def embed(page: str, words: str, height: int) -> str:
    """Return the markup that shows a page in a notebook, with its words below.

    Args:
        page: from `render`.
        words: what it shows; also its title.
        height: pixels.
    """
    # Without same-origin rights: the page cannot reach the notebook around it.
    return (
        f'<iframe title="{escape(words)}" sandbox="allow-scripts" width="100%" height="{height}" '
        f'style="border: 1px solid #767676; background: {style.PAPER}" '
        f'srcdoc="{escape(page)}"></iframe>'
        f"<p>{escape(words)}</p>"
    )
