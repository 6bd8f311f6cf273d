"""A brief as its page needs it; nothing is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from vesica.core.estimate import Hidden
from vesica.report.words import show
from vesica.web.documents import about_method
from vesica.web.render import render
from vesica.web.words import MORE, title

if TYPE_CHECKING:
    from vesica.api.answers import Answer

__all__ = ["article", "brief_of", "part"]

_SHORT, _WORD = 12, 30
_NARROW, _GRID = 3, 8
"""Tables with more columns than the first stand as a list on a telephone; from the second on they
are grids, which only make sense whole."""
_WORDY = 70
"""Three columns stand as a list too, where a row has more letters than this."""


def article(answer: Answer, base: str) -> Markup:
    """Return a whole answer as a part of its page; it is put into words once for all readers.

    Parameters
    ----------
    answer : Answer
        Nothing in it may depend on who reads.
    base : str
        Address that the forms to take away begin with.
    """
    return part(answer, "article.html", base=base)


def part(answer: Answer, template: str, *, tables: int | None = None, **values: Any) -> Markup:
    """Return a part of a page; it is put into words once for all readers.

    Parameters
    ----------
    answer : Answer
        Nothing in it may depend on who reads.
    template : str
        Of the part.
    tables : int, optional
        So many of its tables.
    **values : str or bool
        What else the template needs; for each the part is made anew.
    """
    name = f"{template} {sorted(values.items())}"
    if name not in answer.made:
        text = render(template, brief=brief_of(answer, tables=tables), **values)
        answer.made[name] = text.encode()
    return Markup(answer.made[name].decode())


def brief_of(answer: Answer, *, tables: int | None = None) -> dict[str, Any]:
    """Turn an answer into what its page needs; ``tables``: so many of its tables."""
    brief = answer.brief
    question = brief.question
    return {
        "it": brief,
        "title": title(question),
        "svg": Markup(answer.drawing()) if _drawn(brief.figure) else "",
        "tables": [_table(view, brief.level) for view in brief.tables[:tables]],
        "rows_read": [(name, show(rows)) for name, rows in brief.how.rows],
        "forms": list(MORE.items()),
        "about": about_method(question),
    }


def _drawn(figure: dict[str, Any]) -> bool:
    """Whether there is anything in a figure: an empty frame is not shown."""
    layers = [figure, *figure.get("layer", ())]
    inner = [v for key in ("vconcat", "hconcat") for v in figure.get(key, ())]
    values = [layer["data"].get("values") for layer in layers if "data" in layer]
    known = bool(values) or not inner
    return any(map(_drawn, inner)) or (known and any(v or v is None for v in values or [None]))


def _table(view: Any, level: float | None) -> dict[str, Any]:
    rows = []
    for texts, cells in zip(view.shown(level), view.rows, strict=True):
        row = []
        for text, cell, column in zip(texts, cells, view.columns, strict=True):
            before, bracket, after = text.partition(" [") if column.number else (text, "", "")
            kinds = {
                "number": column.number,
                "hidden": isinstance(cell, Hidden),
                "short": len(text) <= _SHORT,
                "long": any(len(word) > _WORD for word in text.split()),
            }
            row.append(
                {
                    "text": before + bracket[:1],
                    "interval": bracket[1:] + after,
                    "kind": " ".join(kind for kind, holds in kinds.items() if holds),
                }
            )
        rows.append(row)
    width = len(view.columns)
    letters = max((sum(map(len, texts)) for texts in view.shown(level)), default=0)
    return {
        "title": view.title,
        "note": view.note,
        "columns": view.columns,
        "rows": rows,
        "stacks": _GRID > width > _NARROW or (width == _NARROW and letters > _WORDY),
    }
