"""Who asks, and the one function that says whether they may see the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from vesica.errors import RefusedError
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.disclosure.policy import Policy

__all__ = ["Audience", "Request", "check"]


class Audience(StrEnum):
    """For whom something is released.

    ``ANALYST`` runs the workspace and sees groups; ``SELF`` is one person looking at the own
    results; ``SPONSOR`` is somebody whom that person named; ``LEADER`` sees groups, never a
    subordinate's row; ``COUNCIL`` is the works council or auditor.
    """

    ANALYST = "analyst"
    SELF = "self"
    SPONSOR = "sponsor"
    LEADER = "leader"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the gate.

    Parameters
    ----------
    question : str
        Name of the evaluation, for example ``"overlap"``.
    purpose : Purpose
        What the answer is for.
    audience : Audience
        For whom.
    own : bool
        True if the answer is about the person who asks, about somebody who named that person as
        sponsor, or about no single person.
    opted_in : bool
        True if the answer is about no single person, or that person opted in to the purpose.
    restricted : bool
        True if the person the answer is about objected or restricted the purpose.
    """

    question: str
    purpose: Purpose
    audience: Audience
    own: bool = True
    opted_in: bool = True
    restricted: bool = False


def check(policy: Policy, request: Request) -> None:
    """Allow what the policy lists; refuse everything else.

    Raises
    ------
    RefusedError
        If no evaluation of the policy covers the request. The text is the same for a person
        who is unknown, has not opted in, withdrew or objected.
    """
    question, purpose, audience = request.question, request.purpose, request.audience
    listed = [e for e in policy.evaluations if (e.question, e.purpose) == (question, purpose)]
    for evaluation in listed:
        if audience in evaluation.audiences and request.own and not request.restricted:
            return
        if audience in evaluation.after_opt_in:
            if request.opted_in and not request.restricted:
                return
            raise no_opt_in(purpose)
    if any(audience in e.audiences for e in listed):
        raise RefusedError(
            f"'{question}' does not show this row to the audience '{audience}'.",
            hint="People see their own row with their own passphrase, unless they restricted it.",
        )
    raise RefusedError(
        f"Policy {policy.label} does not list the question '{question}' for the purpose"
        f" '{purpose}' and the audience '{audience}'.",
        hint=f"It lists: {policy.catalogue()}.",
    )


def no_opt_in(purpose: Purpose) -> RefusedError:
    """Refuse one person's row, without saying anything about the person."""
    return RefusedError(
        f"One person's row is shown to others only after that person opted in to '{purpose}'."
        " No opt-in covers what was asked.",
        hint="Opting in is the person's own act, and can be withdrawn: send the text of"
        " 'vesica person invite'. People see their own row at any time with their own passphrase.",
    )
