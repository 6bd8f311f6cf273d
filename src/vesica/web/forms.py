"""What a request brings: fields of a form, a JSON object, or a file that is kept for a while."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from vesica.errors import UsageError
from vesica.web.call import Route

__all__ = ["Forms", "plain_name", "read", "uploads"]

_STRANGE = re.compile(r"[^\w. ()+@-]")
_CHUNK = 2**20
_MOST_FILES = 50


@dataclass
class Forms:
    """What a request brought.

    Parameters
    ----------
    fields : dict
        Name → the last value.
    lists : dict
        Name → every value.
    files : list of Path
        Files that came with it, each in a folder of its own.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def keep_files(self) -> None:
        """Leave the files where they are: somebody who may has taken them."""
        self.files = []

    def clear(self) -> None:
        """Let go of it, and delete files that nobody took."""
        self.fields = {}
        self.lists = {}
        for file in self.files:
            shutil.rmtree(file.parent)
        self.files = []


async def read(request: Request, route: Route, folder: Path) -> Forms:
    """Read the body of a request that changes something.

    Raises
    ------
    UsageError
        If it is not what the address takes.
    """
    if route.method == "GET":
        return Forms()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if route.for_programs:
        return Forms(fields=await _json(request, kind, needed=route.body is not None))
    if kind == "multipart/form-data" and not route.streams:
        raise UsageError("This address takes no files.", hint="Send the form as it is.")
    found = Forms()
    try:
        async with request.form(max_files=_MOST_FILES, max_fields=500) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    if not value.filename:
                        continue
                    value = await _kept(value, value.filename, folder, found.files)
                found.lists.setdefault(name, []).append(value)
    except BaseException:
        found.clear()
        raise
    found.fields = {name: values[-1] for name, values in found.lists.items()}
    return found


async def _json(request: Request, kind: str, *, needed: bool) -> dict[str, Any]:
    if kind != "application/json" and (needed or kind):
        raise UsageError("The body is not JSON.", hint="Send Content-Type: application/json.")
    try:
        value = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        raise UsageError("The body is not JSON.", hint="Send one JSON object.") from None
    if not isinstance(value, dict):
        raise UsageError("The body is not a JSON object.", hint="Send one JSON object.")
    return value


def uploads(folder: Path) -> Path:
    """Folder of files that wait for their import; it lies in the workspace."""
    place = folder / "uploads"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


async def _kept(file: UploadFile, name: str, folder: Path, files: list[Path]) -> str:
    """Keep an uploaded file in a folder of its own, note it, and return ``NUMBER/NAME``."""
    room = uploads(folder) / secrets.token_hex(16)
    room.mkdir(mode=0o700)
    path = room / plain_name(name)
    files.append(path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as out:
        while chunk := await file.read(_CHUNK):
            out.write(chunk)
    return f"{room.name}/{path.name}"


def plain_name(name: str) -> str:
    """Name of a file without folders and without signs that mean something to a system."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = _STRANGE.sub("_", unicodedata.normalize("NFC", last)).strip(" .")
    path = PurePosixPath(kept or "file")
    return (path.stem[:100] + path.suffix[:16]).lstrip("-") or "file"
