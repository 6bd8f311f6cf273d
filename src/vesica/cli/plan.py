"""Commands about pairs and plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from vesica.cli.plan_decisions import changed, free, lock, publish, swap, veto
from vesica.cli.session import opened, own_words, say, say_json
from vesica.cli.show import show as show_brief

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.plan_answer import PlanAnswer
    from vesica.core.released import Released

__all__ = ["register"]

_Code = Annotated[str, Parameter(env_var="VESICA_CODE")]
_Files = Annotated[list[Path] | None, Parameter(consume_multiple=True)]


def register(app: App) -> None:
    """Add the commands to the application."""
    app.command(pairs)
    group = App(name="plan", help="Who takes which route: make, review, publish.")
    group.default(make)
    group.command(listed, name="list")
    for command in (show, lock, veto, free, swap, compare, publish, calendar, mine):
        group.command(command)
    app.command(group)


def pairs(
    *,
    why_not: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    invitation: bool = False,
    full: bool = False,
    json: bool = False,
) -> None:
    """Who could mentor which leader, among those who opted in, and why.

    Parameters
    ----------
    why_not
        Two people, mentor and leader, who are not paired: say why. Employee numbers.
    invitation
        Print only the text that asks people to take part.
    full
        Show everything: other opt-ins, what the rules take away, how we know.
    json
        Print JSON.
    """
    from vesica.api import reporting

    with opened() as workspace:
        released = workspace.pairs(tuple(why_not or ()))
        if json:
            say_json(released)
        elif invitation:
            from vesica.report.bridges import invitation as text

            for line in text(released.value.reach, workspace.settings.workspace.name):
                say(line + "\n")
        else:
            show_brief(reporting.brief(workspace, "pairs", released), full=full or bool(why_not))


def make(
    *,
    budget: float | None = None,
    hours: float | None = None,
    horizon: int = 26,
    objective: Literal["bridges", "coverage", "least", "cautious"] = "bridges",
    full: bool = False,
    json: bool = False,
) -> None:
    """Make a plan: who takes which route, within all limits. A draft until it is published.

    Parameters
    ----------
    budget
        Of the whole plan, in your currency.
    hours
        Of the whole plan.
    horizon
        Weeks within which the hours that people offer must suffice.
    objective
        bridges: most new bridges. coverage: most disciplines. least: best for whoever has the
        least chance. cautious: best if the routes do badly.
    full
        Show everything: places, audit, what limits cost, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.plan(budget=budget, hours=hours, horizon=horizon, objective=objective)
        _tell(workspace, released, full=full, json=json)


def listed(*, json: bool = False) -> None:
    """List the versions of the plan, oldest first.

    Parameters
    ----------
    json
        Print JSON.
    """
    from vesica.api import plan

    with opened() as workspace:
        rows = plan.listed(workspace)
    if json:
        say_json(rows)
        return
    if not rows:
        say("There is no plan yet. Make one: vesica plan --budget 50000.")
    for row in rows:
        made_from = f", from {row['from']}" if row["from"] else ""
        say(
            f"{row['version']}  {row['status']:<9}  {row['places']} places,"
            f" {row['bridges']:g} new bridges, for {row['objective']}{made_from};"
            f" {row['made']} by {row['by']}"
        )


def show(
    version: int | None = None,
    *,
    why_not: str | None = None,
    to: _Files = None,
    full: bool = False,
    json: bool = False,
) -> None:
    """Show a version for review, or write it as XLSX, HTML, PDF, CSV or JSON.

    Parameters
    ----------
    version
        Its number; the newest if not given.
    why_not
        Somebody without a place: say why not. Employee number.
    to
        File to write; the suffix says which form. Give it once per file.
    full
        Show everything.
    json
        Print JSON.
    """
    from vesica.api import plan, reporting

    with opened() as workspace:
        released = plan.show(workspace, version, why_not=why_not)
        if to:
            from vesica import report as room

            page = reporting.brief(workspace, "plan", released)
            for file in to:
                say(str(room.save(page, released, file)))
            return
        _tell(workspace, released, full=full or why_not is not None, json=json)


def compare(before: int, after: int, *, json: bool = False) -> None:
    """Say who has another place in one version than in another.

    Parameters
    ----------
    before
        Number of the one.
    after
        Number of the other.
    json
        Print JSON.
    """
    from vesica.api import plan

    with opened() as workspace:
        changed(workspace, before, plan.show(workspace, after), json=json)


def calendar(version: int, *, to: Path) -> None:
    """Write the meetings of a published version as a calendar file (ICS).

    Parameters
    ----------
    version
        Its number.
    to
        File that ends in .ics.
    """
    from vesica.api import plan_calendar

    with opened() as workspace:
        say(str(plan_calendar.whole(workspace, version, to)))


def mine(
    *,
    code: _Code,
    passphrase_stdin: bool = False,
    to: Path | None = None,
    json: bool = False,
) -> None:
    """Show a person the own part of the published plan, or write it as a calendar file.

    Parameters
    ----------
    code
        The person's own key; the passphrase is asked for. Or KEY:PASSPHRASE.
    passphrase_stdin
        Read the passphrase from the standard input and not from the keyboard.
    to
        Calendar file to write; it ends in .ics.
    json
        Print JSON.
    """
    from vesica.api import plan_calendar, plan_own, reporting

    with opened() as workspace:
        released = plan_own.mine(workspace, own_words(code, from_stdin=passphrase_stdin))
        if to is not None:
            say(str(plan_calendar.own(workspace, released, to)))
        elif json:
            say_json(released)
        else:
            show_brief(reporting.brief(workspace, "own plan", released), full=True)


def _tell(workspace: Workspace, released: Released[PlanAnswer], *, full: bool, json: bool) -> None:
    from vesica.api import reporting

    if json:
        say_json(released)
    else:
        show_brief(reporting.brief(workspace, "plan", released), full=full)
