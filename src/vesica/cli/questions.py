"""Commands that run the measurement and answer questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from vesica.api import reporting
from vesica.cli.session import opened, say, say_json
from vesica.cli.show import show

__all__ = ["register"]


def register(app: App) -> None:
    """Add the commands to the application."""
    for command in (run, overlap, explain, report, simulate):
        app.command(command)
    demos = App(name="demo", help="Run the main job on a simulated organisation, or on Congress.")
    demos.default(demo)
    demos.command(congress)
    app.command(demos)


def run(*, json: bool = False) -> None:
    """Measure both skills and their overlap from the evidence, and seal the result.

    Parameters
    ----------
    json
        Print JSON.
    """
    with opened() as workspace:
        summary = workspace.run()
    if json:
        say_json(summary)
    elif summary.already:
        say(f"Run {summary.run_id} was sealed before; the evidence has not changed.")
    else:
        say(f"Run {summary.run_id} sealed; result hash {summary.result_hash}.")


def overlap(*, full: bool = False, json: bool = False) -> None:
    """How many people have each skill, how many both, and what chance alone would give.

    For the picture: vesica report overlap --to overlap.html.

    Parameters
    ----------
    full
        Show everything: other bars, units, what it means, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.overlap()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "overlap", released), full=full)


def explain(
    person: str | None = None,
    *,
    code: Annotated[str | None, Parameter(env_var="VESICA_CODE")] = None,
    json: bool = False,
) -> None:
    """Why this score: each facet, its evidence, its weight.

    The analyst sees people who opted in to that; with the own code, a person sees the own card.

    Parameters
    ----------
    person
        Employee number or e-mail address.
    code
        The person's own code.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.explain(person, code=code)
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "explain", released), full=True)


def report(
    question: Literal["overlap", "health", "association"],
    *,
    to: Annotated[list[Path], Parameter(consume_multiple=True)],
) -> None:
    """Write the brief of a question as a file: HTML, PDF, XLSX, CSV, JSON, text, SVG or PNG.

    Parameters
    ----------
    question
        Which brief.
    to
        File to write; the suffix says which form. Give it once per file.
    """
    with opened() as workspace:
        for file in workspace.report(question, to):
            say(str(file))


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
