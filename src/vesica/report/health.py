"""The health brief: what the evidence holds, what it lacks, and what that switches off."""

from __future__ import annotations

from typing import Any

from vesica.core.health import Health
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean, number, show

__all__ = ["health_brief"]

_MOST_UNITS = 12

_SEVERITIES = {
    "blocks": "switches the question off",
    "widens": "makes the interval wider",
    "note": "good to know",
}


def health_brief(released: Released[Health], *, organisation: str, simulated: bool) -> Brief:
    """Put the released health of the evidence into words, one figure and tables."""
    health = released.value
    return Brief(
        question="health",
        title=f"Data health: {clean(organisation)}",
        headline=_headline(health),
        paragraphs=(
            (
                "Rows held back were either quarantined, with line, column and reason, or excluded"
                " on a legal or technical basis."
            ),
        ),
        meaning=(
            "A question that is switched off is not answered with a guess.",
            "A wider interval is honest: it narrows when the evidence named here is added.",
            "Rows say how much there is, not how good it is.",
        ),
        figure=_figure(health),
        figure_title="Days the evidence covers",
        figure_alt=_alt(health),
        figure_caption="Each bar runs from the first to the last day of a table's evidence.",
        tables=(
            *_findings(health),
            _by_table(health),
            *_units(health),
            *_platforms(health),
            *_clocks(health),
            _held_back(health),
        ),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(health: Health) -> str:
    tables = sum(1 for table in health.tables if table.rows)
    said = [f"Evidence about {_people(health)} in {_counted(tables, 'table')}."]
    off = sorted({f.question for f in health.findings if f.severity == "blocks"})
    wider = sorted({f.question for f in health.findings if f.severity == "widens"})
    if off:
        said.append(f"Not enough of it to answer: {', '.join(map(clean, off))}.")
    if wider:
        said.append(
            f"Answered with a wider interval than need be: {', '.join(map(clean, wider))}."
        )
    if not off and not wider:
        said.append("Nothing is missing that a question needs.")
    return " ".join(said)


def _people(health: Health) -> str:
    if isinstance(health.people, int):
        return f"{number(health.people)} {'person' if health.people == 1 else 'people'}"
    return show(health.people).replace("hidden", "a hidden number of people", 1)


def _counted(count: int, noun: str) -> str:
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def _by_table(health: Health) -> TableView:
    return TableView(
        title="Evidence by table",
        columns=(
            Column(name="Table"),
            Column(name="Rows", number=True),
            Column(name="People", number=True),
        ),
        rows=tuple((t.table, t.rows, t.people) for t in health.tables),
    )


def _held_back(health: Health) -> TableView:
    return TableView(
        title="Rows held back, and days covered",
        columns=(
            Column(name="Table"),
            Column(name="Quarantined", number=True),
            Column(name="Excluded", number=True),
            Column(name="First day", number=True),
            Column(name="Last day", number=True),
        ),
        rows=tuple(
            (t.table, t.quarantined, t.excluded, t.first or "no date", t.last or "no date")
            for t in health.tables
        ),
    )


def _findings(health: Health) -> tuple[TableView, ...]:
    if not health.findings:
        return ()
    table = TableView(
        title="What is missing, and what to do",
        columns=(
            Column(name="Question"),
            Column(name="Effect"),
            Column(name="What is missing"),
            Column(name="What to do"),
        ),
        rows=tuple(
            (f.question, _SEVERITIES.get(f.severity, f.severity), f.message, f.fix)
            for f in health.findings
        ),
    )
    return (table,)


def _units(health: Health) -> tuple[TableView, ...]:
    if not health.units:
        return ()
    shown = health.units[:_MOST_UNITS]
    left = len(health.units) - len(shown)
    more = f" {number(left)} better covered units are left out here." if left else ""
    columns = (Column(name=table, share=True, number=True) for table in health.covering)
    table = TableView(
        title="People with evidence, by unit",
        columns=(Column(name="Unit"), Column(name="People", number=True), *columns),
        rows=tuple((clean(u.org_unit), u.people, *u.shares) for u in shown),
        note=f"The least covered first.{more}",
    )
    return (table,)


def _platforms(health: Health) -> tuple[TableView, ...]:
    if not health.platforms:
        return ()
    names = ("Accounts", "Without a sure owner", "Posts", "Posts of nobody")
    table = TableView(
        title="Accounts and posts that lead to nobody",
        columns=(Column(name="Platform"), *(Column(name=n, number=True) for n in names)),
        rows=tuple(
            (clean(p.platform), p.accounts, p.open_accounts, p.posts, p.unlinked_posts)
            for p in health.platforms
        ),
        note="'vesica link' suggests whose they may be; people confirm their own.",
    )
    return (table,)


def _clocks(health: Health) -> tuple[TableView, ...]:
    if not health.clocks:
        return ()
    names = ("At midnight", "On a weekend", "After the import")
    table = TableView(
        title="Clocks",
        columns=(Column(name="Table"), *(Column(name=n, share=True, number=True) for n in names)),
        rows=tuple((clean(c.table), c.midnight, c.weekend, c.future) for c in health.clocks),
        note="Many times at midnight are days without a time of day.",
    )
    return (table,)


def _dated(health: Health) -> list[dict[str, Any]]:
    return [
        {
            "table": clean(t.table),
            "first": t.first,
            "last": t.last,
            "days": f"{t.first} – {t.last}",
        }
        for t in health.tables
        if t.first and t.last
    ]


def _alt(health: Health) -> str:
    spans = "; ".join(f"{row['table']}: {row['days']}" for row in _dated(health))
    return f"A bar per evidence table over time. {spans or 'No table has dates'}."


def _figure(health: Health) -> dict[str, Any]:
    rows = _dated(health)
    y = {"field": "table", "type": "nominal", "sort": None, "axis": None}
    x = {
        "field": "first",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": "%b %Y", "tickCount": 4, "grid": False},
    }
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": max(46 * len(rows), 46),
        "data": {"values": rows},
        "transform": [{"calculate": "datum.table + ': ' + datum.days", "as": "label"}],
        "layer": [
            {
                "mark": {"type": "bar", "height": 9, "yOffset": 10, "color": COLOURS.first},
                "encoding": {"x": x, "x2": {"field": "last"}, "y": y},
            },
            {
                "mark": {
                    "type": "tick",
                    "size": 9,
                    "thickness": 3,
                    "yOffset": 10,
                    "color": COLOURS.first,
                },
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "text", "align": "left", "yOffset": -8},
                "encoding": {
                    "x": {"value": 0},
                    "y": y,
                    "text": {"field": "label", "type": "nominal"},
                },
            },
        ],
        "config": config(FONT),
    }
