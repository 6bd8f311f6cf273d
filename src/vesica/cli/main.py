"""The ``vesica`` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

import vesica
from vesica.cli import (
    cases,
    demos,
    evidence,
    linking,
    people,
    plan,
    questions,
    reduce,
    routes,
    serving,
    setup,
)
from vesica.cli.examples import add_examples
from vesica.cli.session import guarded, set_workspace

__all__ = ["app", "main"]

app = App(
    name="vesica",
    help="Who can do social media, who is listened to, who is both, and how sure we are.",
    version=vesica.__version__,
    help_format="markdown",
    default_parameter=Parameter(negative=()),
    suppress_keyboard_interrupt=False,
)
app.meta.suppress_keyboard_interrupt = False
setup.register(app)
evidence.register(app)
reduce.register(app)
linking.register(app)
questions.register(app)
demos.register(app)
people.register(app)
serving.register(app)
routes.register(app)
cases.register(app)
plan.register(app)
add_examples(app)


@app.meta.default
def _launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    workspace: Annotated[
        Path | None, Parameter(name=["--workspace", "-w"], env_var="VESICA_WORKSPACE")
    ] = None,
) -> None:
    """Run a command.

    Parameters
    ----------
    tokens
        The command and its arguments.
    workspace
        Folder of the workspace; without it, this folder or the nearest one above it.
    """
    set_workspace(workspace)
    app(tokens, exit_on_error=False, print_error=True)


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the ``vesica`` command; exits with the code of the outcome."""

    def call() -> None:
        try:
            app.meta(arguments, exit_on_error=False, print_error=True)
        except CycloptsError:
            sys.exit(2)

    sys.exit(guarded(call))
