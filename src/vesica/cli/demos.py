"""Commands about simulated organisations, and the demonstration on Congress."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import App, Parameter

from vesica.api import reporting
from vesica.cli.session import complain, opened, say, say_json
from vesica.cli.show import show

__all__ = ["register"]

_T = TypeVar("_T")


def register(app: App) -> None:
    """Add the commands to the application."""
    app.command(simulate)
    app.command(validate)
    demos = App(name="demo", help="Run the main job on a simulated organisation, or on Congress.")
    demos.default(demo)
    demos.command(congress)
    app.command(demos)


def simulate(
    *,
    people: int = 2000,
    seed: int = 1,
    preset: str = "essay-right",
    out: Path,
    messages_per_person: int = 60,
    posts_per_person: int = 10,
) -> None:
    """Write the evidence files of a simulated organisation, and its truth.

    Parameters
    ----------
    people
        People in the organisation.
    seed
        Seed; the same seed gives the same files.
    preset
        null, essay-right, essay-wrong, heavy-tail or filtered.
    out
        Folder to write to.
    messages_per_person
        Mean messages per person.
    posts_per_person
        Mean posts per person.
    """
    from vesica.demo.simulator import simulate as write

    made = write(
        people=people,
        seed=seed,
        preset=preset,
        out=out,
        messages_per_person=messages_per_person,
        posts_per_person=posts_per_person,
    )
    for file, rows in made.files.items():
        say(f"{rows:>12,}  {file}")
    say(f"All people are simulated. The truth is in {out / 'truth'}.")


def validate(
    *,
    people: int = 1000,
    organisations: int = 3,
    seed: int = 1,
    own: bool = False,
    congress: Path | None = None,
    mark: str = "",
    to: Annotated[list[Path] | None, Parameter(consume_multiple=True)] = None,
    json: bool = False,
) -> None:
    """Try the whole measurement where the truth is known, and on real evidence.

    There are five kinds of simulated organisations. How long it takes is said at the start, and
    what is left after each organisation, on the error output. Ctrl-C stops it and leaves nothing.

    Parameters
    ----------
    people
        People in each organisation.
    organisations
        Organisations of each kind.
    seed
        Seed of the first organisation; the others follow.
    own
        Try it on the evidence of this workspace as well: halves, placebos, ages dealt out anew.
    congress
        Folder with the public files of the 117th US Congress, to be tried as well.
    mark
        Kept in the report, such as the commit.
    to
        Files to write; the suffix says which form.
    json
        Print JSON.
    """
    from vesica import report as room
    from vesica.demo.validation import validate as tried

    with opened() if own else nullcontext() as workspace:
        released = _stoppable(
            lambda: tried(
                people=people,
                organisations=organisations,
                first_seed=seed,
                own=workspace,
                congress=congress,
                mark=mark,
            )
        )
    page = room.make_brief(
        "validate",
        released,
        organisation="Simulated organisations",
        simulated=not released.value.real,
    )
    if json:
        say_json(released)
    else:
        show(page, full=True)
    for file in to or ():
        room.save(page, released, file)
    if to:
        _written(*to)


def _stoppable(work: Callable[[], _T]) -> _T:
    """Do what leaves nothing behind; who stops it is told so."""
    try:
        return work()
    except KeyboardInterrupt:
        complain("Stopped; nothing was kept.")
        raise SystemExit(130) from None


def demo(*, out: Path = Path("demo-output"), people: int = 2000, seed: int = 1) -> None:
    """Run the main job on a simulated organisation: import, health, run, the overlap brief.

    Parameters
    ----------
    out
        Folder to write to; what an earlier demo left there is replaced.
    people
        People in the simulated organisation.
    seed
        Seed of the simulation.
    """
    from vesica.demo.organisation import opted_in, organisation

    made = organisation(out=out, people=people, seed=seed)
    with made.workspace as workspace:
        show(reporting.brief(workspace, "health", workspace.health()))
        show(reporting.brief(workspace, "overlap", workspace.overlap()))
        files = workspace.report("overlap", made.reports("overlap"))
        somebody = opted_in(made)
    _written(*files, made.folder)
    say(f"Go on with: vesica -w {made.folder} explain {somebody}")


def congress(*, data: Path | None = None, out: Path = Path("congress-output")) -> None:
    """Ask the essay's question of the 117th US Congress: reach against effectiveness.

    Parameters
    ----------
    data
        Folder with members.csv and influence_edges.csv; without it, where to find the sources.
    out
        Folder to write to; what an earlier call left there is replaced.
    """
    from vesica.demo import congress as case

    made = case.congress(data=data, out=out)
    with made.workspace as workspace:
        released = workspace.association()
        show(reporting.brief(workspace, "association", released))
        files = workspace.report("association", made.reports("congress"))
    _written(*files, made.folder)


def _written(*paths: Path) -> None:
    say("Written:")
    for path in paths:
        say(f"  {path}")
