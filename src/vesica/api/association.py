"""Reach, counted in several ways, against a measure that the organisation already has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from vesica.api import skills
from vesica.api.engines import open_evidence
from vesica.core.association import CountOverlapTable
from vesica.core.canonical import result_hash
from vesica.core.estimate import Hidden, Shown
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError, UsageError
from vesica.evidence.compute import pc
from vesica.measure.counts import count_overlap
from vesica.measure.known import known
from vesica.measure.overlap import overlap
from vesica.measure.pooling import standardised
from vesica.measure.rate import rate
from vesica.measure.reading import reading
from vesica.measure.skill import skill
from vesica.schema import Purpose
from vesica.settings import Settings

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["association"]

FloatArray = NDArray[np.float64]

_RELATIONS = ("roster", "listeners", "known_measures")
_FORMULA = (
    "top quarter of both measures within each unit, at or above the 75th percentile by linear"
    " interpolation; chance = top of one × top of the other / people; lift = both / chance;"
    " corrected for measurement error: see the overlap"
)


def association(workspace: Workspace, measure: str | None = None) -> Released[CountOverlapTable]:
    """Release the table of reach measures against one known measure.

    Parameters
    ----------
    workspace : Workspace
        A workspace whose policy is for public figures.
    measure : str, optional
        Name of the known measure; not needed if there is only one.

    Raises
    ------
    UsageError
        If there are several known measures and none was named.
    EstimationError
        If ties with events and trials, or the known measure, are missing.
    RefusedError
        If the policy is not for public figures.
    """
    check(
        workspace.gate.policy,
        Request(question="association", purpose=Purpose.OVERLAP, audience=Audience.ANALYST),
    )
    wanted = (*skills.RELATIONS, "listeners", "known_measures")
    with open_evidence(workspace, Purpose.OVERLAP, relations=wanted) as engine:
        tables = skills.fetch(engine)
        heard = engine.fetch("listeners")
        measures = engine.fetch("known_measures")
    data = skills.arranged(tables)
    name, value, error = _known(data, measures, measure)
    reach = _reach(data, heard)
    unit, _ = skills.units(data)
    settings = workspace.settings
    share, level = 1 - settings.overlap.bar, settings.overlap.level
    rows = tuple(
        count_overlap(
            first=first,
            second=value,
            group=unit,
            share=share,
            names=(label, name),
            rng=np.random.default_rng(settings.workspace.seed),
            level=level,
        )
        for label, first in reach.items()
    )
    lift, correlation = _latent(
        data, heard, value=value, error=error, name=name, settings=settings
    )
    result = CountOverlapTable(
        rows=rows,
        latent_lift=lift,
        latent_correlation=correlation,
        reading=reading(rows),
    )
    return workspace.gate.release(
        result,
        question="association",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.measure.counts.count_overlap",
            relations=_RELATIONS,
            rows=tuple(skills.row_counts(data).items()),
            run_id="none: computed from the evidence itself",
            result_hash=result_hash(result),
        ),
        members=Members(people=frozenset(data.people.to_pylist()), units={}),
    )


def _latent(
    data: skills.Evidence,
    heard: pa.Table,
    *,
    value: FloatArray,
    error: FloatArray,
    name: str,
    settings: Settings,
) -> tuple[Shown, Shown]:
    """Lift and correlation of the latent skills, where the evidence carries them."""
    unit, unit_names = skills.units(data)
    within = _within(value, unit)
    measured = known(
        name=name, value=within, standard_error=error, unit="normal score within unit"
    )
    try:
        latent = overlap(
            expertise=skill(name="expertise", facets=[_rate(data, heard)]),
            influence=skill(name="influence", facets=[measured]),
            unit=unit,
            unit_names=unit_names,
            bar=settings.overlap.bar,
            level=settings.overlap.level,
        )
    except EstimationError as problem:
        unknown = Hidden(why=problem.message)
        return unknown, unknown
    return latent.lift, latent.correlation


def _known(
    data: skills.Evidence, measures: pa.Table, name: str | None
) -> tuple[str, FloatArray, FloatArray]:
    names = sorted(set(measures["measure"].to_pylist()))
    if not names:
        raise EstimationError(
            "There is no known measure.", hint="Import one: vesica import measures.csv."
        )
    if name is None and len(names) > 1:
        raise UsageError("There are several known measures.", hint=f"Name one of {names}.")
    name = name or names[0]
    rows = measures.filter(pc.equal(measures["measure"], name))
    index = data.index(rows["person_id"])
    value, error = (np.full(data.roster.num_rows, np.nan) for _ in range(2))
    value[index] = rows["value_e6"].to_numpy() * skills.MICRO
    error[index] = rows["standard_error_e6"].to_numpy() * skills.MICRO
    return name, value, error


def _reach(data: skills.Evidence, heard: pa.Table) -> dict[str, FloatArray]:
    """Reach by the counts that others use, and by Vesica's own measure."""
    count = data.spread(heard, "listeners").astype(np.float64)
    trials = data.spread(heard, "trials").astype(np.float64)
    per_trial: FloatArray = np.divide(count, trials, out=np.zeros(count.size), where=trials > 0)
    return {
        "colleagues reached": count,
        "summed transmission": data.spread(heard, "weight_e6").astype(float) * skills.MICRO,
        "colleagues reached per tweet": per_trial,
        "Vesica's reach per tweet": standardised(_rate(data, heard))[0],
    }


def _rate(data: skills.Evidence, heard: pa.Table) -> skills.Facet:
    """Events per trial; those of one listener come in bundles, which widens the errors."""
    bundled = pc.sum(heard["squared_events"]).as_py()
    if not bundled:
        raise EstimationError(
            "No tie says how often it happened.",
            hint="Import ties with the columns 'events' and 'trials'.",
        )
    events = data.spread(heard, "events")
    return rate(
        events=events,
        trials=data.spread(heard, "trials"),
        dispersion=bundled / int(events.sum()),
    )


def _within(value: FloatArray, unit: NDArray[np.int64]) -> FloatArray:
    """Normal scores within units: level, spread and skew of a measure differ between them."""
    out = np.full(value.size, np.nan)
    for u in np.unique(unit):
        own = np.flatnonzero((unit == u) & np.isfinite(value))
        out[own] = ndtri((rankdata(value[own]) - 0.5) / own.size)
    return out
