"""A leader's plan from the rows of the table of incentives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from vesica.core.payout import Component, Curve, FiscalYear, Plan, Rounding
from vesica.errors import EstimationError

__all__ = ["plan_from_rows"]


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
        raise EstimationError(
            "There is no bonus plan for this leader.",
            hint="Import the table 'incentives': metric, weight, threshold, target, maximum,"
            " payouts, target bonus and currency, for the leader or the leader's level.",
        )
    money = {(row["target_bonus"], row["currency"], row["fiscal_year"]) for row in rows}
    bonus, currency, year = next(iter(money))
    if len(money) != 1 or bonus is None or currency is None or year is None:
        raise EstimationError(
            f"The rows of the plan name {len(money)} target bonuses, or lack one, its currency"
            " or its fiscal year.",
            hint="Give the same target bonus, currency and fiscal year on each metric's row.",
        )
    weights = [row["weight"] for row in rows]
    if len(rows) == 1 and weights[0] is None:
        weights = [1.0]
    if any(w is None for w in weights):
        raise EstimationError(
            "A metric of the plan has no weight.",
            hint="Give each metric its share of the target bonus; they add up to 1.",
        )
    return Plan(
        target_bonus=Decimal(bonus),
        currency=currency,
        fiscal_year=FiscalYear(year=int(year), first_month=first_month),
        components=tuple(
            Component(weight=float(w), curve=_curve(row))
            for row, w in zip(rows, weights, strict=True)
        ),
        prorate=prorate,
        rounding=rounding or Rounding(),
    )


def _curve(row: Mapping[str, Any]) -> Curve:
    """Knots that the row gives; without a threshold, the target is all or nothing."""
    names = ("threshold", "target", "maximum")
    knots = [(k, row[k], row.get(f"payout_{k}")) for k in names if row[k] is not None]
    if row["target"] is None or any(pay is None for k, _, pay in knots if k != "target"):
        raise EstimationError(
            f"The curve of '{row['metric']}' lacks its target, or a payout at threshold or"
            " maximum.",
            hint="Give target, and for threshold and maximum what is paid there.",
        )
    return Curve(
        metric=row["metric"],
        at=tuple(float(at) for _, at, _ in knots),
        pays=tuple(1.0 if pay is None else float(pay) for *_, pay in knots),
    )
