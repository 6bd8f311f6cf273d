"""Is it a function of age? Asked of the scores of the newest run; no score ever sees an age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.current import current_run
from vesica.api.engines import open_evidence
from vesica.api.provenance import SKILL_RELATIONS
from vesica.core.age import AgeAnswer, AgeProfile, ProxyAudit
from vesica.core.canonical import result_hash
from vesica.core.estimate import Hidden
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.age import BOUND_SLOPE, BOUND_SPREAD, AgeData, age_profile, essay_on_age
from vesica.measure.proxy import LEAST_EACH, given_away
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["age"]

FloatArray = NDArray[np.float64]

_SKILLS = ("expertise", "influence")
_PROTECTED = 40
"""Age from which law in several countries protects people at work."""

_YEAR = 365.2425
_FORMULA = (
    "skill = restricted cubic spline of age, people weighted by 1 / (1 + error²); no age effect"
    " worth the name: slope within ±0.1 sd per decade and no two ages further apart than 0.2 sd,"
    " both shown at the 5 % level (two one-sided tests)"
)


def age(workspace: Workspace) -> Released[AgeAnswer]:
    """Release what the organisation's figures say about the two skills and age.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    EstimationError
        If too few people have both an age and evidence.
    """
    purpose = Purpose.AGE_QUESTION
    check(
        workspace.gate.policy,
        Request(question="age", purpose=purpose, audience=Audience.ANALYST),
    )
    sealed = current_run(workspace)
    people = sealed.table("people")
    ids = people["person_id"].combine_chunks()
    ages, tenure, known = _lived(workspace, ids)
    answer = _answer(workspace, people, ages, tenure)
    return workspace.gate.release(
        answer,
        question="age",
        purpose=purpose,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.measure.age.age_profile",
            relations=("birth_years", "entries", *SKILL_RELATIONS),
            rows=(
                *sorted(sealed.manifest["rows"].items()),
                ("audit_attributes", known),
            ),
            run_id=sealed.id,
            result_hash=result_hash(answer),
        ),
        members=Members(people=frozenset(ids.to_pylist()), units={}),
    )


def dealt_anew(
    workspace: Workspace, *, times: int, rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Chance of a curve as bent, if it were flat, with known ages dealt out anew among people.

    Parameters
    ----------
    workspace : Workspace
        Run already.
    times : int
        How often ages are dealt.
    rng : Generator
        Deals them, to people in the order of the run.

    Returns
    -------
    dict of str to ndarray of float64, shape (times,)
        By skill. Where a test holds its size, 5 % of them are below 0.05.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    EstimationError
        If too few people have both an age and evidence.
    """
    check(
        workspace.gate.policy,
        Request(question="age", purpose=Purpose.AGE_QUESTION, audience=Audience.ANALYST),
    )
    people = current_run(workspace).table("people")
    ages, tenure, _ = _lived(workspace, people["person_id"].combine_chunks())
    known = np.flatnonzero(np.isfinite(ages))
    chances = np.empty((times, len(_SKILLS)))
    for k in range(times):
        dealt = ages.copy()
        dealt[known] = ages[rng.permutation(known)]
        profiles = _profiles(workspace, people, dealt, tenure)
        chances[k] = [profile.p_value for profile in profiles]
    return {skill: chances[:, j] for j, skill in enumerate(_SKILLS)}


def _lived(workspace: Workspace, ids: pa.Array) -> tuple[FloatArray, FloatArray, int]:
    """Age and tenure in years in the order of ``ids``, NaN if unknown; known birth years."""
    last_day, years, entries = _dates(workspace)
    born = _spread(ids, years, "birth_year")
    hired = _spread(ids, entries, "hired_on")
    ages = last_day.astype("datetime64[Y]").astype(float) + 1970 - born
    tenure = (last_day.astype("datetime64[D]").astype(float) - hired) / _YEAR
    return ages, tenure, years.num_rows


