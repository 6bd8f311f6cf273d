"""Commands about one person: invitation, code, consent, export, erasure."""

from __future__ import annotations

from typing import Literal

from cyclopts import App

from vesica.cli.session import opened, say, say_json

__all__ = ["register"]


def register(app: App) -> None:
    """Add the commands to the application."""
    group = App(name="person", help="Opting in and out, own code, export and erasure.")
    for command in (invite, code, consent, export, erase):
        group.command(command)
    app.command(group)


def invite() -> None:
    """Print the text with which people are asked whether they want to opt in."""
    from vesica.api import people

    with opened() as workspace:
        say(people.invite(workspace))


def code(person: str) -> None:
    """Make the code with which a person sees the own results; hand it to that person only.

    Parameters
    ----------
    person
        Employee number or e-mail address.
    """
    from vesica.api import people

    with opened() as workspace:
        say(people.code(workspace, person))


def consent(
    person: str,
    action: Literal["grant", "withdraw", "object", "restrict", "lift"],
    *,
    purpose: str = "see one's own score",
) -> None:
    """Record what a person said about a purpose; it holds from the next answer on.

    Parameters
    ----------
    person
        Employee number or e-mail address.
    action
        grant and withdraw are about opting in; object and restrict take the person's evidence
        out of the purpose, lift ends that.
    purpose
        What it is about.
    """
    from vesica.api import people

    with opened() as workspace:
        people.consent(workspace, person, purpose=purpose, action=action)
    say(f"Recorded: {action}, '{purpose}'.")


def export(person: str) -> None:
    """Print everything that is stored about a person, as JSON.

    Parameters
    ----------
    person
        Employee number or e-mail address.
    """
    from vesica.api import people

    with opened() as workspace:
        say_json(people.export(workspace, person))


def erase(person: str, *, yes: bool = False) -> None:
    """Erase a person: rows, runs that hold them, and the identity. It cannot be undone.

    Parameters
    ----------
    person
        Employee number or e-mail address.
    yes
        Do it without asking.
    """
    from vesica.api import people

    if not yes:
        say("This cannot be undone. Say it again with --yes.")
        raise SystemExit(2)
    with opened() as workspace:
        people.erase(workspace, person)
    say("Erased. Runs that held the person are gone; run again with 'vesica run'.")
