"""Commands about what is in it for one leader."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from vesica.cli.session import opened, own_words, say, say_json
from vesica.errors import UsageError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.released import Released

__all__ = ["register", "sponsor"]

_Code = Annotated[str | None, Parameter(env_var="VESICA_CODE")]


def register(app: App) -> None:
    """Add the command to the application; ``sponsor`` is in the group of people."""
    app.command(case)
    app.command(attribute)


def case(
    leader: str | None = None,
    *,
    if_: Annotated[list[str] | None, Parameter(name="--if")] = None,
    for_: Annotated[str | None, Parameter(name="--for")] = None,
    as_: Annotated[Literal["pitch", "generic", "personalised"], Parameter(name="--as")] = "pitch",
    code: _Code = None,
    passphrase_stdin: bool = False,
    to: list[Path] | None = None,
    example: Path | None = None,
    full: bool = False,
    json: bool = False,
) -> None:
    """What is in it for one leader: from practice to that leader's own year-end bonus.

    The leader sees it with the own passphrase, and a sponsor whom the leader named; the analyst
    after the leader's opt-in. With --for, the argument without the leader's private figures.

    Parameters
    ----------
    leader
        Employee number or e-mail address; with a code and without it, your own case.
    if_
        Change an assumption, such as minutes_per_week=40, weeks=26, discount=50%, effect=2%,
        gain=2% or hour_cost="120 EUR". Once per assumption.
    for_
        The leader whom a practitioner wants to win over.
    as_
        Which version of the argument; pitch draws one by lot.
    code
        Your own key, such as the employee number; the passphrase is asked for. Or KEY:PASSPHRASE.
    passphrase_stdin
        Read the passphrase from the standard input and not from the keyboard.
    to
        File to write the page to: PDF, HTML, XLSX, JSON and others. Once per file.
    example
        Write an example of the table of payout curves to this file, and do nothing else.
    full
        Show everything: metrics, assumptions, what would make it false, how we know.
    json
        Print JSON.
    """
    from vesica.api.case import write_example

    if example is not None:
        say(str(write_example(example)))
        return
    changes = tuple(if_ or ())
    with opened() as workspace:
        if for_ is not None:
            if leader is not None:
                raise UsageError(
                    "Both LEADER and --for are given.",
                    hint="vesica case LEADER for the case, vesica case --for LEADER for a pitch.",
                )
            _out(
                workspace,
                "pitch",
                workspace.pitch(for_, version=as_, changes=changes),
                to=to,
                full=full,
                json=json,
            )
            return
        own = own_words(code, from_stdin=passphrase_stdin) if code else None
        released = workspace.case(leader, code=own, changes=changes)
        _out(workspace, "case", released, to=to, full=full, json=json)


def attribute(
    unit: str,
    metric: str,
    *,
    since: date,
    reached: list[str] | None = None,
    to: list[Path] | None = None,
    full: bool = False,
    json: bool = False,
) -> None:
    """What a change did to a unit's metric, against what it would have done without.

    Without an experiment: the course is foretold from units that the change did not reach. It is
    refused, with the reason, where the data cannot carry it.

    Parameters
    ----------
    unit
        Name of the unit, as in the table metrics.
    metric
        Name of the metric.
    since
        First day of the first period with the change, such as 2025-06-01.
    reached
        Another unit that the change reached too: it is no control. Once per unit.
    to
        File to write the page to: PDF, HTML, XLSX, JSON and others. Once per file.
    full
        Show everything, and how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.attribute(unit, metric, since=since, reached=tuple(reached or ()))
        _out(workspace, "attribution", released, to=to, full=full, json=json)


def sponsor(
    sponsor: str,
    action: Literal["grant", "withdraw"],
    *,
    code: Annotated[str, Parameter(env_var="VESICA_CODE")],
    passphrase_stdin: bool = False,
) -> None:
    """Let one named person see your own case, or no longer; it holds from the next answer on.

    Parameters
    ----------
    sponsor
        Employee number or e-mail address of the person.
    action
        grant or withdraw.
    code
        Your own key; the passphrase is asked for. Or KEY:PASSPHRASE.
    passphrase_stdin
        Read the passphrase from the standard input and not from the keyboard.
    """
    from vesica.api.case import name_sponsor

    with opened() as workspace:
        name_sponsor(workspace, own_words(code, from_stdin=passphrase_stdin), sponsor, action)
    say(f"Recorded: {action}, sponsor of your case.")


def _out(
    workspace: Workspace,
    question: str,
    released: Released[Any],
    *,
    to: list[Path] | None,
    full: bool,
    json: bool,
) -> None:
    from vesica import report
    from vesica.api import reporting
    from vesica.cli.show import show

    if json:
        say_json(released)
        return
    page = reporting.brief(workspace, question, released)
    for file in to or ():
        report.save(page, released, file)
        say(str(file))
    if not to:
        show(page, full=full)
