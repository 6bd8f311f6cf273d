"""Commands that run the measurement and answer questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from vesica.api import reporting
from vesica.cli.session import opened, own_words, say, say_json
from vesica.cli.show import show

__all__ = ["register"]


def register(app: App) -> None:
    """Add the commands to the application."""
    for command in (
        run,
        overlap,
        claims,
        age,
        vision,
        compare,
        doing,
        persuasion,
        explain,
        report,
        simulate,
        validate,
    ):
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


def age(*, full: bool = False, json: bool = False) -> None:
    """Is it a function of age? Both skills by age, with a test that can say no.

    Parameters
    ----------
    full
        Show everything: the curve, the audit of the scores, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.age()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "age", released), full=full)


def vision(*, full: bool = False, json: bool = False) -> None:
    """Is social media one department's silo? How far, and whether it opens.

    Parameters
    ----------
    full
        Show everything: disciplines, quarters, what it means, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.vision()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "vision", released), full=full)


def compare(
    before: str | None = None,
    after: str | None = None,
    *,
    full: bool = False,
    json: bool = False,
) -> None:
    """What has changed since the last run, with people who joined, left and moved apart.

    Parameters
    ----------
    before
        The earlier run, by id or its beginning; the one sealed before the newest if not given.
    after
        The later run; the newest if not given.
    full
        Show everything: what it means, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.compare(before, after)
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "compare", released), full=full)


def doing(*, full: bool = False, json: bool = False) -> None:
    """Do people learn more by doing than by reading? Asked of their own posts.

    Parameters
    ----------
    full
        Show everything: the checks, what it means, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.doing()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "doing", released), full=full)


def persuasion(*, full: bool = False, json: bool = False) -> None:
    """Do people persuade one another? Adoptions beyond what would have come anyway.

    Parameters
    ----------
    full
        Show everything: units, the placebos, what it means, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.persuasion()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "persuasion", released), full=full)


def claims(*, full: bool = False, json: bool = False) -> None:
    """Whether the essay holds here: each claim, its test, its figure, its verdict.

    Parameters
    ----------
    full
        Show everything: how each was judged, what would settle it, how we know.
    json
        Print JSON.
    """
    with opened() as workspace:
        released = workspace.claims()
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "claims", released), full=full)


def explain(
    person: str | None = None,
    *,
    code: Annotated[str | None, Parameter(env_var="VESICA_CODE")] = None,
    passphrase_stdin: bool = False,
    json: bool = False,
) -> None:
    """Why this score: each facet, its evidence, its weight.

    The analyst sees people who opted in to that; with the own passphrase, a person sees the own
    card.

    Parameters
    ----------
    person
        Employee number or e-mail address.
    code
        The person's own key, such as the employee number; the passphrase is asked for. Or
        KEY:PASSPHRASE.
    passphrase_stdin
        Read the passphrase from the standard input and not from the keyboard.
    json
        Print JSON.
    """
    with opened() as workspace:
        own = own_words(code, from_stdin=passphrase_stdin) if code else None
        released = workspace.explain(person, code=own)
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "explain", released), full=True)


def report(
    question: Literal[
        "overlap", "age", "vision", "compare", "doing", "persuasion", "health", "association"
    ],
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


def validate(
    *,
    people: int = 1000,
    organisations: int = 3,
    seed: int = 1,
    to: Annotated[list[Path] | None, Parameter(consume_multiple=True)] = None,
    json: bool = False,
) -> None:
    """Try the whole measurement on simulated organisations whose truth is known.

    Each takes some ten seconds; there are five kinds. Progress goes to the error output.

    Parameters
    ----------
    people
        People in each organisation.
    organisations
        Organisations of each kind.
    seed
        Seed of the first organisation; the others follow.
    to
        Files to write; the suffix says which form.
    json
        Print JSON.
    """
    from vesica import report as room
    from vesica.demo.validation import validate as tried

    released = tried(people=people, organisations=organisations, first_seed=seed)
    page = room.validation_brief(released, organisation="Simulated organisations", simulated=True)
    if json:
        say_json(released)
    else:
        show(page, full=True)
    for file in to or ():
        room.save(page, released, file)
    if to:
        _written(*to)


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
