"""The brief on a trial: what is drawn, what it can see, and what is fixed beforehand."""

from __future__ import annotations

import shlex
from typing import Any

from vesica.core.released import Released
from vesica.core.trial import Power, Trial
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean, number

__all__ = ["trial_brief"]

_KINDS = {
    "lottery": "There are more people than places: places are drawn, and the others are compared"
    " with.",
    "waiting list": "Everybody gets a place, half of them first: who waits is compared with.",
    "stepped wedge": "Everybody gets a place, wave by wave: who waits is compared with.",
}


def trial_brief(released: Released[Trial], *, organisation: str, simulated: bool) -> Brief:
    """Put the released design into words, one figure and tables."""
    trial = released.value
    route = clean(str(trial.registration["route"]))
    skill = clean(str(trial.registration["outcome"]))
    return Brief(
        question="trial",
        title=f"The next round of {route}: {clean(organisation)}",
        headline=f"A {trial.kind} of {number(trial.people)} people. {clean(trial.sentence)}",
        paragraphs=(
            _KINDS[trial.kind],
            "What is drawn: "
            + (
                "people, one by one."
                if trial.drawn == "people"
                else f"{number(trial.clusters)} groups who talk to each other, so that those who"
                " wait do not learn from those who go."
            ),
            (
                f"What will be measured: {skill}, before the start and after the end, of everybody"
                " in the draw. The analysis takes out what was known before, which leaves"
                f" {number(trial.left)} sd of the outcome open, as far as past measures tell; what"
                " the trial can see reckons with that."
            ),
        ),
        meaning=(
            "Only people who opted in to learning which route works are in the draw.",
            (
                "The seed is new with every draw, and nobody knew it before. The design is fixed"
                " by its hash. Publish the hash before the start: anybody can hold the lottery"
                " again from the seed, the day and the list. Every draw is in the audit log, also"
                " one that was not used."
            ),
            (
                "If the true effect is smaller than what the trial can see, finding nothing will"
                " not mean that there is nothing."
            ),
        ),
        figure=_figure(trial.chosen),
        figure_title="What the trial can see",
        figure_alt="The probability of seeing an effect: "
        + "; ".join(f"{number(e)} sd: {number(round(p * 100))} %" for e, p in trial.chosen.curve)
        + ".",
        figure_caption=f"The larger the true effect, the surer it is seen. Dashed:"
        f" {number(trial.chosen.power * 100)} %.",
        tables=tuple(t for t in (_waves(trial), _seen(trial), _fixed(trial)) if t.rows),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _waves(trial: Trial) -> TableView:
    waves = sorted({a.wave for a in trial.assignment})
    return TableView(
        title="Who goes when",
        columns=(Column(name="Wave"), Column(name="People", number=True)),
        rows=tuple(
            (
                f"wave {w}" if w else "comparison",
                sum(a.wave == w for a in trial.assignment),
            )
            for w in waves
        ),
    )


def _seen(trial: Trial) -> TableView:
    powers = [p for p in (trial.chosen, trial.beside) if p is not None]
    return TableView(
        title="What it can see",
        columns=(
            Column(name="Drawing"),
            Column(name="Smallest effect [sd]", number=True),
            Column(name="Contacts who go, of those who wait", number=True, share=True),
        ),
        rows=tuple(
            (
                (
                    f"{'people' if p.drawn == 'people' else 'groups'}"
                    f"{' (chosen)' if p is trial.chosen else ''}"
                ),
                p.detectable,
                p.contamination,
            )
            for p in powers
        ),
        note=f"Seen with a probability of {number(trial.chosen.power * 100)} %.",
    )


def _fixed(trial: Trial) -> TableView:
    named = {
        "Seed": str(trial.seed),
        "Drawn on": clean(trial.drawn_on),
        "To hold it again": clean(_command(trial)),
        "Analysis": clean(str(trial.registration["analysis"])),
        "Checks": clean(", ".join(trial.registration["checks"])),
        "List, SHA-256": clean(str(trial.registration["assignment_sha256"])),
        "Registration, SHA-256": clean(trial.registration_hash),
    }
    return TableView(
        title="What is fixed before the start",
        columns=(Column(name="What"), Column(name="How")),
        rows=tuple(named.items()),
    )


def _command(trial: Trial) -> str:
    route, skill = (str(trial.registration[key]) for key in ("route", "outcome"))
    return (
        f"vesica trial --route {shlex.quote(route)} --on {shlex.quote(skill)}"
        f" --seats {trial.seats} --waves {trial.waves} --seed {trial.seed}"
        f" --drawn-on {trial.drawn_on}"
    )


def _figure(power: Power) -> dict[str, Any]:
    rows = [{"effect": effect, "seen": seen} for effect, seen in power.curve]
    x = {"field": "effect", "type": "quantitative", "axis": {"title": "True effect [sd]"}}
    y = {
        "field": "seen",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": "Probability of seeing it", "format": "%", "tickCount": 5},
    }
    mark = {
        "type": "line",
        "color": COLOURS.first,
        "strokeWidth": 3,
        "point": {"filled": True, "size": 70, "color": COLOURS.first},
    }
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": 240,
        "layer": [
            {"data": {"values": rows}, "mark": mark, "encoding": {"x": x, "y": y}},
            {
                "data": {"values": [{"seen": power.power}]},
                "mark": {"type": "rule", "strokeDash": [5, 4], "color": COLOURS.ink},
                "encoding": {"y": y},
            },
        ],
        "config": config(FONT),
    }
