"""Commands that make, check and describe a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, validators

from vesica.cli.session import opened, say, say_json

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["register"]

_Entries = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=100_000))]


def register(app: App) -> None:
    """Add the commands to the application."""
    for command in (init, sql, doctor, verify, audit):
        app.command(command)


def init(folder: Path, *, name: str | None = None) -> None:
    """Make a new, empty workspace.

    Parameters
    ----------
    folder
        Folder to make it in; it must not exist, or be empty.
    name
        Name of the organisation, shown on every brief; the folder's name if not given.
    """
    import vesica

    with vesica.init(folder, name=name) as workspace:
        say(f"Workspace made in {folder}.")
        say(f"The identity vault lies outside it: {workspace.vault_file}.")
        say(f"Next: vesica -w {folder} import FILE…")


def sql(relation: str | None = None, *, dialect: Literal["duckdb", "spark"] = "duckdb") -> None:
    """Show the SQL of a named relation, or list the relations.

    Parameters
    ----------
    relation
        Name of the relation; without it, all names with what they are.
    dialect
        Engine whose SQL is shown.
    """
    from vesica.api import catalogue

    if relation is None:
        for known, what in catalogue.describe():
            say(f"{known:24} {what}")
    else:
        say(catalogue.sql(relation, dialect))


def doctor() -> None:
    """Check the installation and, if there is one here, the workspace."""
    from vesica.api import doctoring
    from vesica.cli.session import locate
    from vesica.errors import WorkspaceNotFoundError

    try:
        folder = locate()
    except WorkspaceNotFoundError:
        folder = None
    checks = doctoring.doctor(folder)
    for check in checks:
        say(f"{'ok ' if check.good else 'BAD'} {check.what}: {check.found}")
        if not check.good:
            say(f"    Hint: {check.fix}")
    if not all(check.good for check in checks):
        raise SystemExit(1)


def verify(*, head: str | None = None) -> None:
    """Recompute every hash: snapshots, runs and the audit log.

    Parameters
    ----------
    head
        Head of the audit log that was kept elsewhere; finds cut-off ends.
    """
    from vesica.api import doctoring

    with opened() as workspace:
        problems = doctoring.verify(workspace, head=head)
    for problem in problems:
        say(problem)
    if problems:
        raise SystemExit(1)
    say("Everything matches its recorded hash.")


def audit(*, last: _Entries = 20, json: bool = False) -> None:
    """Show the audit log, and its head to keep elsewhere.

    Parameters
    ----------
    last
        How many entries to show.
    json
        Print JSON.
    """
    with opened() as workspace:
        entries, head = workspace.state.audit.entries(last), workspace.state.audit.head()
    if json:
        say_json({"head": head, "entries": entries})
        return
    for entry in entries:
        say(f"{entry.time[:19]}  {entry.actor:12}  {entry.action}")
    say(f"Head: {head[0]}:{head[1]} (keep it outside; see 'vesica verify --head')")
