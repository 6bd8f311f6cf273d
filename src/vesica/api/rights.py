"""Who may do what: one function, which refuses what it does not know.

Roles say what an account is for. What a role may *see* of a question stands in the policy pack;
what it may *do* stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from vesica.errors import UsageError

if TYPE_CHECKING:
    from vesica.disclosure.policy import Policy

__all__ = ["ROLES", "SCOPES", "Right", "Role", "Subject", "allowed", "roles", "seat"]


class Role(StrEnum):
    """What an account is for; ``PRACTITIONER`` is anybody with the own passphrase."""

    ADMIN = "admin"
    ANALYST = "analyst"
    LEADER = "leader"
    PRACTITIONER = "practitioner"
    COUNCIL = "council"


class Right(StrEnum):
    """What a page or an address of the interface needs."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    ASK = "ask a question"
    EVIDENCE = "bring evidence in"
    DECIDE = "make plans and decide on them"
    RUNS = "see runs"
    AUDIT = "see policy and logs"
    TIGHTEN = "make the policy stricter"
    OWN = "see what is one's own"
    ACCOUNTS = "manage accounts"


ROLES: Mapping[Role, frozenset[Right]] = {
    Role.ADMIN: frozenset({Right.SIGNED_IN, Right.ACCOUNTS}),
    Role.ANALYST: frozenset(
        {Right.SIGNED_IN, Right.ASK, Right.EVIDENCE, Right.DECIDE, Right.RUNS, Right.AUDIT}
    ),
    Role.LEADER: frozenset({Right.SIGNED_IN, Right.ASK}),
    Role.PRACTITIONER: frozenset({Right.SIGNED_IN, Right.OWN}),
    Role.COUNCIL: frozenset({Right.SIGNED_IN, Right.ASK, Right.RUNS, Right.AUDIT, Right.TIGHTEN}),
}
"""What each role may do."""

SCOPES: Mapping[str, frozenset[Right]] = {
    "read": frozenset({Right.SIGNED_IN, Right.ASK, Right.RUNS, Right.AUDIT}),
    "work": frozenset({Right.SIGNED_IN, Right.EVIDENCE}),
    "plan": frozenset({Right.SIGNED_IN, Right.DECIDE}),
}
"""What a token may do at most, by scope."""

_SEATS = (Role.ANALYST, Role.LEADER, Role.COUNCIL)
_APART = frozenset({Role.ADMIN, Role.ANALYST, Role.LEADER})
"""Roles that whoever watches over them must not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who asks.

    Parameters
    ----------
    name : str
        For the logs.
    roles : frozenset of Role
        What the account is for.
    person_id : str or None
        Pseudonym of the person who signed in with the own passphrase.
    scopes : frozenset of str or None
        Scopes of the token that was used; ``None`` for somebody at a screen.
    """

    name: str
    roles: frozenset[Role]
    person_id: str | None = None
    scopes: frozenset[str] | None = None


def allowed(
    subject: Subject | None,
    right: Right,
    *,
    policy: Policy | None = None,
    question: str | None = None,
) -> bool:
    """Whether somebody may do something; what is not written down is refused.

    Parameters
    ----------
    subject : Subject or None
        Who asks; ``None`` if nobody has signed in.
    right : Right
        What is needed.
    policy : Policy, optional
        The policy in force; needed to ask a question.
    question : str, optional
        The question, where one is asked.
    """
    if right is Right.ANYONE:
        return True
    if subject is None:
        return False
    if subject.scopes is not None:
        within = frozenset().union(*(SCOPES.get(s, frozenset()) for s in subject.scopes))
        if right not in within:
            return False
    if not any(right in ROLES[role] for role in subject.roles):
        return False
    if right is Right.OWN:
        return subject.person_id is not None
    if question is None:
        return True
    return policy is not None and _listed(policy, question, seat(subject))


def _listed(policy: Policy, question: str, audience: str | None) -> bool:
    return any(
        e.question == question and audience in map(str, (*e.audiences, *e.after_opt_in))
        for e in policy.evaluations
    )


def seat(subject: Subject) -> str | None:
    """For which audience the subject's questions are answered."""
    return next((str(role) for role in _SEATS if role in subject.roles), None)


def roles(names: Iterable[str]) -> frozenset[Role]:
    """Check the roles of an account.

    Raises
    ------
    UsageError
        If there is none, one is unknown, or the council's is mixed with one it watches over.
    """
    wanted = frozenset(names)
    known = {str(role) for role in Role} - {"practitioner"}
    if not wanted or not wanted <= known:
        raise UsageError(
            f"These are not roles: {', '.join(sorted(wanted - known)) or 'none given'}.",
            hint=f"Choose from {', '.join(sorted(known))}. A practitioner needs no account: the"
            " own passphrase opens the own card.",
        )
    found = frozenset(Role(name) for name in wanted)
    if Role.COUNCIL in found and found & _APART:
        raise UsageError(
            "The works council's account can have no other role.",
            hint="Make two accounts: who watches over the analysts is not one of them.",
        )
    return found
