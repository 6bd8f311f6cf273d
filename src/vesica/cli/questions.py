"""Commands that run the measurement and answer questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from vesica.api import reporting
from vesica.cli.session import opened, own_words, say, say_json
from vesica.cli.show import show

__all__ = ["register"]

_PLAIN: Mapping[str, tuple[str, str]] = {
    "overlap": (
        "How many people have each skill, how many both, and what chance alone would give.",
        "other bars, units, what it means",
    ),
    "map": (
        "Skill map: how many people stand where on both skills, for everybody and by discipline.",
        "disciplines, what it means",
    ),
    "points": (
        "People who opted in to being shown, on both skills.",
        "everybody who opted in, what it means",
    ),
    "claims": (
        "Whether the essay holds here: each claim, its test, its figure, its verdict.",
        "how each was judged, what would settle it",
    ),
    "age": (
        "Is it a function of age? Both skills by age, with a test that can say no.",
        "the curve, the audit of the scores",
    ),
    "vision": (
        "Is social media one department's silo? How far, and whether it opens.",
        "disciplines, quarters, what it means",
    ),
    "network": (
        "Who listens to whom? Attention between disciplines, against what their sizes would give.",
        "every pair of disciplines, what it means",
    ),
    "doing": (
        "Do people learn more by doing than by reading? Asked of their own posts.",
        "the checks, what it means",
    ),
    "persuasion": (
        "Do people persuade one another? Adoptions beyond what would have come anyway.",
        "units, the checks, what it means",
    ),
}
"""Questions that need nothing but the workspace: what each asks, and what ``--full`` adds."""


def register(app: App) -> None:
    """Add the commands to the application."""
    app.command(run)
    for question in _PLAIN:
        app.command(_asking(question), name=question)
    for command in (compare, explain, report):
        app.command(command)


def _asking(question: str) -> Callable[..., None]:
    """Make the command of a question that needs nothing but the workspace."""

    def ask(*, full: bool = False, json: bool = False) -> None:
        with opened() as workspace:
            released = getattr(workspace, question)()
            if json:
                say_json(released)
            else:
                show(reporting.brief(workspace, question, released), full=full)

    asks, more = _PLAIN[question]
    ask.__doc__ = (
        f"{asks}\n\nParameters\n----------\nfull\n"
        f"    Show everything: {more}, how we know.\njson\n    Print JSON."
    )
    return ask


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
    question: str,
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
