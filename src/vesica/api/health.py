"""What the evidence holds, what it lacks, and which question that switches off or widens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vesica.api.consents import consents
from vesica.api.engines import open_evidence
from vesica.core.health import Finding, Health, TableHealth
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience
from vesica.disclosure.gate import Members
from vesica.disclosure.invitation import opt_in_state
from vesica.schema import Purpose

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


def health(workspace: Workspace) -> Released[Health]:
    """Release the health of the evidence."""
    with open_evidence(workspace, Purpose.HEALTH) as engine:
        rows = engine.fetch("evidence_rows").to_pylist()
        roster = frozenset(engine.fetch("roster")["person_id"].to_pylist())
    imports = workspace.evidence.imports()
    tables = tuple(_table(row, imports) for row in sorted(rows, key=lambda r: r["table_name"]))
    found = {t.table for t in tables}
    result = Health(
        people=len(roster),
        tables=tables,
        findings=(
            *(_finding(need) for need in _NEEDS if not found & set(need.tables)),
            *_losses(imports),
            _opt_in(workspace, roster),
        ),
    )
    return workspace.gate.release(
        result,
        question="health",
        purpose=Purpose.HEALTH,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula="rows in = accepted + quarantined + excluded, for every source file",
            method="vesica.api.health.health",
            relations=("evidence_rows", "roster"),
            rows=tuple((t.table, t.rows) for t in tables),
            run_id="none: health reads the evidence itself",
            result_hash=workspace.evidence.digest(),
        ),
        members=Members(people=roster, units={}),
    )


def _table(row: dict[str, Any], imports: tuple[ImportManifest, ...]) -> TableHealth:
    name = row["table_name"]
    sources = [m for m in imports if name in m.accepted]
    return TableHealth(
        table=name,
        rows=row["rows"],
        quarantined=sum(m.quarantined for m in sources),
        excluded=sum(sum(m.excluded.values()) for m in sources),
        people=row["people"],
        first=row["first_day"].isoformat() if row["first_day"] else "",
        last=row["last_day"].isoformat() if row["last_day"] else "",
    )


def _finding(need: _Need) -> Finding:
    return Finding(
        severity=need.severity, question=need.question, message=need.message, fix=need.fix
    )


def _losses(imports: tuple[ImportManifest, ...]) -> tuple[Finding, ...]:
    out = []
    for m in imports:
        if m.quarantined:
            out.append(
                Finding(
                    severity="widens",
                    question="whatever reads it",
                    message=f"{m.source.name}: {m.quarantined:,} of {m.rows_in:,} rows are in"
                    " quarantine.",
                    fix=f"See why with 'vesica health --quarantine {m.id}', correct the file and"
                    " import it again.",
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
