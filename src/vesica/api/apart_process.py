"""The process that works one answer out, as its server sees it."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, TYPE_CHECKING, Any

from vesica.errors import VesicaError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.released import Released

__all__ = ["Child", "Order", "gone"]

log = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-P", "-c", "from vesica.api.apart_child import main; main()")
"""It imports nothing from the current folder (``-P``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked; it travels to the child.

    Parameters
    ----------
    folder : Path
        The workspace.
    question : str
        Which one.
    about : tuple of str
        What the answer rests on besides the state of the workspace.
    actor, seat : str
        Who asks, for the logs; and for whom it is released.
    make : callable, optional
        Releases the answer: a function of a module, or a partial one. The method of the workspace
        if not given.
    """

    folder: Path
    question: str
    about: tuple[str, ...] = ()
    actor: str
    seat: str
    make: Callable[[Workspace], Released[Any]] | None = None


class Child:
    """A process with an order; it holds nothing of its server but two pipes.

    Parameters
    ----------
    order : Order
        What it works out.

    Raises
    ------
    OSError
        If it cannot be started.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def messages(self) -> Iterator[tuple[Any, ...]]:
        """What it says, until it ends, however it ends."""
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            return
        try:
            pickle.dump(self._order, into)
            into.flush()
            while True:
                yield pickle.load(out)
        except (OSError, EOFError, pickle.UnpicklingError):
            return
        finally:  # its input stays open until here: where it ends, the child ends with it
            out.close()
            _close(into)

    def wait(self) -> int:
        """Return the code that it ended with; the number of a signal is below zero."""
        return self._process.wait()

    def stop(self, grace: float) -> None:
        """End it; what has not ended after a while is killed.

        Parameters
        ----------
        grace : float
            How long it has to clear up after itself [s].
        """
        self._process.terminate()
        timer = Timer(grace, self.kill)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        """End it at once."""
        if self._process.poll() is None:
            self._process.kill()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        log.debug("the child had closed its side")


def gone(code: int) -> VesicaError:
    """What is said of a child that ended without an answer."""
    if code < 0:
        return VesicaError(
            f"This was not worked out: its process was ended from outside, by signal {-code}.",
            hint="If memory ran out, free some, or lower memory_mib in vesica.toml, [engine]. Then"
            " have it worked out again.",
        )
    return VesicaError(
        f"This was not worked out: its process broke, with code {code}.",
        hint="Look at what the server wrote, and report it.",
    )
