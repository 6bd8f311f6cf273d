"""Commands on routes: which of them works, and how the next round is drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from vesica.api import reporting
from vesica.cli.session import opened, say, say_json
from vesica.cli.show import show

__all__ = ["register"]


def register(app: App) -> None:
    """Add the commands to the application."""
    app.command(effect)
    app.command(trial)


def effect(
    *,
    route: str = "",
    on: str = "",
    full: bool = False,
    json: bool = False,
    to: Annotated[list[Path] | None, Parameter(consume_multiple=True)] = None,
) -> None:
    """Which route works? Effects from programmes, each with its checks and its grade.

    Parameters
    ----------
    route
        One route, as the programmes name it; all of them, and compared, if not given.
    on
        One outcome: expertise, influence, posts, endorsement or a unit's metric; all if not given.
        Persuasion is refused, with what data would tell.
    full
        Show everything: checks, what cannot be told, how we know.
    json
        Print JSON.
    to
        Files to write the page to; the suffix says which form.
    """
    with opened() as workspace:
        released = workspace.effect(route, on)
        page = reporting.brief(workspace, "effect", released)
        for file in to or ():
            from vesica import report

            report.save(page, released, file)
            say(str(file))
        if json:
            say_json(released)
        elif not to:
            show(page, full=full)


def trial(
    *,
    route: str,
    seats: int,
    waves: int = 1,
    on: str = "expertise",
    out: Path | None = None,
    seed: int | None = None,
    drawn_on: date | None = None,
    full: bool = False,
    json: bool = False,
) -> None:
    """Draw the next round of a route so that it can be told whether it works.

    Only people who opted in to 'learn which route works' are drawn.

    Parameters
    ----------
    route
        What people will do.
    seats
        Places of one wave.
    waves
        Waves, one after another.
    on
        Skill that will be measured: expertise or influence.
    out
        Folder for the list of who goes when, and for the registration; it must not exist yet.
    seed
        Seed of a draw that is held again; a new one, that nobody knew before, if not given.
    drawn_on
        Day of the draw that is held again; today if not given.
    full
        Show everything: what is fixed, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.trial(
            route, seats=seats, waves=waves, outcome=on, out=out, seed=seed, drawn_on=drawn_on
        )
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "trial", released), full=full)
        if out is not None:
            say(f"Written: {out}")
