"""A leader's plan from the rows of the table of incentives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from vesica.core.payout import Component, Curve, FiscalYear, Gate, Plan, Rounding, Shape
from vesica.errors import EstimationError

__all__ = ["no_plan", "plan_from_rows", "year_end_of"]

_ROLES = ("component", "modifier", "gate")


def plan_from_rows(
    rows: Sequence[Mapping[str, Any]],
    *,
    first_month: int = 1,
    prorate: float = 1.0,
    rounding: Rounding | None = None,
) -> Plan:
    """Plan of one leader and fiscal year.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of the relation ``leader_plans``: one per metric.
    first_month : int
        Month in which the fiscal year begins.
    prorate : float
        Share of the year that counts [1].
    rounding : Rounding, optional
        The plan's rounding rule; to the cent, half to even, if not given.

    Returns
    -------
    Plan

    Raises
    ------
    EstimationError
        If there is no row, rows disagree about the money, or a curve lacks its target.
    """
    if not rows:
        raise no_plan()
    money = {(row["target_bonus"], row["currency"], row["fiscal_year"]) for row in rows}
    bonus, currency, year = next(iter(money))
    if len(money) != 1 or bonus is None or currency is None or year is None:
        raise EstimationError(
            f"The rows of the plan name {len(money)} target bonuses, or lack one, its currency"
            " or its fiscal year.",
            hint="Give the same target bonus, currency and fiscal year on each metric's row.",
        )
    roles = [row.get("role") or "component" for row in rows]
    parts = {
        role: [r for r, is_ in zip(rows, roles, strict=True) if is_ == role] for role in _ROLES
    }
    return Plan(
        target_bonus=Decimal(bonus),
        currency=currency,
        fiscal_year=FiscalYear(year=int(year), first_month=first_month),
        components=_components(parts["component"]),
        multipliers=tuple(_curve(row) for row in parts["modifier"]),
        gates=tuple(_gate(row) for row in parts["gate"]),
        prorate=prorate,
        rounding=rounding or Rounding(),
    )


def no_plan() -> EstimationError:
    """Say what to import where there is no payout curve."""
    return EstimationError(
        "There is no payout curve for this leader, so nothing can be said about the bonus.",
        hint="Import the table 'incentives', for the leader or the leader's level. An example"
        " file: vesica case --example incentives.csv.",
    )


def year_end_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What of the year's periods the plan pays on, by metric: their mean if the row is silent."""
    return {row["metric"]: row.get("year_end") or "mean" for row in rows}


def _components(rows: Sequence[Mapping[str, Any]]) -> tuple[Component, ...]:
    weights = [row["weight"] for row in rows]
    if len(rows) == 1 and weights[0] is None:
        weights = [1.0]
    if any(w is None for w in weights):
        raise EstimationError(
            "A metric of the plan has no weight.",
            hint="Give each metric its share of the target bonus; they add up to 1.",
        )
    return tuple(
        Component(weight=float(w), curve=_curve(row)) for row, w in zip(rows, weights, strict=True)
    )


def _gate(row: Mapping[str, Any]) -> Gate:
    """A gate opens at its threshold; shut, it leaves its payout there of the bonus, or nothing."""
    if row["threshold"] is None:
        raise EstimationError(
            f"The gate '{row['metric']}' has no threshold.",
            hint="Give the value that must be reached in the column 'threshold'.",
        )
    return Gate(
        metric=row["metric"],
        least=float(row["threshold"]),
        factor=float(row["payout_threshold"] or 0),
        lower_is_better=bool(row.get("lower_is_better")),
    )


def _curve(row: Mapping[str, Any]) -> Curve:
    """Points that the row gives; without a threshold, the target is all or nothing."""
    names = ("threshold", "target", "maximum")
    given = [(k, row[k], row.get(f"payout_{k}")) for k in names if row[k] is not None]
    if row["target"] is None or any(pay is None for k, _, pay in given if k != "target"):
        raise EstimationError(
            f"The curve of '{row['metric']}' lacks its target, or a payout at threshold or"
            " maximum.",
            hint="Give target, and for threshold and maximum what is paid there.",
        )
    points = [(float(at), 1.0 if pay is None else float(pay)) for _, at, pay in given]
    falls = points[0][0] > points[-1][0]
    points = sorted([*points, *_more(row)], reverse=falls)
    return Curve(
        metric=row["metric"],
        at=tuple(at for at, _ in points),
        pays=tuple(pay for _, pay in points),
        shape=Shape(row.get("shape") or "linear"),
    )


def _more(row: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Kinks and accelerators: ``105:1.2|110:1.6``."""
    text = row.get("more_points") or ""
    try:
        pairs = [part.split(":") for part in text.split("|") if part.strip()]
        return [(float(at), float(pay)) for at, pay in pairs]
    except ValueError as error:
        raise EstimationError(
            f"The points '{text}' of '{row['metric']}' cannot be read.",
            hint="Write value:payout|value:payout with a decimal point, as in 105:1.2|110:1.6.",
        ) from error