def _dates(workspace: Workspace) -> tuple[np.datetime64, pa.Table, pa.Table]:
    """Last day of evidence, birth years and entries, each read for its own purpose.

    No engine ever holds ages and evidence of skills at once.
    """
    with open_evidence(workspace, Purpose.OVERLAP, relations=("period",)) as engine:
        last_day = engine.fetch("period")["last_day"][0].as_py()
    wanted = ("birth_years", "entries")
    with open_evidence(workspace, Purpose.AGE_QUESTION, relations=wanted) as engine:
        years, entries = (engine.fetch(name) for name in wanted)
    if last_day is None:
        raise EstimationError(
            "Nothing in the evidence is dated, so nobody's age on that day is known.",
            hint="Import evidence with dates.",
        )
    return np.datetime64(last_day), years, entries


def _spread(ids: pa.Array, table: pa.Table, column: str) -> FloatArray:
    """Return a column of a per-person table in the order of ``ids``, NaN where unknown."""
    values = table[column].to_numpy().astype("datetime64[D]" if column == "hired_on" else "int64")
    at = pc.index_in(ids, value_set=table["person_id"].combine_chunks())
    place = pc.fill_null(at, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    out = np.full(len(ids), np.nan)
    known = place >= 0
    out[known] = values.astype(np.int64)[place[known]]
    return out


def _profiles(
    workspace: Workspace, people: pa.Table, ages: FloatArray, tenure: FloatArray
) -> list[AgeProfile]:
    level = workspace.settings.overlap.level
    _, unit = np.unique(np.asarray(people["org_unit"].to_pylist()), return_inverse=True)
    profiles = []
    for skill in _SKILLS:
        error = people[f"{skill}_se"].to_numpy()
        gain = 1 - error**2
        measured = gain > 1e-9
        safe = np.where(measured, gain, 1.0)
        data = AgeData(
            skill=skill,
            signal=np.where(measured, people[f"{skill}_mean"].to_numpy() / safe, 0.0),
            noise=np.where(measured, np.sqrt((1 - safe) / safe), np.inf),
            age=ages,
            tenure=tenure,
            unit=unit.astype(np.int64),
        )
        profiles.append(
            age_profile(data, level=level, neighbours=workspace.gate.policy.minimum_group)
        )
    return profiles


def _answer(
    workspace: Workspace, people: pa.Table, ages: FloatArray, tenure: FloatArray
) -> AgeAnswer:
    level = workspace.settings.overlap.level
    profiles = _profiles(workspace, people, ages, tenure)
    return AgeAnswer(
        people=people.num_rows,
        with_age=int(np.count_nonzero(np.isfinite(ages))),
        bound_slope=BOUND_SLOPE,
        bound_spread=BOUND_SPREAD,
        level=level,
        profiles=tuple(profiles),
        essay=essay_on_age(profiles[0], profiles[1]),
        audit=_audit(people, ages, tenure, level),
        tenure_inflation=_inflation(ages, tenure),
    )


def _audit(people: pa.Table, ages: FloatArray, tenure: FloatArray, level: float) -> ProxyAudit:
    known = np.isfinite(ages) & np.isfinite(tenure)
    older = ages[known] >= _PROTECTED
    scores = np.column_stack([people[f"{s}_mean"].to_numpy()[known] for s in _SKILLS])
    try:
        by_skills = given_away(columns=scores, positive=older, level=level)
        by_tenure = given_away(columns=tenure[known, None], positive=older, level=level)
    except EstimationError:
        why = f"fewer than {LEAST_EACH} people on one side of {_PROTECTED} years"
        return ProxyAudit(by_skills=Hidden(why=why), by_tenure=Hidden(why=why), alarm=None)
    return ProxyAudit(
        by_skills=by_skills, by_tenure=by_tenure, alarm=by_skills.value > by_tenure.value
    )


def _inflation(ages: FloatArray, tenure: FloatArray) -> float | None:
    known = np.isfinite(ages) & np.isfinite(tenure)
    if np.count_nonzero(known) < 3:
        return None
    r = float(np.corrcoef(ages[known], tenure[known])[0, 1])
    return 1 / max(1 - r**2, 1e-6)
