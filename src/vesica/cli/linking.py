"""Commands about whose account it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from vesica.cli.session import opened, own_words, say_json

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.linking import OwnLinks
    from vesica.core.released import Released

__all__ = ["register"]

_Code = Annotated[str, Parameter(env_var="VESICA_CODE")]


def register(app: App) -> None:
    """Add the commands to the application."""
    group = App(name="link", help="Suggest whose accounts are whose; people confirm or reject.")
    group.default(suggest)
    for command in (mine, confirm, reject):
        group.command(command)
    app.command(group)


def suggest(*, json: bool = False) -> None:
    """Suggest owners for the accounts that nobody claimed, and say how many there are.

    A suggestion is shown to the person named, who confirms or rejects it; it counts for nothing
    before. Needs the optional part: pip install 'vesica[linking]'.

    Parameters
    ----------
    json
        Print JSON.
    """
    from vesica.api import linking, reporting
    from vesica.cli.show import show

    with opened() as workspace:
        released = linking.link(workspace)
        if json:
            say_json(released)
        else:
            show(reporting.brief(workspace, "link", released), full=True)


def mine(*, code: _Code, json: bool = False) -> None:
    """Show a person the accounts that may be this person's, and why.

    Parameters
    ----------
    code
        The person's own key; the passphrase is asked for. Or KEY:PASSPHRASE.
    json
        Print JSON.
    """
    from vesica.api import linking

    with opened() as workspace:
        _tell(workspace, linking.mine(workspace, own_words(code)), json=json)


def confirm(number: int, *, code: _Code, json: bool = False) -> None:
    """Say that an account is one's own: its posts count from the next run on.

    Parameters
    ----------
    number
        Number of the suggestion, as 'vesica link mine' shows it.
    code
        The person's own key; the passphrase is asked for. Or KEY:PASSPHRASE.
    json
        Print JSON.
    """
    _answer(number, code, yes=True, json=json)


def reject(number: int, *, code: _Code, json: bool = False) -> None:
    """Say that an account is not one's own, or take a confirmation back; nobody asks again.

    Parameters
    ----------
    number
        Number of the suggestion, as 'vesica link mine' shows it.
    code
        The person's own key; the passphrase is asked for. Or KEY:PASSPHRASE.
    json
        Print JSON.
    """
    _answer(number, code, yes=False, json=json)


def _answer(number: int, code: str, *, yes: bool, json: bool) -> None:
    from vesica.api import linking

    with opened() as workspace:
        said = linking.answer(workspace, own_words(code), number, yes=yes)
        _tell(workspace, said, json=json)


def _tell(workspace: Workspace, released: Released[OwnLinks], *, json: bool) -> None:
    from vesica.api import reporting
    from vesica.cli.show import show

    if json:
        say_json(released)
    else:
        show(reporting.brief(workspace, "own links", released), full=True)
