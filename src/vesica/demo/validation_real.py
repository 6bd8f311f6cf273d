"""The measurement tried on real evidence, where no truth is known but some figures are.

Halves of the same evidence must agree as the stated errors say. What cannot have an effect must
have none. Ages that are dealt out anew must not go with a skill more often than by chance.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vesica.api.age import dealt_anew
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.validation import RealLine
from vesica.demo.congress import congress
from vesica.disclosure.rounding import significant
from vesica.errors import EstimationError, MissingExtraError, NotFoundError, RefusedError
from vesica.measure.share import share

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["DEALS", "on_congress", "on_own"]

log = logging.getLogger(__name__)

DEALS = 60
"""How often ages are dealt out anew; declared, never changed to pass."""

FALSE_ALARM = 0.05
"""Share of the deals in which the test of a flat curve may fail [1]."""

_ANEW = "ages dealt out anew: how often a skill seems to go with age"


def on_own(workspace: Workspace) -> tuple[RealLine, ...]:
    """Try the measurement on the evidence of a workspace that has been run."""
    name = workspace.settings.workspace.name
    lines: list[RealLine] = []
    for words, look in (
        ("halves of the evidence", _halves),
        ("placebo of doing", _doing),
        ("placebo of persuasion", _persuasion),
        (_ANEW, _ages),
    ):
        log.info("%s: %s", name, words)
        lines += _asked(name, words, lambda look=look: look(workspace, name))
    return tuple(lines)


def on_congress(data: Path, out: Path) -> tuple[RealLine, ...]:
    """Try it on the public files of the 117th US Congress; no truth is known there.

    Raises
    ------
    UsageError
        If a file is missing; the error says where the sources are.
    """
    log.info("117th US Congress: reach against effectiveness")
    with congress(data=data, out=out).workspace as workspace:
        found = workspace.association().value
    expected = "no truth is known"
    return tuple(
        RealLine(data="117th US Congress", check=check, found=value, expected=expected, held=None)
        for check, value in (
            ("reach and effectiveness, without noise: correlation", found.latent_correlation),
            ("both high, as a multiple of chance", found.latent_lift),
        )
    )


def _asked(
    data: str, check: str, look: Callable[[], tuple[RealLine, ...]]
) -> tuple[RealLine, ...]:
    """Look, or say why it cannot be looked at."""
    try:
        return look()
    except (EstimationError, RefusedError, NotFoundError, MissingExtraError) as error:
        why = Hidden(why=error.message.rstrip("."))
        return (RealLine(data=data, check=check, found=why, expected="", held=None),)


def _held(found: Shown, expected: float) -> bool | None:
    return found.low <= expected <= found.high if isinstance(found, Estimate) else None


def _halves(workspace: Workspace, name: str) -> tuple[RealLine, ...]:
    return tuple(
        RealLine(
            data=name,
            check=f"{half.facet}: reliability by two halves of the colleagues",
            found=half.by_halves,
            expected=f"{half.by_errors:g}, by its stated errors",
            held=_held(half.by_halves, half.by_errors),
        )
        for half in workspace.overlap().value.halves
    )


def _doing(workspace: Workspace, name: str) -> tuple[RealLine, ...]:
    found = workspace.doing().value.placebo
    check = "doing: effect of practice that came after the post"
    return (RealLine(data=name, check=check, found=found, expected="0", held=_held(found, 0.0)),)


def _persuasion(workspace: Workspace, name: str) -> tuple[RealLine, ...]:
    found = workspace.persuasion().value.ahead
    check = "persuasion: adoptions before the contact's, as a multiple of the expected"
    return (RealLine(data=name, check=check, found=found, expected="1", held=_held(found, 1.0)),)


def _ages(workspace: Workspace, name: str) -> tuple[RealLine, ...]:
    rng = np.random.default_rng(workspace.settings.workspace.seed)
    lines = []
    for skill, chances in dealt_anew(workspace, times=DEALS, rng=rng).items():
        alarms = int(np.count_nonzero(chances < FALSE_ALARM))
        found = significant(share(alarms, chances.size), 2)
        held = found.low <= FALSE_ALARM <= found.high
        words = f"{_ANEW} ({skill}, {DEALS} deals)"
        expected = f"{FALSE_ALARM:g}"
        lines.append(RealLine(data=name, check=words, found=found, expected=expected, held=held))
    return tuple(lines)
