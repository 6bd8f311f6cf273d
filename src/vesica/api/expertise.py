"""Social Media Expertise: its facets from relations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.own_facets import own_facets
from vesica.api.post_sums import PostTables, post_sums
from vesica.api.skills import MICRO, Evidence, combined
from vesica.core.estimate import Estimate
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.breadth import breadth
from vesica.measure.checks import checks
from vesica.measure.conversation import answering, coming_back
from vesica.measure.endorsement import endorsement
from vesica.measure.learning_curve import learning_curve
from vesica.measure.practice import MONTH, consistency, practice, spacing
from vesica.measure.reach import PRACTICE, reach
from vesica.measure.sums import Sums
from vesica.measure.telling import telling
from vesica.measure.within import Within, within
from vesica.settings import MeasureSettings

__all__ = ["COVARIATES", "FACETS", "expertise"]

COVARIATES = ("x", "d")
"""Log audience and log practice: the covariates of reach, as relations call them."""

FACETS = (
    "reach",
    "breadth",
    "practice",
    "consistency",
    "spacing",
    "answering",
    "coming back",
    "skill checks",
    "endorsement",
)
"""Names of the facets of expertise that Vesica measures itself."""

_LEVEL = 0.9
_UNUSED = (
    "Nominations for expertise do not count: whoever is visible is named for both skills, which"
    " would pass for an overlap. The setting expertise_nominations changes that."
)


def expertise(data: Evidence, chosen: MeasureSettings | None = None) -> Scores:
    """Social Media Expertise from every facet that the evidence carries.

    Parameters
    ----------
    data : Evidence
        Fetched relations.
    chosen : MeasureSettings, optional
        Whether nominations count, and facets that the organisation declares.

    Raises
    ------
    EstimationError
        If there is no evidence of expertise.
    SettingsError
        If a declared facet names a measure that is not there.
    """
    chosen = chosen or MeasureSettings()
    makers: dict[str, Callable[[Evidence], Facet]] = {}
    notes: list[str] = []
    if data.post_cells.num_rows:
        sums = post_sums(_tables(data), COVARIATES)
        fitted = _fitted(sums)
        if isinstance(fitted, Within):
            notes.append(_curve(fitted, data))
        makers |= {"reach": partial(_reach, sums=sums, fitted=fitted), "breadth": _breadth}
    if data.posting.num_rows:
        makers |= {"practice": _practice, "consistency": _consistency, "spacing": _spacing}
    if data.answering.num_rows:
        makers["answering"] = _answering
    if data.answers_received.num_rows:
        makers["coming back"] = _coming_back
    if data.skill_checks.num_rows:
        makers["skill checks"] = _checks
    if data.expertise_names_given.num_rows:
        if chosen.expertise_nominations:
            makers["endorsement"] = _endorsement
        else:
            notes.append(_UNUSED)
    makers |= own_facets(data, chosen.facets, skill="expertise", taken=FACETS)
    if not makers:
        raise EstimationError(
            "There are no posts, so expertise cannot be measured.",
            hint="Import posts of organisation or work-related accounts: vesica import posts.csv.",
        )
    counted = {name: partial(_counted, make=make) for name, make in makers.items()}
    scores = combined("expertise", data, counted)
    return replace(scores, note=" ".join([scores.note, *notes]).strip())


def _counted(data: Evidence, *, make: Callable[[Evidence], Facet]) -> Facet:
    return telling(make(data))


def _tables(data: Evidence) -> PostTables:
    return PostTables(
        people=data.people,
        authors=data.authors,
        cells=data.post_cells,
        times=data.post_times,
        moments=data.post_moments,
    )


def _fitted(sums: Sums) -> Within | EstimationError:
    """Fit once for reach and for the learning curve; what fails is said where it is used."""
    try:
        return within(sums)
    except EstimationError as error:
        return error


def _curve(fit: Within, data: Evidence) -> str:
    try:
        curve: Estimate = learning_curve(
            fit=fit, column=PRACTICE, people=data.authors.num_rows, level=_LEVEL
        )
    except EstimationError:
        return ""
    return (
        f"Learning curve: engagement grows with the power {curve.value:.2g} of the posts written"
        f" before ({_LEVEL:.0%} interval {curve.low:.2g} to {curve.high:.2g})."
    )


def _reach(data: Evidence, *, sums: Sums, fitted: Within | EstimationError) -> Facet:
    if isinstance(fitted, EstimationError):
        raise fitted
    return reach(fit=fitted, sums=sums)


def _breadth(data: Evidence) -> Facet:
    cells = data.post_cells
    label = pc.binary_join_element_wise(cells["platform"], cells["kind"], "\x1f")
    names = pc.unique(label).sort() if label.num_chunks else label
    return breadth(
        person=data.index(cells["person_id"]),
        place=pc.index_in(label, value_set=names).to_numpy().astype(np.int64),
        posts=cells["posts"].to_numpy(),
        n_people=data.roster.num_rows,
    )


def _observed(data: Evidence) -> NDArray[np.bool_]:
    seen = np.zeros(data.roster.num_rows, dtype=bool)
    seen[data.index(data.posting["person_id"])] = True
    return seen


def _practice(data: Evidence) -> Facet:
    return practice(
        posts=data.spread(data.posting, "posts"),
        active_weeks=data.spread(data.posting, "active_weeks"),
        weeks=data.spread(data.posting, "weeks"),
        observed=_observed(data),
    )


def _consistency(data: Evidence) -> Facet:
    return consistency(
        active_weeks=data.spread(data.posting, "active_weeks"),
        weeks=data.spread(data.posting, "weeks"),
        posts=data.spread(data.posting, "posts"),
        observed=_observed(data),
    )


def _spacing(data: Evidence) -> Facet:
    return spacing(
        active_weeks=data.spread(data.posting, "spaced_weeks"),
        active_months=data.spread(data.posting, "active_months"),
        months=data.spread(data.posting, "weeks") // MONTH,
        observed=_observed(data),
    )


def _micro(data: Evidence, table: pa.Table, column: str) -> NDArray[np.float64]:
    return data.spread(table, column).astype(np.float64) * MICRO


def _answering(data: Evidence) -> Facet:
    return answering(
        replies=data.spread(data.answering, "replies"),
        posts=data.spread(data.answering, "posts"),
        squares=_micro(data, data.answering, "squares_e6"),
        weeks=data.spread(data.answering, "weeks"),
        weekly=data.spread(data.answering, "weekly"),
    )


def _coming_back(data: Evidence) -> Facet:
    return coming_back(
        answered=data.spread(data.answers_received, "answered"),
        received=data.spread(data.answers_received, "received"),
    )


def _checks(data: Evidence) -> Facet:
    return checks(
        results=data.spread(data.skill_checks, "results"),
        total=_micro(data, data.skill_checks, "above_e6"),
        squares=_micro(data, data.skill_checks, "squares_e6"),
    )


def _endorsement(data: Evidence) -> Facet:
    received, given = data.expertise_endorsed, data.expertise_names_given
    return endorsement(
        person=data.index(received["person_id"]),
        names=received["names"].to_numpy(),
        raters=received["raters"].to_numpy(),
        barred=received["barred"].to_numpy(),
        names_given=given["names"].to_numpy(),
        raters_giving=given["raters"].to_numpy(),
        n_people=data.roster.num_rows,
    )
