"""Settings of a workspace, read from ``vesica.toml``; an unknown key is an error."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vesica.errors import SettingsError

__all__ = [
    "CaseSettings",
    "DisclosureSettings",
    "EngineSettings",
    "EvidenceSettings",
    "FacetSettings",
    "MeasureSettings",
    "OverlapSettings",
    "PlanSettings",
    "RouteSettings",
    "Settings",
    "VisionSettings",
    "WorkspaceSettings",
    "load",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSettings:
    """``[workspace]``: what this workspace is.

    Parameters
    ----------
    name : str
        Shown on every brief.
    id : str
        Names the identity vault; written by ``vesica init``.
    seed : int
        Seed of every random draw in a run.
    simulated : bool
        True if the people are simulated; every brief then says so.
    """

    name: str = "organisation"
    id: str = ""
    seed: int = 1
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """``[engine]``: limits of the query engine.

    Parameters
    ----------
    memory_mib : int
        Memory the engine may use before it spills [MiB]: 128 up to what the machine has.
    threads : int
        Threads, up to the processors of the machine; results do not depend on it.
    spill_mib : int
        Disk the engine may use for spilling [MiB].
    """

    memory_mib: int = 1536
    threads: int = 2
    spill_mib: int = 20480


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSettings:
    """``[evidence]``: how source files are read.

    Parameters
    ----------
    time_zone : str
        IANA name of the zone of times that come without an offset.
    broadcast_recipients : int
        Messages to more people than this are broadcast, not conversation.
    columns : mapping of str to mapping of str to str
        Remembered mappings: source kind → column of the table → header in the file; written
        as ``[evidence.KIND.columns]``, and for one source, known by the names of its columns, as
        ``[evidence."KIND@FINGERPRINT".columns]``, which comes first.
    """

    time_zone: str = "UTC"
    broadcast_recipients: int = 25
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetSettings:
    """``[measure.facets.NAME]``: a facet that the organisation measured itself.

    Parameters
    ----------
    skill : str
        ``"expertise"`` or ``"influence"``.
    measure : str
        Name of the measure in the ``measures`` table.
    """

    skill: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSettings:
    """``[measure]``: what counts as evidence of the skills.

    Parameters
    ----------
    window_days : int
        Days of evidence before the newest record that the skills are measured on.
    senior_share : float
        Senior leaders are the people on the highest levels that together hold no more than this
        share of the people, and the people with decision rights; 0: only these.
    expertise_nominations : bool
        Whether nominations for expertise count. The same people name for both skills, and whoever
        is visible is named for both: where they count, the skills seem to go together more than
        they do.
    facets : mapping of str to FacetSettings
        Facets of your own, from the ``measures`` table, written as ``[measure.facets.NAME]``
        with ``skill``, ``"expertise"`` or ``"influence"``, and ``measure``, its name there.
    """

    window_days: int = 365
    senior_share: float = 0.1
    expertise_nominations: bool = False
    facets: Mapping[str, FacetSettings] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapSettings:
    """``[overlap]``: where the bar lies.

    Parameters
    ----------
    bar : float
        Quantile of each skill above which a person counts as having it.
    level : float
        Probability of the intervals.
    """

    bar: float = 0.75
    level: float = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionSettings:
    """``[vision]``: where the organisation wants to be.

    Parameters
    ----------
    target_index : float
        Silo index of practice that it set itself, between 0 and 1; 1: it set none.
    """

    target_index: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """``[plan]``: rules of pairs and plans.

    Parameters
    ----------
    reserve : float
        Share of places, money and hours that is drawn by lot, so that the routes can be learnt.
    fairness : float
        How far the share of places of each unit and of each discipline may be from its share of
        people; 0.2: a fifth either way, and one place. 1: no such rule.
    each_discipline : int
        Least people with a route in every discipline where somebody could have one; 0: no such
        rule.
    shared_minutes : int
        Working time that two people of a pair have in common [minutes per day].
    same_location : bool
        Whether pairs must work at one place.
    sessions : int
        How many times a pair meets.
    session_minutes : int
        How long each meeting is [min].
    weeks_between : int
        How far apart the meetings are [weeks].
    """

    reserve: float = 0.2
    fairness: float = 0.2
    each_discipline: int = 0
    shared_minutes: int = 60
    same_location: bool = False
    sessions: int = 7
    session_minutes: int = 45
    weeks_between: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSettings:
    """``[routes.NAME]``: a route of your own, or changes to one that Vesica knows.

    What is not given stays as it is declared; see ``docs/how-to/plan.md`` for the defaults.

    Parameters
    ----------
    offered : bool
        Whether the plan may use it.
    cost : float
        Price per person who takes it, in the plan's currency; below 0: as declared.
    hours : float
        Hours per person who takes it; below 0: as declared.
    seats : int
        Most people; -1: no limit, below that: as declared.
    who : str
        ``"everyone"``, ``"leaders"`` or ``"others"``: senior leaders, or people who are not;
        ``""``: as declared.
    needs : str
        What it asks of a comfort zone, separated by ``|``: ``"public"``, ``"video"``; ``"-"``:
        as declared.
    expertise, influence : float
        Effect on the skill [sd], graded "assumed": counts where this organisation has no estimate
        of its own; below -8: as declared.
    standard_error : float
        Of these effects [sd].
    instead_of_estimate : bool
        Whether they count even where this organisation has an estimate.
    """

    offered: bool = True
    cost: float = -1.0
    hours: float = -1.0
    seats: int = -2
    who: str = ""
    needs: str = "-"
    expertise: float = -9.0
    influence: float = -9.0
    standard_error: float = 0.2
    instead_of_estimate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSettings:
    """``[case]``: what a leader's case assumes where nothing is known, or nobody says otherwise.

    Parameters
    ----------
    minutes_per_week : int
        How long the leader would take part, where no effect of the route was estimated.
    effect : float
        What an hour a week changes in a metric for the better, as a share of it: used where no
        effect was estimated, graded "assumed".
    effect_error : float
        Standard error of that effect.
    discount : float
        Share of that effect that is not expected to carry over to here, from 0 to 1.
    route_hours : float
        Hours a week of the route "leader participation" as it was run here, where ``programmes``
        does not say: for the cost of time, and where somebody chooses other minutes.
    hour_cost : str
        Price of an hour of a leader's time with its currency, such as ``"120 EUR"``; ``""``: not
        known.
    first_month : int
        Month in which the fiscal year begins, 1 to 12.
    level : float
        Probability of the intervals.
    """

    minutes_per_week: int = 20
    effect: float = 0.03
    effect_error: float = 0.03
    discount: float = 0.5
    route_hours: float = 0.5
    hour_cost: str = ""
    first_month: int = 1
    level: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureSettings:
    """``[disclosure]``: the policy pack, and stricter values than it has.

    Parameters
    ----------
    policy : str
        Name of the policy pack.
    minimum_group : int
        Smallest group that may be shown; a value looser than the pack's is refused.
    unseen_people : int
        So many joiners or leavers never show in a figure of the organisation; 0 for as many as
        the pack has, and a value looser than the pack's is refused.
    public_figures : bool
        Declares that everyone in the evidence is a public figure and the evidence is public;
        packs for public figures need it.
    """

    policy: str = "default"
    minimum_group: int = 10
    unseen_people: int = 0
    public_figures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a workspace."""

    workspace: WorkspaceSettings = field(default_factory=WorkspaceSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    measure: MeasureSettings = field(default_factory=MeasureSettings)
    overlap: OverlapSettings = field(default_factory=OverlapSettings)
    vision: VisionSettings = field(default_factory=VisionSettings)
    disclosure: DisclosureSettings = field(default_factory=DisclosureSettings)
    case: CaseSettings = field(default_factory=CaseSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)
    routes: Mapping[str, RouteSettings] = field(default_factory=dict)


SKILLS = ("expertise", "influence")
"""The two skills, as settings name them."""

_NESTED = {"columns", "facets"}
_POSITIVE = {
    "spill_mib",
    "broadcast_recipients",
    "window_days",
    "minimum_group",
    "minutes_per_week",
    "sessions",
    "session_minutes",
    "weeks_between",
}


def _machine_memory() -> int:
    """Memory of the machine [MiB]; without a limit where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN


def _processors() -> int:
    return os.cpu_count() or _UNKNOWN


_UNKNOWN = 2**20
_LIMITS: dict[str, tuple[int, Callable[[], int], int]] = {
    "memory_mib": (128, _machine_memory, 1536),
    "threads": (1, _processors, 2),
}
"""Least value, what the machine has, and the default, which is allowed on any machine."""


def load(path: Path) -> Settings:
    """Read ``vesica.toml``.

    Raises
    ------
    SettingsError
        If the file is not TOML, a section or key is unknown, or a value does not fit.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path}: not valid TOML: {error}.", hint="Correct the line that is named."
        ) from error
    return parse(data)


