"""The claim that leaders adopt once they see what is in it for them, from pitches by lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesica.api.engines import open_evidence
from vesica.api.route_evidence import left_out
from vesica.core.claims import Claim, ClaimVerdict
from vesica.core.estimate import Estimate, Hidden
from vesica.errors import EstimationError
from vesica.incentives.message import message_effect
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["LITTLE", "in_it_for_them"]

LITTLE = 0.05
"""Difference of the two versions that is next to nothing [1]."""

_WHY = "Leaders won over by their own case less those by a general one; versions drawn by lot."


def in_it_for_them(workspace: Workspace) -> Claim:
    """Test it on pitches whose version was drawn by lot; its figure is not released yet."""
    with open_evidence(
        workspace, Purpose.EFFECTS, excluded=left_out(workspace), relations=("drawn_pitches",)
    ) as engine:
        rows = engine.fetch("drawn_pitches").to_pylist()
    done = [row for row in rows if row["outcome"] != "open"]
    times = [row["pitches"] for row in done]
    names = {name: k for k, name in enumerate(sorted({row["leader_id"] for row in done}))}
    leader = np.repeat(np.array([names[row["leader_id"]] for row in done], dtype=np.intp), times)
    own = np.repeat(np.array([row["arm"] == "personalised" for row in done], dtype=bool), times)
    won = np.repeat(np.array([row["outcome"] == "adopted" for row in done], dtype=bool), times)
    try:
        estimate, moves = message_effect(leader, own, won)
    except EstimationError as error:
        return _claim(Hidden(why="not measured"), ClaimVerdict.CANNOT_SAY, error.message, 0.0)
    return _claim(estimate, _verdict(estimate), _WHY, moves)


def _verdict(value: Estimate) -> ClaimVerdict:
    if value.low > 0:
        return ClaimVerdict.HOLDS
    return ClaimVerdict.DOES_NOT if value.high < LITTLE else ClaimVerdict.CANNOT_SAY


def _claim(estimate: Estimate | Hidden, verdict: ClaimVerdict, why: str, moves: float) -> Claim:
    return Claim(
        key="in-it-for-them",
        claim="Show leaders what is in it for them, and they adopt.",
        test="A personalised case wins over more leaders than a generic one, by the whole"
        " interval; the version is drawn by lot.",
        estimate=estimate,
        verdict=verdict,
        why=why,
        settles=""
        if verdict is not ClaimVerdict.CANNOT_SAY
        else "More pitches whose version the lot drew ('vesica case --for LEADER'), each with its"
        " outcome.",
        question="vesica case --for LEADER",
        one_person=moves,
    )
