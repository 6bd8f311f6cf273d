"""Tables about the organisation's doings: moves, programmes, metrics, pay, rules."""

from __future__ import annotations

from vesica.schema.model import Column, DType, OnRepeat, Purpose, Sensitivity, Table

__all__ = ["TABLES"]

_ORG = Sensitivity.ORGANISATION
_ROUTES = frozenset({Purpose.BRIDGES, Purpose.EFFECTS, Purpose.OWN_SCORE, Purpose.HEALTH})
_MONEY = frozenset({Purpose.LINE_OF_SIGHT, Purpose.HEALTH})
_OFFSET = Column(
    name="time_offset", dtype=DType.OFFSET, unit="min", description="Original offset from UTC."
)

moves = Table(
    name="moves",
    grain="one row per person, time and kind",
    key=("person_id", "time", "kind"),
    on_repeat=OnRepeat.KEEP,
    retention_days=1825,
    purposes=_ROUTES,
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="Who moved."),
        Column(name="time", dtype=DType.TIME, unit="UTC", required=True, description="When."),
        _OFFSET,
        Column(
            name="kind",
            dtype=DType.LABEL,
            required=True,
            description="Kind of move.",
            allowed=("promotion", "stretch", "acting", "lateral"),
        ),
    ),
)

programmes = Table(
    name="programmes",
    grain="one row per person, route and start",
    key=("person_id", "route", "start"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1825,
    purposes=_ROUTES,
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="Who took part."),
        Column(
            name="route",
            dtype=DType.LABEL,
            required=True,
            description="Route, such as training, stretch promotion or reverse mentoring.",
        ),
        Column(name="start", dtype=DType.DATE, required=True, description="First day."),
        Column(name="end", dtype=DType.DATE, description="Last day, if it has ended."),
        Column(
            name="assigned",
            dtype=DType.LABEL,
            description="How people came to be in it.",
            allowed=("lottery", "waiting list", "cutoff", "staggered", "opt-in", "nominated"),
        ),
        Column(
            name="took_part",
            dtype=DType.FLAG,
            description="False for people in the comparison arm; true if not given.",
        ),
        Column(
            name="hours_per_week",
            dtype=DType.NUMBER,
            unit="h",
            description="Hours a week that it took the person.",
        ),
    ),
)

metrics = Table(
    name="metrics",
    grain="one row per unit, metric and period",
    key=("org_unit", "metric", "period"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1825,
    purposes=frozenset({Purpose.LINE_OF_SIGHT, Purpose.EFFECTS, Purpose.HEALTH}),
    columns=(
        Column(
            name="org_unit",
            dtype=DType.LABEL,
            required=True,
            description="The unit.",
            sensitivity=_ORG,
        ),
        Column(
            name="metric",
            dtype=DType.LABEL,
            required=True,
            description="Name of the business metric.",
            sensitivity=_ORG,
        ),
        Column(
            name="period",
            dtype=DType.DATE,
            required=True,
            description="First day of the period.",
            sensitivity=_ORG,
        ),
        Column(
            name="value",
            dtype=DType.NUMBER,
            required=True,
            description="Actual value.",
            sensitivity=_ORG,
        ),
        Column(name="target", dtype=DType.NUMBER, description="Goal.", sensitivity=_ORG),
    ),
)

incentives = Table(
    name="incentives",
    grain="one row per leader or level, metric and fiscal year",
    key=("leader_id", "level", "metric", "fiscal_year"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=_MONEY,
    columns=(
        Column(name="leader_id", dtype=DType.PERSON, description="The leader, if it is personal."),
        Column(name="level", dtype=DType.COUNT, description="The level, if it is not personal."),
        Column(name="fiscal_year", dtype=DType.COUNT, unit="year", description="Year it holds."),
        Column(
            name="metric",
            dtype=DType.LABEL,
            required=True,
            description="Metric that pays.",
            sensitivity=_ORG,
        ),
        Column(name="weight", dtype=DType.NUMBER, unit="1", description="Share of the bonus."),
        Column(name="threshold", dtype=DType.NUMBER, description="Below it nothing is paid."),
        Column(name="target", dtype=DType.NUMBER, description="Value that pays the target."),
        Column(name="maximum", dtype=DType.NUMBER, description="Value beyond which it is capped."),
        Column(
            name="payout_threshold", dtype=DType.NUMBER, unit="1", description="Paid at threshold."
        ),
        Column(name="payout_target", dtype=DType.NUMBER, unit="1", description="Paid at target."),
        Column(
            name="payout_maximum", dtype=DType.NUMBER, unit="1", description="Paid at maximum."
        ),
        Column(
            name="target_bonus",
            dtype=DType.MONEY,
            unit="currency",
            description="Year-end bonus at target.",
        ),
        Column(name="currency", dtype=DType.LABEL, description="ISO 4217 code."),
        Column(
            name="role",
            dtype=DType.LABEL,
            description="What the row does to the bonus; component if not given.",
            allowed=("component", "modifier", "gate"),
        ),
        Column(
            name="shape",
            dtype=DType.LABEL,
            description="How the curve runs between its points; linear if not given.",
            allowed=("linear", "step"),
        ),
        Column(
            name="more_points",
            dtype=DType.LABEL,
            description="Kinks and accelerators, value:payout|value:payout: 105:1.2|110:1.6.",
        ),
        Column(
            name="lower_is_better",
            dtype=DType.FLAG,
            description="Whether a gate is shut above its threshold rather than below.",
        ),
        Column(
            name="year_end",
            dtype=DType.LABEL,
            description="What of the year's periods the plan pays on; mean if not given.",
            allowed=("mean", "sum", "last"),
        ),
    ),
)

pitches = Table(
    name="pitches",
    grain="one row per person, leader and time",
    key=("person_id", "leader_id", "time"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=_MONEY | {Purpose.EFFECTS},
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="Who pitched."),
        Column(name="leader_id", dtype=DType.PERSON, required=True, description="To whom."),
        Column(name="time", dtype=DType.TIME, unit="UTC", required=True, description="When."),
        _OFFSET,
        Column(name="version", dtype=DType.LABEL, description="Version of the case shown."),
        Column(
            name="arm",
            dtype=DType.LABEL,
            description="Message drawn by lot.",
            allowed=("generic", "personalised"),
        ),
        Column(
            name="outcome",
            dtype=DType.LABEL,
            description="What came of it.",
            allowed=("adopted", "declined", "open"),
        ),
    ),
)

restrictions = Table(
    name="restrictions",
    grain="one row per person or unit, and rule",
    key=("person_id", "org_unit", "rule"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1825,
    purposes=frozenset({Purpose.BRIDGES, Purpose.HEALTH}),
    columns=(
        Column(name="person_id", dtype=DType.PERSON, description="The person, if personal."),
        Column(
            name="org_unit", dtype=DType.LABEL, description="The unit, if not.", sensitivity=_ORG
        ),
        Column(
            name="rule",
            dtype=DType.LABEL,
            required=True,
            description="What is not allowed, such as no public posting.",
            sensitivity=_ORG,
        ),
    ),
)

TABLES = (moves, programmes, metrics, incentives, pitches, restrictions)
