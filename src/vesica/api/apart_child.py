"""The child that works one answer out: it opens the workspace for itself, and ends."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
from collections.abc import Callable
from threading import Lock, Thread, Timer
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from vesica.api.apart_process import Order

__all__ = ["main", "work"]

_GRACE = 5.0
_NICE = 5
"""Pages come before answers that take minutes."""

Tell = Callable[..., None]


class _Saying(logging.Handler):
    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a line on."""
        self._tell("said", record.getMessage())


def main() -> None:
    """Read an order from standard input, and answer on standard output."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed is no answer
    lock = Lock()

    def tell(*message: Any) -> None:
        with lock:
            pickle.dump(message, out)
            out.flush()

    order: Order = pickle.load(sys.stdin.buffer)
    Thread(target=_with_the_server, daemon=True).start()
    logger = logging.getLogger("vesica")
    logger.addHandler(_Saying(tell))
    logger.setLevel(logging.DEBUG)
    work(order, tell)


def work(order: Order, tell: Tell) -> None:
    """Work an answer out, and tell it, or why there is none.

    Parameters
    ----------
    order : Order
        What is asked.
    tell : callable
        Takes ``"began"`` and the key that the answer is kept under; then ``"answer"``, the
        released value and its brief; or ``"refused"``, the kind of an error, message and hint.
    """
    from vesica.api.answers import asked, key_of
    from vesica.api.workspace import Workspace
    from vesica.errors import EngineError, VesicaError, WorkspaceBusyError

    try:
        with Workspace(order.folder) as workspace:
            workspace.actor, workspace.seat = order.actor, order.seat
            key, make = key_of(workspace, order.question, *order.about), order.make
            tell("began", key)
            made = asked(workspace, order.question, (lambda: make(workspace)) if make else None)
            now = key_of(workspace, order.question, *order.about)
    except VesicaError as error:
        known = type(error) if type(error).__init__ is VesicaError.__init__ else VesicaError
        tell("refused", known, error.message, error.hint)
        return
    except MemoryError:
        tell(
            "refused",
            EngineError,
            "This was not worked out: there was not enough memory for it.",
            "Free some, or lower memory_mib in vesica.toml, [engine]. Then have it worked out"
            " again.",
        )
        return
    if now == key:
        tell("answer", made.released, made.brief)
        return
    tell("began", now)
    tell(
        "refused",
        WorkspaceBusyError,
        "What this answer rests on changed while it was worked out: evidence, a run, a setting or"
        " what somebody allows.",
        "Have it worked out again.",
    )


def _with_the_server() -> None:
    """End when the server does: its side of the pipe closes."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    timer = Timer(_GRACE, os._exit, (1,))
    timer.daemon = True
    timer.start()
    os.kill(os.getpid(), signal.SIGTERM)


def _end(*_: object) -> NoReturn:
    sys.exit(1)
