"""Commands about one person: invitation, code, consent, export, erasure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from vesica.cli.cases import sponsor
from vesica.cli.session import opened, own_words, say, say_json

__all__ = ["register"]


def register(app: App) -> None:
    """Add the commands to the application."""
    group = App(name="person", help="Opting in and out, own code, export and erasure.")
    for command in (invite, code, claim, consent, sponsor, export, erase):
        group.command(command)
    app.command(group)


def invite() -> None:
    """Print the text with which people are asked whether they want to opt in."""
    from vesica.api import people

    with opened() as workspace:
        say(people.invite(workspace))


def code(person: str) -> None:
    """Make the code with which a person sets a passphrase, once; hand it to that person only.

    Parameters
    ----------
    person
        Employee number or e-mail address.
    """
    from vesica.api import people

    with opened() as workspace:
        say(people.code(workspace, person))


def claim(code: str, *, passphrase_stdin: bool = False) -> None:
    """Set your own passphrase with the code you were given; the code is dead afterwards.

    From then on your results open with that passphrase. A new code ends it, and you are told.

    Parameters
    ----------
    code
        The code.
    passphrase_stdin
        Read the passphrase from the standard input and not from the keyboard.
    """
    import sys
    from getpass import getpass

    from vesica.api import people

    if passphrase_stdin:
        chosen = sys.stdin.readline().rstrip("\n")
    else:
        chosen = getpass("Passphrase: ")
        if chosen != getpass("Once more: "):
            say("The two differ; nothing was set.")
            raise SystemExit(2)
    with opened() as workspace:
        people.claim(workspace, code, chosen)
    say("Set. Your results: vesica explain --code KEY, with your employee number as the key.")


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


def export(
    *,
    code: Annotated[str, Parameter(env_var="VESICA_CODE")],
    passphrase_stdin: bool = False,
    out: Path | None = None,
) -> None:
    """Print everything that is stored about you as JSON, or write it as JSON and CSV.

    Parameters
    ----------
    code
        Your own key, such as the employee number; the passphrase is asked for. Or KEY:PASSPHRASE.
    passphrase_stdin
        Read the passphrase from the standard input and not from the keyboard.
    out
        New folder to write to: person.json with everything, and a CSV file per table.
    """
    from vesica.api import people, person_export

    with opened() as workspace:
        found = people.export(workspace, own_words(code, from_stdin=passphrase_stdin))
    if out is None:
        say_json(found)
        return
    for file in person_export.save(found, out):
        say(str(file))


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
