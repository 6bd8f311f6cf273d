"""What one call of the command line shares: the workspace, the terminal, the way out."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

_state: dict[str, Path | None] = {"workspace": None}
_opened: list[tuple[Path, frozenset[str], datetime]] = []
"""Workspaces of this call as they were when they were opened, and when that was."""


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
        root = workspace.layout.root
        _opened.append((root, _sealed(root), datetime.now(UTC)))
        yield workspace


def _sealed(root: Path) -> frozenset[str]:
    """Names of the sealed imports and runs."""
    folders = (root / "evidence", root / "runs")
    return frozenset(p.name for folder in folders if folder.is_dir() for p in folder.iterdir())


def _stopped() -> str:
    """Say in a line what an interrupted command has changed."""
    from vesica.store.layout import Layout
    from vesica.store.state import State

    for root, before, since in _opened:
        if _sealed(root) - before:
            break
        if Layout(root).state_db.is_file():
            with State(Layout(root)) as state:
                last = state.audit.entries(1)
            if last and datetime.fromisoformat(last[0].time) >= since:
                break
    else:
        if _opened:
            return "Stopped; nothing was changed."
    return "Stopped; what was finished before stays, the rest was not changed."


class _ReaderGone(Exception):  # noqa: N818 - not an error: "vesica overlap | head"
    """Who read the answer has read enough."""


def say(text: str = "") -> None:
    """Write a line of the answer to standard output."""
    try:
        sys.stdout.write(text + "\n")
    except BrokenPipeError:
        raise _ReaderGone from None


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise _ReaderGone from None


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
            complain(_stopped())
            return 130
        except _ReaderGone:
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
