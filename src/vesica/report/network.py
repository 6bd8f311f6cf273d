"""The network brief: who listens to whom, between disciplines, as a matrix."""

from __future__ import annotations

from typing import Any

from vesica.core.estimate import Estimate, Hidden
from vesica.core.network import AttentionCell, ListeningGroup, Network
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import FONT, SCHEMA, config, heat_layers
from vesica.report.words import clean, number, show, spread

__all__ = ["network_brief"]

_LEAST_SIDE = 240
_WIDE, _TALL = 50, 38
"""A cell of the matrix [pixels]."""
_MOST_NAMED = 3


def network_brief(released: Released[Network], *, organisation: str, simulated: bool) -> Brief:
    """Put the released matrix into words, one figure and tables."""
    value = released.value
    inside, leaders = value.totals
    return Brief(
        question="network",
        title=f"Who listens to whom? {clean(organisation)}",
        headline=_headline(inside),
        paragraphs=(
            (
                "Attention is whom people turn to unasked: messages that they begin, and ties that"
                " they report. Replies, broadcasts and the own line, a manager and those who"
                " report to them, do not count."
            ),
            (
                "Everybody who turns to anybody counts once, however much they write. The share of"
                " a discipline is the mean of its people's shares."
            ),
            (
                "The lift divides that by what sizes would give: 1 is the share that the other"
                " discipline has among the colleagues whom they could turn to."
            ),
            *_strongest(value),
            _leaders(leaders),
        ),
        meaning=(
            "A message sent is not a message read, nor advice taken: it says whom people turn to.",
            "Who has no messages or ties on record gives nothing here; talk and calls are not in.",
            "Nobody is named, and a cell with few people on either side is hidden, not empty.",
        ),
        figure=_figure(value),
        figure_title="From whom, to whom",
        figure_alt=_alt(value),
        figure_caption="Each row is who turns, each column to whom. The number is the lift: 1 is"
        " what sizes would give, and a stronger colour is more. A dash is hidden.",
        tables=(_totals(value), _groups(value), _pairs(value)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _headline(inside: AttentionCell) -> str:
    share, lift = inside.share, inside.lift
    if isinstance(share, Hidden) or isinstance(lift, Hidden):
        return "How far people listen beyond their own discipline is hidden."
    whole = f"{show(share.value, share=True)} of people's attention stays in their own discipline"
    ends = f"{number(lift.value)} times ({spread(lift)})"
    if lift.low > 1:
        return f"{whole}, {ends} what sizes would give: people turn to their own first."
    if lift.high < 1:
        return f"{whole}, {ends} what sizes would give: people turn to others first."
    return f"{whole}, {ends} what sizes would give: no more, as far as can be told."


def _known(value: Network) -> list[tuple[AttentionCell, Estimate]]:
    """Cells between different disciplines that are shown."""
    return [
        (cell, cell.lift)
        for cell in value.cells
        if cell.giver != cell.receiver and isinstance(cell.lift, Estimate)
    ]


def _strongest(value: Network) -> tuple[str, ...]:
    """Name pairs of different disciplines whose whole interval lies on one side of 1."""
    shown = _known(value)
    more = sorted((c for c in shown if c[1].low > 1), key=lambda c: -c[1].value)
    less = sorted((c for c in shown if c[1].high < 1), key=lambda c: c[1].value)
    return tuple(
        f"{words}: {'; '.join(_said(cell, lift) for cell, lift in found[:_MOST_NAMED])}."
        for words, found in (
            ("Between disciplines, more than sizes would give", more),
            ("Less than sizes would give", less),
        )
        if found
    )


def _said(cell: AttentionCell, lift: Estimate) -> str:
    return f"{_pair(cell)}, {number(lift.value)} times"


def _leaders(total: AttentionCell) -> str:
    share, lift = total.share, total.lift
    if isinstance(share, Hidden):
        return f"What goes to senior leaders outside the own line: {show(share)}."
    times = (
        f", {number(lift.value)} times what their number would give ({spread(lift)})"
        if isinstance(lift, Estimate)
        else ""
    )
    return (
        f"Senior leaders get {show(share.value, share=True)} of everybody's attention outside the"
        f" own line{times}."
    )


def _figure(value: Network) -> dict[str, Any]:
    names = [clean(group.name) for group in value.groups]
    top = max((_lift(cell) for cell in value.cells), default=1.0) or 1.0
    axis: dict[str, Any] = {"domain": False, "ticks": False, "labelPadding": 6, "labelLimit": 170}
    scale = {"domain": names, "padding": 0.04}
    above = {**axis, "orient": "top", "labelAngle": -40, "labelAlign": "left"}
    place = {
        "x": {"field": "to", "type": "ordinal", "scale": scale, "title": None, "axis": above},
        "y": {"field": "from", "type": "ordinal", "scale": scale, "title": None, "axis": axis},
    }
    return {
        "$schema": SCHEMA,
        "width": max(_LEAST_SIDE, _WIDE * len(names)),
        "height": _TALL * len(names),
        "data": {"values": [_drawn(cell, top) for cell in value.cells]},
        "layer": heat_layers(
            place,
            field="lift",
            scale={"type": "sqrt", "domain": [0, top], "range": [0.04, 1]},
            size=15,
        ),
        "config": config(FONT),
    }


def _drawn(cell: AttentionCell, top: float) -> dict[str, Any]:
    return {
        "from": clean(cell.giver),
        "to": clean(cell.receiver),
        "lift": _lift(cell),
        "text": number(cell.lift.value) if isinstance(cell.lift, Estimate) else "–",
        "strong": _lift(cell) > top / 2,
    }


def _lift(cell: AttentionCell) -> float:
    return cell.lift.value if isinstance(cell.lift, Estimate) else 0.0


def _alt(value: Network) -> str:
    shown = sorted(
        (cell for cell in value.cells if isinstance(cell.lift, Estimate)), key=lambda c: -_lift(c)
    )
    said = "; ".join(f"{_pair(cell)} {number(_lift(cell))}" for cell in shown[:_MOST_NAMED])
    return (
        "A matrix of attention from disciplines, in rows, to disciplines, in columns. The largest"
        f" lifts: {said or 'none is shown'}."
    )


_SHARE = Column(name="Share of attention", share=True, number=True)
_LIFT = Column(name="Against sizes (lift)", number=True)


def _totals(value: Network) -> TableView:
    return TableView(
        title="Everyone in total",
        columns=(Column(name="Everyone, to"), _SHARE, _LIFT),
        rows=tuple((clean(cell.receiver), cell.share, cell.lift) for cell in value.totals),
        note="Outside the own line. The two lines overlap: they do not add up.",
    )


def _groups(value: Network) -> TableView:
    def row(group: ListeningGroup) -> tuple[str, int | Hidden, int | Hidden]:
        return clean(group.name), group.people, group.turning

    return TableView(
        title="Who is on record",
        columns=(
            Column(name="Discipline"),
            Column(name="People", number=True),
            Column(name="Turn to somebody", number=True),
        ),
        rows=(*(row(group) for group in value.groups), row(value.everyone)),
        note="The others wrote to nobody outside their own line, or their messages and ties are"
        " not in the evidence.",
    )


def _pair(cell: AttentionCell) -> str:
    return f"{clean(cell.giver)} to {clean(cell.receiver)}"


def _pairs(value: Network) -> TableView:
    return TableView(
        title="Pairs of disciplines",
        columns=(
            Column(name="From, to"),
            _SHARE,
            _LIFT,
            Column(name="People who turn", number=True),
            Column(name="People turned to", number=True),
        ),
        rows=tuple(
            (_pair(cell), cell.share, cell.lift, cell.turning, cell.turned_to)
            for cell in value.cells
            if isinstance(cell.turning, int)
        ),
        note="Hidden pairs are left out here. Counts are rounded, so that nobody who"
        " leaves shows.",
    )
