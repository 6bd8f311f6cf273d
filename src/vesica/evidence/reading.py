"""The importing side of the reading process: start it, listen, and explain how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import vesica.errors
from vesica.errors import SettingsError, UnreadableFileError, UsageError, VesicaError
from vesica.evidence.frames import Done, Recognition, decode, receive
from vesica.evidence.reader import Event
from vesica.settings import EvidenceSettings

__all__ = ["Reading", "reading", "recognise"]

_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class Reading:
    """A file being read by a process of its own.

    Parameters
    ----------
    name : str
        Name of the file for messages.
    process : subprocess.Popen
        The reading process.
    """

    def __init__(self, name: str, process: subprocess.Popen[bytes]) -> None:
        self._name = name
        self._process = process
        first = self._next()
        if not isinstance(first, Recognition):
            raise self._broken()
        self.recognition = first

    def events(self) -> Iterator[Event]:
        """Everything up to the end of the file."""
        while True:
            event = self._next()
            if isinstance(event, Done):
                return
            if isinstance(event, Recognition):
                raise self._broken()
            yield event

    def _next(self) -> Event | Recognition | Done:
        assert self._process.stdout is not None
        frame = receive(self._process.stdout)
        if frame is None:
            raise self._broken()
        fields, payload = frame
        if fields["frame"] == "Error":
            raise self._told(fields)
        return decode(fields, payload)

    def _told(self, fields: Mapping[str, str]) -> VesicaError:
        if fields["error"] == "MemoryError":
            return self._too_much("memory")
        kind = getattr(vesica.errors, fields["error"])
        return kind(fields["message"], hint=fields["hint"])

    def _too_much(self, what: str) -> UnreadableFileError:
        return UnreadableFileError(
            f"{self._name}: reading it takes more {what} than a file of its size should.",
            hint="Check that it is what its name says. Save a workbook as CSV; split other files.",
        )

    def _broken(self) -> UnreadableFileError:
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return self._too_much("time")
        if code == -signal.SIGKILL:
            return UnreadableFileError(
                f"{self._name}: the reading process was killed.",
                hint="The machine may be short of memory; import the file again.",
            )
        if code in {-signal.SIGABRT, -signal.SIGSEGV}:
            return self._too_much("memory")
        return UnreadableFileError(
            f"{self._name}: the reading process stopped (exit code {code}).",
            hint="Export the file again as CSV in UTF-8; if that does not help, report it.",
        )


@contextmanager
def reading(
    path: Path,
    *,
    settings: EvidenceSettings,
    as_kind: str | None,
    column_map: Mapping[str, str] | None,
    read: bool,
    sheet: str | None = None,
    latest: datetime | None = None,
) -> Generator[Reading]:
    """Start the reading process, and make sure that it ends.

    Parameters
    ----------
    path, settings, as_kind, column_map, sheet
        As in :func:`recognise`.
    read : bool
        Whether to read the rows as well.
    latest : datetime or None
        Time in UTC from which on nothing in the file can have happened yet.

    Raises
    ------
    UsageError
        If there is no such file or folder.
    """
    if not path.is_file() and not path.is_dir():
        raise UsageError(
            f"'{path}' is not a file.", hint="Name an existing file, or the folder of an export."
        )
    request = {
        "path": str(path.resolve()),
        "name": path.name,
        "as_kind": as_kind,
        "columns": {kind: dict(columns) for kind, columns in settings.columns.items()},
        "column_map": dict(column_map or {}),
        "time_zone": _zone(settings),
        "broadcast_recipients": settings.broadcast_recipients,
        "read": read,
        "sheet": sheet,
        "latest": latest.isoformat() if latest else None,
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "vesica.evidence.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        close_fds=True,
    )
    try:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it died at once; the first frame's absence says so
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.close()
        yield Reading(path.name, process)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    fixed = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONWARNINGS": "ignore", "MALLOC_ARENA_MAX": "2"}
    return kept | fixed | {"ARROW_DEFAULT_MEMORY_POOL": "mimalloc", "OMP_NUM_THREADS": "1"}


def _zone(settings: EvidenceSettings) -> str:
    try:
        ZoneInfo(settings.time_zone)
    except (KeyError, ValueError, OSError) as error:
        expected = "an IANA name, such as 'Europe/Berlin'"
        raise SettingsError.bad_value(
            "time_zone", "evidence", settings.time_zone, expected
        ) from error
    return settings.time_zone


def recognise(
    path: Path,
    *,
    settings: EvidenceSettings,
    as_kind: str | None = None,
    column_map: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Recognition:
    """What a file is taken for, and which header feeds which column; nothing is imported.

    Parameters
    ----------
    path : Path
        The file.
    settings : EvidenceSettings
        Remembered mappings.
    as_kind : str or None
        Kind of file, instead of a guess.
    column_map : mapping of str to str or None
        Column to header, instead of a guess; an empty header leaves the column out, ``=text``
        is a constant, and ``HEADER@dd/mm/yyyy`` states how dates are written.
    sheet : str or None
        Sheet of a workbook, instead of the only one with a header that is known.
    """
    with reading(
        path, settings=settings, as_kind=as_kind, column_map=column_map, read=False, sheet=sheet
    ) as process:
        return process.recognition
