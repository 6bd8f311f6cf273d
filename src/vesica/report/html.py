"""A brief as one HTML file: no script, no request, light and dark, on paper and on a telephone."""

from __future__ import annotations

import dataclasses
from typing import Any

from vesica.core.estimate import Hidden
from vesica.report.brief import NOTES, Brief, TableView
from vesica.report.extras import library
from vesica.report.figure import COLOURS, Colours
from vesica.report.vega import inline_svg
from vesica.report.words import show

__all__ = ["DARK", "html"]

DARK = Colours(
    ink="#e8ebf0",
    soft="#a9b3c0",
    line="#39424e",
    paper="#14181e",
    first="#84b8e3",
    second="#e6a25c",
    both="#b99aec",
    neutral="#8f99a6",
)
_SHORT = 12
_WASH = {"light": "#faf3ea", "dark": "#241f19"}


def html(brief: Brief) -> str:
    """Render a brief; everything it needs is inside."""
    jinja = library("jinja2", "An HTML brief")
    environment = jinja.Environment(
        loader=jinja.PackageLoader("vesica.report"),
        autoescape=True,
        undefined=jinja.StrictUndefined,
    )
    style = environment.get_template("brief.css.j2").render(
        light={**dataclasses.asdict(COLOURS), "wash": _WASH["light"]},
        dark={**dataclasses.asdict(DARK), "wash": _WASH["dark"]},
        drawn=dataclasses.asdict(COLOURS),
    )
    return environment.get_template("brief.html.j2").render(
        brief=brief,
        style=library("markupsafe", "An HTML brief").Markup(style.strip()),
        svg=library("markupsafe", "An HTML brief").Markup(inline_svg(brief.figure)),
        tables=[_table(view, brief.level) for view in brief.tables],
        notes_title=NOTES,
        rows_read=[(name, show(rows)) for name, rows in brief.how.rows],
    )


def _table(view: TableView, level: float | None) -> dict[str, Any]:
    return {
        "title": view.title,
        "note": view.note,
        "columns": view.columns,
        "rows": [
            [
                {**_broken(text, column.number), "kind": _kind(cell, text, column.number)}
                for text, cell, column in zip(texts, cells, view.columns, strict=True)
            ]
            for texts, cells in zip(view.shown(level), view.rows, strict=True)
        ],
    }


def _broken(text: str, number: bool) -> dict[str, str]:
    """Split an interval from its estimate, so that a line never breaks inside it."""
    before, bracket, after = text.partition(" [") if number else (text, "", "")
    return {"text": before + bracket[:1], "interval": bracket[1:] + after}


def _kind(cell: object, text: str, number: bool) -> str:
    kinds = {
        "number": number,
        "hidden": isinstance(cell, Hidden),
        "short": len(text) <= _SHORT,
    }
    return " ".join(kind for kind, holds in kinds.items() if holds)
