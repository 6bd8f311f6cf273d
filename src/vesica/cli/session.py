"""What one call of the command line shares: the workspace, the terminal, the way out."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vesica.api.stopping import Mark
from vesica.errors import VesicaError, WorkspaceNotFoundError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = [
    "complain",
    "guarded",
    "locate",
    "opened",
    "own_words",
    "say",
    "say_json",
    "set_workspace",
]

_NOTHING = "Stopped; nothing was changed."
_SOMETHING = "Stopped; what was finished before stays, the rest was not changed."
_state: dict[str, Path | None] = {"workspace": None}
_opened: list[Mark] = []
"""Workspaces of this call as they were when they were opened."""


def set_workspace(folder: Path | None) -> None:
    """Remember the folder given with ``--workspace`` for the rest of the call."""
    _state["workspace"] = folder


def locate() -> Path:
    """Find the workspace: the one given, else this folder or the nearest one above it.

    Raises
    ------
    WorkspaceNotFoundError
        If there is none.
    """
    given = _state["workspace"]
    if given is not None:
        return given
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "vesica.toml").is_file():
            return folder
    raise WorkspaceNotFoundError.at(here)


@contextmanager
def opened() -> Generator[Workspace]:
    """Open the workspace, and close it at the end."""
    import vesica

    with vesica.open(locate()) as workspace:
        _opened.append(Mark.of(workspace.layout.root))
        yield workspace


class _PipeClosedError(Exception):
    """Who read the answer has read enough: ``vesica overlap | head``."""


def say(text: str = "") -> None:
    """Write a line of the answer to standard output."""
    try:
        sys.stdout.write(text + "\n")
    except BrokenPipeError:
        raise _PipeClosedError from None


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise _PipeClosedError from None


def complain(text: str) -> None:
    """Write a line about what went wrong to standard error."""
    sys.stderr.write(text + "\n")


def own_words(key: str, *, from_stdin: bool = False) -> str:
    """Complete a person's key to ``KEY:PASSPHRASE``, asking for the passphrase unseen."""
    from getpass import getpass

    if ":" in key:
        return key
    if from_stdin:
        return f"{key}:{sys.stdin.readline().rstrip(chr(10))}"
    return f"{key}:{getpass('Passphrase: ')}" if sys.stdin.isatty() else key


def say_json(value: Any) -> None:
    """Write an answer to standard output as JSON, the same in every form."""
    from vesica.core.canonical import to_plain

    say(json.dumps(to_plain(value), ensure_ascii=False, indent=2))


def guarded(call: Callable[[], None]) -> int:
    """Run a command; turn an error into its message, hint and exit code."""
    _opened.clear()
    with _progress_to_stderr():
        try:
            call()
            _flush()
        except VesicaError as error:
            complain(str(error))
            return error.exit_code
        except OSError as error:
            complain(f"{error.strerror}: {error.filename or 'the file system'}.")
            complain("\nHint: Check permissions and free space; what was sealed is as it was.")
            return 1
        except KeyboardInterrupt:
            unchanged = _opened and not any(mark.changed() for mark in _opened)
            complain(_NOTHING if unchanged else _SOMETHING)
            return 130
        except _PipeClosedError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


@contextmanager
def _progress_to_stderr() -> Generator[None]:
    logger = logging.getLogger("vesica")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("· %(message)s"))
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(logging.WARNING if os.environ.get("VESICA_QUIET") else logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
