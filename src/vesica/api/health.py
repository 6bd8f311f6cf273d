"""What the evidence holds, what it lacks, and which question that switches off or widens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vesica.api.consents import consents
from vesica.api.engines import open_evidence
from vesica.api.health_gaps import clock_gaps, fill_gaps, id_gaps, link_gaps, reach_gaps
from vesica.api.health_sources import drift, noted, reasons, repeats
from vesica.core.health import (
    ClockHealth,
    Finding,
    Health,
    PlatformHealth,
    TableHealth,
    UnitCoverage,
)
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.disclosure.invitation import opt_in_state
from vesica.schema import Purpose
from vesica.store.corrections import still_open

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.store.snapshots import ImportManifest

__all__ = ["health"]


@dataclass(frozen=True, slots=True)
class _Need:
    """A question's need of one of several tables, and what follows where all are missing."""

    tables: tuple[str, ...]
    severity: str
    question: str
    message: str
    fix: str


_NEEDS = (
    _Need(
        ("people",),
        "blocks",
        "every question",
        "There is no roster: nobody can be counted.",
        "Import the HR roster (CSV, XLSX): vesica import roster.csv.",
    ),
    _Need(
        ("posts",),
        "blocks",
        "overlap",
        "There are no posts: expertise cannot be measured.",
        "Import posts of organisation accounts or what people reduced themselves.",
    ),
    _Need(
        ("endorsements", "messages", "ties"),
        "blocks",
        "overlap",
        "There are no nominations, messages or ties: influence cannot be measured.",
        "Import one of them; nominations say most.",
    ),
    _Need(
        ("endorsements",),
        "widens",
        "overlap",
        "There are no nominations: influence rests on who writes to whom alone.",
        "Ask two questions in a survey, and import it: vesica import nominations.csv.",
    ),
    _Need(
        ("messages", "ties"),
        "widens",
        "overlap",
        "There are no messages or ties: influence rests on nominations alone.",
        "Import e-mail or chat metadata, or a Viva person-to-person file.",
    ),
    _Need(
        ("learning",),
        "note",
        "doing against reading",
        "There are no learning records, so doing cannot be told from reading.",
        "Import xAPI statements: vesica import learning.ndjson.",
    ),
    _Need(
        ("metrics", "incentives"),
        "note",
        "what is in it for a leader",
        "There are no metrics or incentives, so no case can be made for a leader.",
        "Import metrics.csv and incentives.csv.",
    ),
)


_RELATIONS = (
    "evidence_rows", "unit_coverage", "clocks", "repeated_ids", "filled_roster", "filled_posts",
    "filled_messages", "account_links", "post_links",
)  # fmt: skip
_GRAVITY = ("blocks", "widens", "note")


def health(workspace: Workspace) -> Released[Health]:
    """Release the health of the evidence."""
    left_out = frozenset[str]().union(
        *(consents(workspace, p).objecting for p in (Purpose.HEALTH, Purpose.SKILLS))
    )
    wanted = (*_RELATIONS, "roster")
    with open_evidence(workspace, Purpose.HEALTH, excluded=left_out, relations=wanted) as engine:
        rows = {name: engine.fetch(name).to_pylist() for name in _RELATIONS}
        roster = engine.fetch("roster").select(["person_id", "org_unit"]).to_pylist()
    imports = workspace.evidence.imports()
    counted = sorted(rows["evidence_rows"], key=lambda r: r["table_name"])
    tables = tuple(_table(row, imports) for row in counted)
    people = frozenset(row["person_id"] for row in roster)
    covering, units = _units(rows["unit_coverage"])
    clocks, platforms = _clocks(rows["clocks"]), _platforms(rows)
    findings = [
        *_needs({t.table for t in tables}),
        *fill_gaps(rows["filled_roster"][0], rows["filled_posts"][0], rows["filled_messages"][0]),
        *reach_gaps(_covered(rows["unit_coverage"]), len(people)),
        *link_gaps(platforms),
        *clock_gaps(clocks),
        *id_gaps(rows["repeated_ids"]),
        *_losses(workspace, imports),
        *drift(imports),
        *noted(imports),
        *repeats(imports),
        _opt_in(workspace, people),
    ]
    result = Health(
        people=len(people),
        tables=tables,
        findings=tuple(sorted(findings, key=lambda f: _GRAVITY.index(f.severity))),
        covering=covering,
        units=units,
        clocks=clocks,
        platforms=platforms,
    )
    digest = workspace.evidence.digest()
    return workspace.gate.release(
        result,
        question="health",
        purpose=Purpose.HEALTH,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula="rows in = accepted + quarantined + excluded, for every source file",
            method="vesica.api.health.health",
            relations=(*_RELATIONS, "roster"),
            rows=tuple((t.table, t.rows) for t in tables),
            run_id=f"none: health reads the evidence itself, {digest[:12]}",
            result_hash=digest,
        ),
        members=Members(people=people, units=_members(roster)),
    )


