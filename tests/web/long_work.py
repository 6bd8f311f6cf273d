"""Answers that take as long as a test wants them to; the child imports this module."""

import os
import time
from pathlib import Path

from vesica.errors import RefusedError


def slowly(workspace, gate):
    """Wait until a file is there."""
    while not Path(gate).exists():
        time.sleep(0.02)
    return workspace.doing()


def dying(workspace):
    os.kill(os.getpid(), 9)


def broken(workspace):
    raise ValueError("a slip")


def starved(workspace):
    raise MemoryError


def refused(workspace):
    raise RefusedError("Somebody has objected.", hint="Ask whoever did.")


def overtaken(workspace):
    released = workspace.doing()
    file = workspace.layout.settings_file
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    return released
