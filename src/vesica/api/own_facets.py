"""Facets that an organisation declares in its settings, from its own ``measures`` table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

import numpy as np
import pyarrow as pa

from vesica.api.skills import MICRO, Evidence
from vesica.core.scores import Facet
from vesica.errors import SettingsError
from vesica.evidence.compute import pc
from vesica.measure.known import known
from vesica.measure.retest import retest_error
from vesica.settings import FacetSettings

__all__ = ["own_facets"]


def own_facets(
    data: Evidence,
    declared: Mapping[str, FacetSettings],
    *,
    skill: str,
    taken: Collection[str],
) -> dict[str, Callable[[Evidence], Facet]]:
    """Makers of the facets that settings declare for a skill.

    Parameters
    ----------
    data : Evidence
        Fetched relations.
    declared : mapping of str to FacetSettings
        ``[measure.facets.NAME]``.
    skill : str
        ``"expertise"`` or ``"influence"``.
    taken : collection of str
        Names that the skill's own facets have.

    Raises
    ------
    SettingsError
        If a name is taken, or a measure is not in the evidence.
    """
    names = sorted(set(data.known_measures["measure"].to_pylist()))
    makers: dict[str, Callable[[Evidence], Facet]] = {}
    for name, facet in sorted(declared.items()):
        if facet.skill != skill:
            continue
        if name in taken:
            raise SettingsError(
                f"[measure.facets.{name}]: {skill} has a facet of that name.",
                hint=f"Choose a name other than {', '.join(sorted(taken))}.",
            )
        if facet.measure not in names:
            raise SettingsError(
                f"[measure.facets.{name}]: there is no measure '{facet.measure}'.",
                hint=f"Measures in the evidence: {', '.join(names) or 'none'}. Import more with"
                " 'vesica import measures.csv'.",
            )
        makers[name] = partial(_facet, name=name, measure=facet.measure)
    return makers


def _facet(data: Evidence, *, name: str, measure: str) -> Facet:
    newest = _of(data.known_measures, measure)
    value, error = (np.full(data.roster.num_rows, np.nan) for _ in range(2))
    at = data.index(newest["person_id"])
    value[at] = newest["value_e6"].to_numpy() * MICRO
    error[at] = newest["standard_error_e6"].to_numpy() * MICRO
    if np.all(np.isnan(error)):
        periods = _of(data.measured_periods, measure)
        repeated = retest_error(
            person=data.index(periods["person_id"]),
            value=periods["value_e6"].to_numpy() * MICRO,
        )
        if repeated is not None:
            error[at] = repeated
    return known(name=name, value=value, standard_error=error, unit="points")


def _of(table: pa.Table, measure: str) -> pa.Table:
    return table.filter(pc.equal(table["measure"], measure))
