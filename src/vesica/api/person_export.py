"""Everything that is stored about one person, and nothing about another."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from vesica.api.handles import authors
from vesica.core.canonical import to_plain
from vesica.errors import NotFoundError, UsageError
from vesica.evidence.compute import pc
from vesica.report.csv import starts_formula
from vesica.schema import TABLES, DType, Purpose
from vesica.store.runs import Run, Runs

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["everything", "handles", "save"]

_ANOTHER = "another person"


_LISTS = ("links", "sponsors", "ledger", "releases", "log", "purposes")


def everything(workspace: Workspace, person_id: str) -> dict[str, Any]:
    """Return what the workspace and its vault hold about a person.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    person_id : str
        Pseudonym.

    Returns
    -------
    dict
        ``person`` (name and keys), ``evidence`` (rows per table), ``links`` (accounts put to the
        person), ``plans`` (places and decisions), ``sponsors`` (who may see a leader's case),
        ``ledger`` (what the person said), ``runs`` (scores and facets of every run),
        ``releases`` (answers that the person was counted in, and who got them), ``log`` (entries
        of the audit log that name the person), ``purposes`` (what evidence is used for).
    """
    return to_plain(
        {
            "person": _identity(workspace, person_id),
            "evidence": _evidence(workspace, person_id),
            "links": [to_plain(link) for link in workspace.state.links.of(person_id)],
            "sponsors": [to_plain(e) for e in workspace.state.sponsors.entries(person_id)],
            "plans": workspace.state.plans.of(person_id),
            "ledger": [to_plain(entry) for entry in workspace.state.ledger.entries(person_id)],
            "runs": _runs(workspace, person_id),
            "releases": _releases(workspace, person_id),
            "log": _log(workspace, person_id),
            "purposes": [
                {"purpose": str(purpose), **to_plain(entry)}
                for purpose, entry in workspace.gate.policy.purposes.items()
            ],
        }
    )


def handles(workspace: Workspace, person_id: str) -> list[str]:
    """Authors of posts, named by a handle, that are surely this person."""
    rows = authors(workspace, Purpose.HEALTH).to_pylist()
    return sorted({row["author_id"] for row in rows if row["person_id"] == person_id})


def save(data: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """Write an export: ``person.json`` with everything, and a CSV file per list of rows.

    Raises
    ------
    UsageError
        If the folder exists and is not empty.
    """
    from vesica.store.atomic import make_folder, write_file

    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"'{folder}' exists and is not empty.", hint="Name a new folder.")
    make_folder(folder)
    content = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    files = {"person.json": content} | {
        f"{name}.csv": _csv(rows) for name, rows in _lists(data).items() if rows
    }
    for name, text in files.items():
        write_file(folder / name, text.encode())
    return tuple(folder / name for name in files)


def _identity(workspace: Workspace, person_id: str) -> dict[str, Any]:
    name = workspace.vault.name_of(person_id)
    known = workspace.vault.identifiers(person_id)
    return {
        "pseudonym": person_id,
        "name": name,
        "keys": [key for key in known if key != name],
    }


def _evidence(workspace: Workspace, person_id: str) -> dict[str, list[dict[str, Any]]]:
    who = pa.array([person_id, *handles(workspace, person_id)])
    found: dict[str, list[dict[str, Any]]] = {}
    for name, table in TABLES.items():
        columns = [c.name for c in table.columns if c.dtype is DType.PERSON]
        for file in workspace.evidence.files(name, purpose=min(table.purposes)) if columns else ():
            data = pq.read_table(file)
            mine = pc.is_in(data[columns[0]], value_set=who)
            for column in columns[1:]:
                mine = pc.or_(mine, pc.is_in(data[column], value_set=who))
            rows = data.filter(mine).to_pylist()
            if rows:
                own = frozenset(who.to_pylist())
                found.setdefault(name, []).extend(_without_others(rows, columns, own))
    return found


def _without_others(
    rows: list[dict[str, Any]], columns: list[str], who: frozenset[str]
) -> list[dict[str, Any]]:
    return [
        {k: _ANOTHER if k in columns and v not in (None, *who) else v for k, v in row.items()}
        for row in rows
    ]


def _runs(workspace: Workspace, person_id: str) -> list[dict[str, Any]]:
    """Scores and facets, as each run that holds the person has them."""
    runs = Runs(workspace.layout)
    current = runs.current()
    out = []
    for run in map(runs.open, runs.list()):
        scores = _rows(run, "people", person_id)
        if scores:
            out.append(
                {
                    "run": run.id,
                    "sealed_at": run.manifest["sealed_at"],
                    "answers_questions": current is not None and run.id == current.id,
                    "scores": scores[0],
                    "facets": _rows(run, "facets", person_id),
                }
            )
    return out


def _rows(run: Run, table: str, person_id: str) -> list[dict[str, Any]]:
    try:
        data = run.table(table)
    except NotFoundError:
        return []
    return data.filter(pc.equal(data["person_id"], person_id)).to_pylist()


def _releases(workspace: Workspace, person_id: str) -> list[dict[str, Any]]:
    """Answers that the person was counted in: what for, for whom, and who asked."""
    log = workspace.state.releases
    holding = {cell.release_id for cell in log.cells() if person_id in cell.members}
    return [
        {
            "release": entry.id,
            "time": entry.time.isoformat(),
            "question": entry.question,
            "purpose": entry.purpose,
            "audience": entry.audience,
            "asked_by": entry.actor,
        }
        for entry in log.entries()
        if entry.id in holding
    ]


def _log(workspace: Workspace, person_id: str) -> list[dict[str, Any]]:
    return [
        {"sequence": e.sequence, "time": e.time, "by": e.actor, "action": e.action}
        for e in workspace.state.audit.entries()
        if person_id in json.dumps(e.detail)
    ]


def _lists(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every list of rows, by the name of its file."""
    runs = data["runs"]
    return {
        "person": [{**data["person"], "keys": " ".join(data["person"]["keys"])}],
        **{f"evidence-{name}": rows for name, rows in data["evidence"].items()},
        "scores": [{"run": r["run"], "sealed_at": r["sealed_at"], **r["scores"]} for r in runs],
        "facets": [{"run": r["run"], **facet} for r in runs for facet in r["facets"]],
        **{name: data[name] for name in _LISTS},
    }


def _csv(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV; text that a spreadsheet could take for a formula gets an apostrophe."""
    file = io.StringIO()
    out = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
    out.writeheader()
    out.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
    return file.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and starts_formula(value) else value