def parse(data: Mapping[str, Any]) -> Settings:
    """Check a parsed ``vesica.toml`` and turn it into settings."""
    sections = {f.name: f for f in dataclasses.fields(Settings)}
    built: dict[str, Any] = {}
    for name, values in data.items():
        if name not in sections:
            raise SettingsError.unknown_key(name, "vesica.toml", sections)
        if not isinstance(values, Mapping):
            raise SettingsError.bad_value(name, "vesica.toml", values, "a [section]")
        if name == "routes":
            built[name] = _routes(values)
            continue
        factory = sections[name].default_factory
        built[name] = _section(name, factory, values)  # ty: ignore[invalid-argument-type]
    return Settings(**built)


def _section(name: str, kind: type[Any], values: Mapping[str, Any]) -> Any:
    known = {f.name: f for f in dataclasses.fields(kind) if f.name not in _NESTED}
    plain: dict[str, Any] = {}
    columns: dict[str, Mapping[str, str]] = {}
    for key, value in values.items():
        if name == "evidence" and isinstance(value, Mapping):
            columns[key] = _columns(key, value)
            continue
        if name == "measure" and key == "facets":
            plain[key] = _facets(value)
            continue
        if key not in known:
            raise SettingsError.unknown_key(key, name, known)
        plain[key] = _checked(name, key, value, type(known[key].default))
    if columns:
        plain["columns"] = columns
    return kind(**plain)


