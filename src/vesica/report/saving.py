"""Writing a brief to a file; the suffix says in which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from vesica.core.released import Released
from vesica.errors import UsageError
from vesica.report.brief import Brief
from vesica.report.csv import csv
from vesica.report.html import html
from vesica.report.json import json
from vesica.report.pdf import pdf
from vesica.report.terminal import text
from vesica.report.vega import png, svg
from vesica.report.xlsx import xlsx
from vesica.store.atomic import write_file

__all__ = ["SUFFIXES", "render", "save"]

_FORMS: Mapping[str, Callable[[Brief, Released[Any]], str | bytes]] = {
    ".html": lambda brief, _: html(brief),
    ".pdf": lambda brief, _: pdf(brief),
    ".xlsx": lambda brief, _: xlsx(brief),
    ".json": json,
    ".csv": lambda brief, _: csv(brief),
    ".txt": lambda brief, _: text(brief),
    ".svg": lambda brief, _: svg(brief.figure),
    ".png": lambda brief, _: png(brief.figure),
}

SUFFIXES = tuple(_FORMS)
"""Forms in which a brief can be written."""


def render(brief: Brief, released: Released[Any], suffix: str) -> bytes:
    """Return the file's content in the form that a suffix such as ``".html"`` names.

    Raises
    ------
    UsageError
        If there is no such form.
    MissingExtraError
        If the form needs a library that is not installed.
    """
    form = _FORMS.get(suffix.lower())
    if form is None:
        raise UsageError(
            f"A brief cannot be written as '{suffix}'.",
            hint=f"Choose a file name that ends in one of {', '.join(SUFFIXES)}.",
        )
    content = form(brief, released)
    return content if isinstance(content, bytes) else content.encode()


def save(brief: Brief, released: Released[Any], path: Path) -> Path:
    """Write a brief to ``path``, whole or not at all, readable by its owner alone.

    Raises
    ------
    UsageError
        If the suffix names no form, or the folder does not exist.
    """
    path = Path(path)
    content = render(brief, released, path.suffix)
    if not path.parent.is_dir():
        raise UsageError(
            f"The folder '{path.parent}' does not exist.",
            hint="Create it, or name a file in a folder that exists.",
        )
    write_file(path, content)
    return path
