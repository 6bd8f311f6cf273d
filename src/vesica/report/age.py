"""The age brief: whether the skills are a function of age."""

from __future__ import annotations

from typing import Any

from vesica.core.age import AgeAnswer, AgeVerdict, EssayOnAge
from vesica.core.estimate import Estimate
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, WIDTH, config
from vesica.report.words import clean, number, show

__all__ = ["age_brief"]

_NAMES = {"expertise": "Social media expertise", "influence": "Leadership influence"}
_SHORT = {"expertise": "Expertise", "influence": "Influence"}
_COLOURS = {"expertise": COLOURS.first, "influence": COLOURS.second}
_SAYS = {
    AgeVerdict.FUNCTION: "{} goes with age.",
    AgeVerdict.NONE: "{} does not go with age in any way worth the name.",
    AgeVerdict.UNDECIDED: "{}: the evidence cannot say whether it goes with age.",
}
_ESSAY = {
    EssayOnAge.HOLDS: "The young know social media and the old are listened to: that holds here.",
    EssayOnAge.DOES_NOT: (
        "That the young know social media and the old are listened to does not hold here."
    ),
    EssayOnAge.CANNOT_SAY: (
        "Whether the young know social media and the old are listened to, this evidence cannot"
        " say."
    ),
}


def age_brief(released: Released[AgeAnswer], *, organisation: str, simulated: bool) -> Brief:
    """Put the released answer to the age question into words, one figure and tables."""
    answer = released.value
    said = " ".join(_SAYS[p.verdict].format(_NAMES[p.skill]) for p in answer.profiles)
    return Brief(
        question="age",
        title=f"Is it a function of age? {clean(organisation)}",
        headline=f"{said} {_ESSAY[answer.essay]}",
        paragraphs=_paragraphs(answer),
        meaning=(
            "It describes today, cannot tell age from generation, and gives no reason.",
            "It says nothing about any person: people of one age differ far more than ages do.",
            "Age enters no score, no pair and no choice; this page and the audit alone read it.",
        ),
        figure=_figure(answer),
        figure_title="Mean skill by age",
        figure_alt=_alt(answer),
        figure_caption="A line is the mean skill at an age, in standard deviations; the band is"
        " its interval. The dashed line is the organisation's mean.",
        tables=(_verdicts(answer), _shape(answer), _curve(answer), _seen(answer), _audit(answer)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _paragraphs(answer: AgeAnswer) -> tuple[str, ...]:
    slope, spread = number(answer.bound_slope), number(answer.bound_spread)
    said = [
        (
            f"No effect worth the name means: people ten years apart differ by less than {slope}"
            f" sd, and no two ages by more than {spread} sd, each shown at the 5 % level. A"
            " difference that could be chance is not the same as none."
        ),
        (
            f"The birth years of {number(answer.with_age)} of {number(answer.people)} people are"
            " known."
        ),
    ]
    if answer.tenure_inflation is not None:
        said.append(
            "Age and tenure go together, so holding tenure equal makes the answer less sure: the"
            f" variance grows by the factor {number(answer.tenure_inflation)}."
        )
    return tuple(said)


def _verdicts(answer: AgeAnswer) -> TableView:
    return TableView(
        title="What the figures say",
        columns=(
            Column(name="Skill"),
            Column(name="Verdict"),
            Column(name="Per ten years", number=True),
            Column(name="p if flat", number=True),
        ),
        rows=tuple((_SHORT[p.skill], str(p.verdict), p.slope, p.p_value) for p in answer.profiles),
    )


def _shape(answer: AgeAnswer) -> TableView:
    return TableView(
        title="How much goes with age",
        columns=(
            Column(name="Skill"),
            Column(name="Per ten years, at equal tenure", number=True),
            Column(name="Largest gap between ages", number=True),
            Column(name="Variance that goes with age", share=True, number=True),
        ),
        rows=tuple(
            (_SHORT[p.skill], p.slope_tenure, p.spread, p.explained) for p in answer.profiles
        ),
    )


def _seen(answer: AgeAnswer) -> TableView:
    return TableView(
        title="Who is seen",
        columns=(
            Column(name="Skill"),
            Column(name="Share with evidence, older minus younger", share=True, number=True),
        ),
        rows=tuple((_SHORT[p.skill], p.coverage) for p in answer.profiles),
        note="Where this is not 0, who is seen goes with age: read the rest with care.",
    )


def _curve(answer: AgeAnswer) -> TableView:
    ages = [point.age for point in answer.profiles[0].curve]
    by_skill = [{point.age: point.skill for point in p.curve} for p in answer.profiles]
    return TableView(
        title="Mean skill by age",
        columns=(
            Column(name="Age", number=True),
            *(Column(name=_SHORT[p.skill], number=True) for p in answer.profiles),
        ),
        rows=tuple(
            (age, *(skills.get(age, "not drawn: too few people") for skills in by_skill))
            for age in ages
        ),
    )


def _audit(answer: AgeAnswer) -> TableView:
    audit = answer.audit
    alarm = {True: "yes", False: "no", None: "cannot say"}[audit.alarm]
    return TableView(
        title="Do the scores give age away?",
        columns=(Column(name="Told from"), Column(name="Right about who is 40 or older")),
        rows=(
            ("both skill scores", audit.by_skills),
            ("tenure alone", audit.by_tenure),
            ("The scores give more away than tenure does", alarm),
        ),
        note="0.5 is guessing. Scores are made without age, and may still go with it.",
    )


def _points(answer: AgeAnswer) -> list[dict[str, Any]]:
    return [
        {
            "skill": _NAMES[p.skill],
            "age": point.age,
            "value": point.skill.value,
            "low": point.skill.low,
            "high": point.skill.high,
        }
        for p in answer.profiles
        for point in p.curve
        if isinstance(point.skill, Estimate)
    ]


def _figure(answer: AgeAnswer) -> dict[str, Any]:
    colour = {
        "field": "skill",
        "type": "nominal",
        "scale": {"domain": list(_NAMES.values()), "range": list(_COLOURS.values())},
        "legend": {
            "title": None,
            "orient": "top",
            "labelFontSize": 14,
            "labelLimit": 260,
            "columnPadding": 24,
            "symbolType": "square",
            "symbolOpacity": 1,
        },
    }
    x = {
        "field": "age",
        "type": "quantitative",
        "scale": {"zero": False, "nice": False},
        "axis": {"title": "Age in years", "grid": False, "tickMinStep": 5, "format": "d"},
    }
    y = {
        "type": "quantitative",
        "axis": {"title": "Mean skill, in standard deviations", "tickCount": 5},
    }
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": 260,
        "data": {"values": _points(answer)},
        "layer": [
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": COLOURS.neutral},
                "encoding": {"y": {"field": "zero", **y}},
            },
            {
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {
                    "x": x,
                    "y": {"field": "low", **y},
                    "y2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 45}},
                "encoding": {
                    "x": x,
                    "y": {"field": "value", **y},
                    "color": colour,
                    "strokeDash": {
                        "field": "skill",
                        "type": "nominal",
                        "scale": {"domain": list(_NAMES.values()), "range": [[1, 0], [7, 3]]},
                        "legend": None,
                    },
                },
            },
        ],
        "config": config(FONT),
    }


def _alt(answer: AgeAnswer) -> str:
    lines = "; ".join(f"{_NAMES[p.skill]}: {show(p.slope)}, {p.verdict}" for p in answer.profiles)
    return f"Two curves of mean skill by age, with bands. {lines}."