def _needs(found: set[str]) -> tuple[Finding, ...]:
    return tuple(_finding(need) for need in _NEEDS if not found & set(need.tables))


def _members(roster: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    units: dict[str, set[str]] = {}
    for row in roster:
        units.setdefault(row["org_unit"], set()).add(row["person_id"])
    return {name: frozenset(people) for name, people in sorted(units.items())}


def _units(rows: list[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[UnitCoverage, ...]]:
    covering = tuple(sorted({row["table_name"] for row in rows}))
    found: dict[str, dict[str, float]] = {}
    people: dict[str, int] = {}
    for row in rows:
        people[row["org_unit"]] = row["people"]
        share = row["covered"] / row["people"]
        found.setdefault(row["org_unit"], {})[row["table_name"]] = share
    ordered = sorted(found, key=lambda unit: (sum(found[unit].values()), unit))
    return covering, tuple(
        UnitCoverage(
            org_unit=unit,
            people=people[unit],
            shares=tuple(found[unit].get(table, 0.0) for table in covering),
        )
        for unit in ordered
    )


def _covered(rows: list[dict[str, Any]]) -> dict[str, int]:
    covered: dict[str, int] = {}
    for row in rows:
        covered[row["table_name"]] = covered.get(row["table_name"], 0) + row["covered"]
    return covered


def _clocks(rows: list[dict[str, Any]]) -> tuple[ClockHealth, ...]:
    return tuple(
        ClockHealth(
            table=row["table_name"],
            midnight=row["midnight"] / row["rows"],
            weekend=row["weekend"] / row["rows"],
            future=row["future"] / row["rows"],
        )
        for row in sorted(rows, key=lambda r: r["table_name"])
    )


def _platforms(rows: dict[str, list[dict[str, Any]]]) -> tuple[PlatformHealth, ...]:
    accounts = {row["platform"]: row for row in rows["account_links"]}
    posts = {row["platform"]: row for row in rows["post_links"]}
    nothing = {"accounts": 0, "sure": 0, "posts": 0, "unlinked_posts": 0}
    return tuple(
        PlatformHealth(
            platform=name,
            accounts=(a := accounts.get(name, nothing))["accounts"],
            open_accounts=a["accounts"] - a["sure"],
            posts=(p := posts.get(name, nothing))["posts"],
            unlinked_posts=p["unlinked_posts"],
        )
        for name in sorted({*accounts, *posts})
    )


def _table(row: dict[str, Any], imports: tuple[ImportManifest, ...]) -> TableHealth:
    name = row["table_name"]
    sources = [m for m in imports if name in m.accepted]
    held_back = still_open(sources)
    return TableHealth(
        table=name,
        rows=row["rows"],
        quarantined=sum(m.quarantined for m in held_back),
        excluded=sum(sum(m.excluded.values()) for m in sources),
        people=row["people"],
        first=row["first_day"].isoformat() if row["first_day"] else "",
        last=row["last_day"].isoformat() if row["last_day"] else "",
    )


def _finding(need: _Need) -> Finding:
    return Finding(
        severity=need.severity, question=need.question, message=need.message, fix=need.fix
    )


def _losses(workspace: Workspace, imports: tuple[ImportManifest, ...]) -> tuple[Finding, ...]:
    out = []
    held_back = still_open(imports)
    for m in imports:
        if m in held_back:
            out.append(
                Finding(
                    severity="widens",
                    question="whatever reads it",
                    message=f"{m.source.name}: {m.quarantined:,} of {m.rows_in:,} rows are in"
                    f" quarantine: {reasons(workspace.evidence, m)}.",
                    fix=f"See why with 'vesica health --quarantine {m.sequence}', correct the"
                    " file and import it again.",
                )
            )
        if m.dropped_columns:
            names = ", ".join(sorted(m.dropped_columns))
            out.append(
                Finding(
                    severity="note",
                    question="none",
                    message=f"{m.source.name}: columns that Vesica does not use were not stored:"
                    f" {names}.",
                    fix="Nothing to do; map one with --map COLUMN=HEADER if it was meant.",
                )
            )
    return tuple(out)


def _opt_in(workspace: Workspace, roster: frozenset[str]) -> Finding:
    granted = consents(workspace, Purpose.OWN_SCORE).granted & roster
    minimum = workspace.gate.policy.minimum_group
    return Finding(
        severity="note",
        question="explain",
        message=opt_in_state(granted=len(granted), people=len(roster), minimum_group=minimum),
        fix="Invite people with 'vesica person invite'.",
    )