def _routes(values: Mapping[str, Any]) -> Mapping[str, RouteSettings]:
    for route, value in values.items():
        if not isinstance(value, Mapping):
            raise SettingsError.bad_value(route, "routes", value, "a [routes.NAME] section")
    routes = {r: _section(f"routes.{r}", RouteSettings, v) for r, v in values.items()}
    for route, chosen in routes.items():
        if chosen.who not in _WHO:
            known = f"one of {_WHO[1:]}"
            raise SettingsError.bad_value("who", f"routes.{route}", chosen.who, known)
    return routes


_WHO = ("", "everyone", "leaders", "others")


def _facets(value: Any) -> Mapping[str, FacetSettings]:
    if not isinstance(value, Mapping) or not all(isinstance(v, Mapping) for v in value.values()):
        raise SettingsError.bad_value("facets", "measure", value, "[measure.facets.NAME] sections")
    return {name: _facet(f"measure.facets.{name}", facet) for name, facet in value.items()}


def _facet(section: str, value: Mapping[str, Any]) -> FacetSettings:
    known = [f.name for f in dataclasses.fields(FacetSettings)]
    for key in value:
        if key not in known:
            raise SettingsError.unknown_key(key, section, known)
    for key in known:
        if not isinstance(value.get(key), str):
            raise SettingsError.bad_value(key, section, value.get(key), "a text in quotes")
    if value["skill"] not in SKILLS:
        raise SettingsError.bad_value("skill", section, value["skill"], f"one of {SKILLS}")
    return FacetSettings(**value)


def _columns(kind: str, value: Mapping[str, Any]) -> Mapping[str, str]:
    extra = set(value) - {"columns"}
    if extra:
        raise SettingsError.unknown_key(extra.pop(), f"evidence.{kind}", ["columns"])
    columns = value.get("columns", {})
    if not isinstance(columns, Mapping) or not all(isinstance(v, str) for v in columns.values()):
        raise SettingsError.bad_value("columns", f"evidence.{kind}", columns, "column = 'header'")
    return dict(columns)


def _checked(section: str, key: str, value: Any, kind: type) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        raise SettingsError.bad_value(key, section, value, f"a value of type {kind.__name__}")
    if key in _LIMITS:
        low, high = _LIMITS[key][0], max(_LIMITS[key][1](), _LIMITS[key][2])
        if not low <= value <= high:
            raise SettingsError.bad_value(
                key, section, value, f"a whole number from {low:,} to {high:,} on this machine"
            )
    if key in _POSITIVE and value < 1:
        raise SettingsError.bad_value(key, section, value, "a whole number of at least 1")
    if key == "unseen_people" and value < 0:
        raise SettingsError.bad_value(key, section, value, "a whole number of at least 0")
    if key == "senior_share" and not 0 <= value < 1:
        raise SettingsError.bad_value(key, section, value, "a number from 0 to below 1")
    if key == "discount" and not 0 <= value <= 1:
        raise SettingsError.bad_value(key, section, value, "a number from 0 to 1")
    if key == "first_month" and not 1 <= value <= 12:
        raise SettingsError.bad_value(key, section, value, "a month from 1 to 12")
    if key in {"effect_error", "route_hours"} and value <= 0:
        raise SettingsError.bad_value(key, section, value, "a number above 0")
    if key == "target_index" and not 0 <= value <= 1:
        raise SettingsError.bad_value(key, section, value, "a number from 0 to 1")
    if key in {"reserve", "fairness"} and not 0 <= value <= 1:
        raise SettingsError.bad_value(key, section, value, "a number from 0 to 1")
    if key == "standard_error" and value <= 0:
        raise SettingsError.bad_value(key, section, value, "a number above 0")
    if key in {"bar", "level"} and not 0 < value < 1:
        raise SettingsError.bad_value(key, section, value, "a number between 0 and 1")
    return value
