"""A brief: everything a page says, before it becomes HTML, PDF, a spreadsheet or text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from vesica.core.estimate import Estimate
from vesica.core.released import Released
from vesica.report.fit_notes import apart
from vesica.report.words import Cell, clean, percent, show

__all__ = [
    "NOTES",
    "Brief",
    "Column",
    "Footer",
    "HowWeKnow",
    "TableView",
    "days",
    "footer",
    "how_we_know",
    "notes",
]

NOTES = "What to know about these scores"
SIMULATED = "The people in this brief are simulated. No real person is described."


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        Its heading.
    share : bool
        Its numbers are shares and are written as per cent.
    number : bool
        It holds numbers and is set to the right.
    """

    name: str
    share: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table as it is shown; its cells are released values, not text.

    Parameters
    ----------
    title : str
        Caption, and name of the sheet.
    columns : tuple of Column
        Headings; the first column names the row.
    rows : tuple of tuple
        One cell per column.
    note : str
        What the reader must know to read it, or an empty string.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def levels(self) -> tuple[float, ...]:
        """Level of every interval that is written."""
        cells = (cell for row in self.rows for cell in row if isinstance(cell, Estimate))
        return tuple(cell.level for cell in cells if cell.low < cell.high)

    def shown(self, level: float | None = None) -> tuple[tuple[str, ...], ...]:
        """Every cell as it is written everywhere; intervals of another level say theirs."""
        return tuple(
            tuple(
                show(cell, share=column.share, level=level)
                for cell, column in zip(row, self.columns, strict=True)
            )
            for row in self.rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HowWeKnow:
    """The answer to "How do we know?".

    Parameters
    ----------
    formula, method : str
        In plain text, and the dotted name of the function.
    relations : tuple of (str, str)
        Name, and the command that prints its SQL.
    rows : tuple of (str, int)
        Evidence tables read, and rows.
    days : str
        First and last day of the evidence, or an empty string.
    run_id, result_hash, policy, release_id, purpose, audience : str
        See :class:`vesica.core.released.Released`.
    """

    formula: str
    method: str
    relations: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, int], ...]
    days: str
    run_id: str
    result_hash: str
    policy: str
    release_id: str
    purpose: str
    audience: str

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Label and text, in reading order."""
        return (
            ("Formula", self.formula),
            ("Method", self.method),
            ("Relations", "; ".join(f"{name} ({command})" for name, command in self.relations)),
            ("Rows read", "; ".join(f"{name}: {show(rows)}" for name, rows in self.rows)),
            *((("Days of evidence", self.days),) if self.days else ()),
            ("Run", self.run_id),
            ("Result hash", self.result_hash),
            ("Policy", self.policy),
            ("Release", self.release_id),
            ("Purpose", self.purpose),
            ("Audience", self.audience),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """What stands under every brief."""

    organisation: str
    run_id: str
    policy: str
    simulated: bool

    def line(self) -> str:
        """One line for the foot of a page."""
        real = " · simulated people" if self.simulated else ""
        return f"{self.organisation} · run {self.run_id} · policy {self.policy}{real}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a page says.

    Parameters
    ----------
    question : str
        The question it answers, for example ``"overlap"``.
    title, headline : str
        Name of the page, and its answer in a sentence or two.
    paragraphs : tuple of str
        What the words of the headline mean.
    meaning : tuple of str
        What this means, and what it cannot say: three short sentences.
    figure : dict
        A Vega-Lite 6 specification, with its data.
    figure_title, figure_alt, figure_caption : str
        Heading, what the figure shows in words, and how to read it.
    tables : tuple of TableView
        The first stands beside the figure.
    hidden : tuple of str
        One sentence per part that was held back.
    notes : tuple of str
        What to know about the scores before they are relied on.
    how : HowWeKnow
        Where the numbers come from.
    footer : Footer
        Organisation, run, policy, simulated or not.
    one_page : bool
        Whether it is set as one page on paper, where the sources are fine print.
    scenario : str
        What was set or only assumed; stands as a band at the top of every form, or is empty.
    """

    question: str
    title: str
    headline: str
    paragraphs: tuple[str, ...]
    meaning: tuple[str, ...]
    figure: dict[str, Any]
    figure_title: str
    figure_alt: str
    figure_caption: str
    tables: tuple[TableView, ...]
    hidden: tuple[str, ...]
    how: HowWeKnow
    footer: Footer
    notes: tuple[str, ...] = ()
    one_page: bool = False
    scenario: str = ""

    @property
    def notice(self) -> str:
        """A sentence where the people are simulated; empty otherwise."""
        return SIMULATED if self.footer.simulated else ""

    @property
    def level(self) -> float | None:
        """Level of most of its intervals, the lower of two; nothing where there are none."""
        found = Counter(level for view in self.tables for level in view.levels)
        return min(found, key=lambda level: (-found[level], level)) if found else None

    @property
    def intervals(self) -> str:
        """What the ranges in brackets are; empty where there are none."""
        if self.level is None:
            return ""
        others = any(level != self.level for view in self.tables for level in view.levels)
        rest = ", but for those that say another level" if others else ""
        return f"Ranges in brackets are {percent(self.level)} % intervals{rest}."


def how_we_know(released: Released[Any]) -> HowWeKnow:
    """Take from a released value where its numbers come from."""
    source = released.provenance
    return HowWeKnow(
        formula=clean(source.formula),
        method=clean(source.method),
        relations=tuple((clean(r), f"vesica sql {clean(r)}") for r in source.relations),
        rows=tuple((clean(name), rows) for name, rows in source.rows),
        days=days(released),
        run_id=clean(source.run_id),
        result_hash=clean(source.result_hash),
        policy=clean(released.policy),
        release_id=clean(released.release_id),
        purpose=clean(released.purpose),
        audience=clean(released.audience),
    )


def days(released: Released[Any]) -> str:
    """First and last day of the evidence: ``2026-01-05 to 2026-07-05``; may be empty."""
    first, last = released.provenance.first_day, released.provenance.last_day
    return clean(f"{first} to {last}") if first and last else ""


def notes(released: Released[Any]) -> tuple[str, ...]:
    """What to know about the scores before they are relied on."""
    return tuple(said for note in released.provenance.notes for said in apart(clean(note)))


def footer(released: Released[Any], *, organisation: str, simulated: bool) -> Footer:
    """Take from a released value what stands under the brief."""
    return Footer(
        organisation=clean(organisation),
        run_id=clean(released.provenance.run_id),
        policy=clean(released.policy),
        simulated=simulated,
    )
