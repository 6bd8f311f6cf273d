"""The purpose register: what evidence may be used for, on what basis, and who sees what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from vesica.disclosure.audience import Audience
from vesica.errors import SettingsError
from vesica.schema import Purpose

__all__ = ["Evaluation", "PurposeEntry", "evaluations", "purposes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeEntry:
    """One purpose.

    Parameters
    ----------
    basis : str
        Lawful basis.
    what_for : str
        In plain words.
    recipients : str
        Who gets what.
    """

    basis: str
    what_for: str
    recipients: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One question that may be answered.

    Parameters
    ----------
    question : str
        One of :data:`vesica.disclosure.questions.QUESTIONS`.
    purpose : Purpose
        What the answer is for.
    audiences : frozenset of Audience
        Who may see it; a person's row only by that person, unless the people are public.
    after_opt_in : frozenset of Audience
        Who may see a person's row after that person opted in to the purpose.
    """

    question: str
    purpose: Purpose
    audiences: frozenset[Audience]
    after_opt_in: frozenset[Audience] = frozenset()


def purposes(data: Mapping[str, Mapping[str, str]]) -> Mapping[Purpose, PurposeEntry]:
    """Read the register of a pack.

    Raises
    ------
    SettingsError
        If a purpose is missing or unknown.
    """
    if set(data) != set(Purpose):
        raise SettingsError.bad_value(
            "purposes", "policy pack", sorted(data), f"exactly {sorted(Purpose)}"
        )
    return MappingProxyType({p: PurposeEntry(**data[p]) for p in Purpose})


def evaluations(data: Sequence[Mapping[str, Any]]) -> tuple[Evaluation, ...]:
    """Read the closed list of evaluations of a pack."""
    return tuple(
        Evaluation(
            question=row["question"],
            purpose=Purpose(row["purpose"]),
            audiences=frozenset(Audience(a) for a in row["audiences"]),
            after_opt_in=frozenset(Audience(a) for a in row.get("after_opt_in", ())),
        )
        for row in data
    )
