"""Minimum wage and teenage employment: the group-time effects that R's did publishes."""

from __future__ import annotations

import numpy as np

from proof.e.data import WHY, columns
from proof.figure import Figure, not_run
from proof.registry import proof
from vesica.causal.staggered import staggered
from vesica.core.effect import StaggeredEffect

__all__ = ["PUBLISHED", "mpdta", "panel"]

# Declared before the first run. Published: README of bcallaway11/did, never-treated controls,
# rounded to 4 decimals; standard errors there are bootstrap draws.
PUBLISHED = {
    (2004, 2004): -0.0105, (2004, 2005): -0.0704, (2004, 2006): -0.1373, (2004, 2007): -0.1008,
    (2006, 2004): 0.0065, (2006, 2005): -0.0028, (2006, 2006): -0.0046, (2006, 2007): -0.0412,
    (2007, 2004): 0.0305, (2007, 2005): -0.0027, (2007, 2006): -0.0311, (2007, 2007): -0.0261,
}  # fmt: skip
EVENTS = {0: -0.0199, 1: -0.0510, 2: -0.1373, 3: -0.1008}
GROUPS = {2004: -0.0797, 2006: -0.0229, 2007: -0.0261}
DRAWS = 2000
SEED = 7


def panel(*, not_yet: bool = False, draws: int = DRAWS) -> StaggeredEffect | None:
    """Group-time effects on the county panel."""
    data = columns("mpdta.parquet")
    if data is None:
        return None
    return staggered(
        unit=np.unique(data["countyreal"], return_inverse=True)[1],
        time=data["year"].astype(int),
        outcome=data["lemp"],
        cohort=data["first_treat"].astype(int),
        rng=np.random.default_rng(SEED),
        not_yet=not_yet,
        draws=draws,
    )


@proof("E.mpdta")
def mpdta() -> tuple[Figure, ...]:
    """All 12 group-time effects, the averages, and bootstrap standard errors."""
    found, beside = panel(), panel(not_yet=True)
    if found is None or beside is None:
        return (not_run("E.mpdta.cells", "largest difference [log points]", "<= .0001", WHY),)
    cells = {(c.cohort, c.time): c.effect.value for c in found.cells}
    other = {(c.cohort, c.time): c.effect.value for c in beside.cells}
    gap = max(abs(cells[k] - v) for k, v in PUBLISHED.items())
    listed = "; ".join(f"({g}, {t}) {cells[g, t]:.4f}" for g, t in PUBLISHED)
    listed_other = "; ".join(f"({g}, {t}) {other[g, t]:.4f}" for g, t in PUBLISHED)
    events = {e.event: e.effect.value for e in found.events}
    groups = {c.cohort: c.effect.value for c in found.cohorts}
    averages = max(
        abs(found.dynamic.value + 0.0772), abs(found.group.value + 0.0310),
        *(abs(events[e] - v) for e, v in EVENTS.items()),
        *(abs(groups[g] - v) for g, v in GROUPS.items()),
    )  # fmt: skip
    return (
        Figure(id="E.mpdta.cells", what="largest difference from the 12 published group-time"
               " effects, never-treated controls [log points]", value=gap, target="<= .0001",
               holds=len(cells) == 12 and gap <= 1e-4, note=listed),
        Figure(id="E.mpdta.averages", what="largest difference from the published dynamic and"
               " group averages [log points]", value=averages, target="<= .0001",
               holds=averages <= 1e-4),
        _error("dynamic", found.dynamic_error, 0.0219),
        _error("group", found.group_error, 0.0126),
        Figure(id="E.mpdta.simple", what="simple average, never-treated controls [log points]",
               value=found.simple.value, low=found.simple.low, high=found.simple.high,
               note=f"Standard error {found.simple_error:.5f}."),
        Figure(id="E.mpdta.not-yet", what="simple average, not-yet-treated controls"
               " [log points]", value=beside.simple.value, low=beside.simple.low,
               high=beside.simple.high, note=listed_other),
    )  # fmt: skip


def _error(name: str, ours: float, published: float) -> Figure:
    apart = abs(ours / published - 1)
    return Figure(
        id=f"E.mpdta.error-{name}",
        what=f"bootstrap standard error of the {name} average against {published} [1]",
        value=apart, target="<= .10", holds=apart <= 0.10,
        note=f"{ours:.4f} from {DRAWS:,} draws; the published one is itself drawn.",
    )  # fmt: skip
