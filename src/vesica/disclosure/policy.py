"""Policy packs: dated, versioned rules of disclosure that settings may only tighten."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from vesica.disclosure.register import Evaluation, PurposeEntry, evaluations, purposes
from vesica.errors import RefusedError, SettingsError
from vesica.schema import Purpose
from vesica.settings import DisclosureSettings

__all__ = ["FLOOR", "Policy", "load", "packs"]

FLOOR = 5
"""Smallest minimum group that any pack may have [people]."""

_HIGHEST_CAP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Rules of disclosure.

    Parameters
    ----------
    name, version : str
        Of the pack.
    date : datetime.date
        From which it holds.
    minimum_group : int
        Smallest group that may be shown [people].
    leverage_cap : float
        Largest leverage that a person may have on all released sums together [1].
    unseen_people : int
        So many joiners or leavers never show in a figure of the organisation [people].
    count_moves : float
        Most that one person moves a count of people with a skill [people].
    correlation_moves : float
        Most that one person moves a correlation or a reliability, times ``n / ln(n)`` for ``n``
        people with evidence [1].
    share_step : float
        Smallest step of shares in units [1].
    digits : int
        Significant digits that figures have at most.
    reliability : float
        A person's score of lower reliability is not shown [1].
    public_figures : bool
        True if the people are public figures and the evidence is public.
    purposes : mapping of Purpose to PurposeEntry
        The purpose register.
    evaluations : tuple of Evaluation
        The questions that may be answered, for which purpose and for whom.

    Raises
    ------
    RefusedError
        If the minimum group is below :data:`FLOOR`, or the leverage cap above one half.
    """

    name: str
    version: str
    date: date
    minimum_group: int
    leverage_cap: float
    unseen_people: int
    count_moves: float
    correlation_moves: float
    share_step: float
    digits: int
    reliability: float
    public_figures: bool
    purposes: Mapping[Purpose, PurposeEntry]
    evaluations: tuple[Evaluation, ...]

    def __post_init__(self) -> None:
        if self.minimum_group < FLOOR or not 0 < self.leverage_cap <= _HIGHEST_CAP:
            raise RefusedError(
                f"Policy {self.label} asks for groups of {self.minimum_group} and a leverage cap"
                f" of {self.leverage_cap}.",
                hint=f"A pack has groups of at least {FLOOR} people and a cap of at most"
                f" {_HIGHEST_CAP}.",
            )

    @property
    def label(self) -> str:
        """Name, version and what is in force, as every release shows it."""
        unseen = f", {self.unseen_people} people unseen" if self.unseen_people > 1 else ""
        return f"{self.name} {self.version} (groups of {self.minimum_group}{unseen})"

    def catalogue(self) -> str:
        """Every evaluation that the policy lists, in one line."""
        return "; ".join(
            f"'{e.question}' for '{e.purpose}' to"
            f" {', '.join(sorted(e.audiences | e.after_opt_in))}"
            for e in self.evaluations
        )


@cache
def packs() -> tuple[str, ...]:
    """Names of the policy packs that come with Vesica."""
    folder = resources.files("vesica.disclosure").joinpath("packs")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def load(settings: DisclosureSettings) -> Policy:
    """Read the pack that the settings name, and tighten it.

    Raises
    ------
    SettingsError
        If there is no such pack.
    RefusedError
        If the settings are looser than the pack, or the pack is for public figures and the
        workspace does not declare that its people are.
    """
    known = packs()
    if settings.policy not in known:
        raise SettingsError.bad_value(
            "policy", "disclosure", settings.policy, f"one of {', '.join(known)}"
        )
    pack = _read(settings.policy)
    if pack.public_figures and not settings.public_figures:
        raise RefusedError(
            f"Policy pack '{pack.name}' is for public figures only, and this workspace does not"
            " declare that its people are.",
            hint="Use policy = 'default'. Only where everyone in the evidence holds public office"
            " and the evidence is public: public_figures = true in [disclosure].",
        )
    unseen = settings.unseen_people or pack.unseen_people
    for name, value, floor in (
        ("minimum_group", settings.minimum_group, pack.minimum_group),
        ("unseen_people", unseen, pack.unseen_people),
    ):
        if value < floor:
            raise RefusedError(
                f"{name} = {value} in [disclosure] is looser than the {floor} of policy pack"
                f" '{pack.name}'.",
                hint=f"Set it to {floor} or more, or take the line out.",
            )
    return replace(pack, minimum_group=settings.minimum_group, unseen_people=unseen)


@cache
def _read(name: str) -> Policy:
    """Packs come with Vesica and do not change while it runs."""
    folder = resources.files("vesica.disclosure").joinpath("packs")
    data: dict[str, Any] = tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))
    data["purposes"] = purposes(data["purposes"])
    data["evaluations"] = evaluations(data["evaluations"])
    return Policy(**data)
