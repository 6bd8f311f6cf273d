"""A brief in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesica.core.estimate import Hidden
from vesica.report.brief import NOTES, Brief, TableView

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["summary", "terminal", "text"]

_WIDTH = 100


def terminal(brief: Brief) -> RenderableType:
    """Return what a rich console prints; the console decides on width and colour."""
    from rich.console import Group

    return Group(*_parts(brief))


def summary(brief: Brief) -> RenderableType:
    """Return what answers the question on one screen: headline, first table, what is hidden."""
    from rich.console import Group

    parts = [*_heading(brief), *(_table(view, brief.level) for view in brief.tables[:1])]
    for title, sentences in _asides(brief):
        parts += _listed(title, sentences)
    return Group(*parts)


def text(brief: Brief, *, width: int = _WIDTH) -> str:
    """Render a brief as plain text."""
    from rich.console import Console

    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(terminal(brief))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _parts(brief: Brief) -> list[RenderableType]:
    from rich.text import Text

    parts = _heading(brief)
    for view in brief.tables:
        parts += [_table(view, brief.level), Text()]
    parts += [Text(paragraph) for paragraph in brief.paragraphs]
    parts += _listed("What this means, and what it cannot say", brief.meaning)
    for title, sentences in _asides(brief):
        parts += _listed(title, sentences)
    known = tuple(f"{name}: {words}" for name, words in brief.how.lines())
    return parts + _listed("How do we know?", known, bullet="")


def _asides(brief: Brief) -> list[tuple[str, tuple[str, ...]]]:
    asides = [(NOTES, brief.notes), ("What is hidden, and why", brief.hidden)]
    return [(title, sentences) for title, sentences in asides if sentences]


def _heading(brief: Brief) -> list[RenderableType]:
    """Everything is set as text: names from outside are never read as markup."""
    from rich.text import Text

    parts: list[RenderableType] = []
    if brief.scenario:
        parts.append(Text(brief.scenario, style="bold reverse yellow"))
    parts += [Text(brief.title, style="dim"), Text(brief.headline, style="bold")]
    if brief.notice:
        parts.append(Text(brief.notice, style="yellow"))
    if brief.intervals:
        parts.append(Text(brief.intervals, style="dim"))
    return [*parts, Text()]


def _listed(title: str, lines: tuple[str, ...], *, bullet: str = "• ") -> list[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    items = [Padding(Text(f"{bullet}{line}"), (0, 0, 0, 2)) for line in lines]
    return [Text(), Text(title, style="bold"), *items]


def _table(view: TableView, level: float | None) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(view.title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        caption=Text(view.note) if view.note else None,
        caption_justify="left",
    )
    for column in view.columns:
        justify = "right" if column.number else "left"
        table.add_column(Text(column.name), justify=justify, overflow="fold")
    for cells, texts in zip(view.rows, view.shown(level), strict=True):
        table.add_row(
            *(
                Text(words, style="italic dim" if isinstance(cell, Hidden) else "")
                for cell, words in zip(cells, texts, strict=True)
            )
        )
    return table
