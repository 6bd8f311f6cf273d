"""One request, as the handlers see it, and what every answer to it shares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vesica.api.answers import Answers
from vesica.api.apart import Apart
from vesica.api.doors import Doors
from vesica.api.jobs import Jobs
from vesica.api.rights import Right, Subject
from vesica.errors import UsageError
from vesica.web.fields import whole

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["Call", "Handler", "House", "Parameter", "Route", "as_json", "back_to", "tagged"]


class Handler(Protocol):
    """A function that answers a request; its name goes into the interface's description."""

    __name__: str

    def __call__(self, call: Call, /) -> Response:
        """Answer."""
        ...


@dataclass(frozen=True, kw_only=True)
class House:
    """What all requests share.

    Parameters
    ----------
    folder : Path
        The workspace.
    doors : Doors
        Open the workspace for a request.
    answers : Answers
        Answers that are kept.
    apart : Apart
        Works out answers that take long.
    jobs : Jobs
        Work that is going on.
    hosts : frozenset of str
        Names under which the house is reached.
    secure : bool
        Whether it is reached over TLS.
    routes : tuple of Route
        Every address.
    """

    folder: Path
    doors: Doors
    answers: Answers
    apart: Apart
    jobs: Jobs
    hosts: frozenset[str]
    secure: bool
    routes: tuple[Route, ...] = ()

    @property
    def cookie(self) -> str:
        """Name of the session's cookie."""
        return "__Host-vesica" if self.secure else "vesica"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of the interface for programs, as its description shows it."""

    name: str
    place: str
    schema: Mapping[str, Any]
    what: str


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address.

    Parameters
    ----------
    method, path : str
        How it is asked for.
    right : Right
        What it needs; there is no default.
    handler : Handler
        What answers.
    question : str
        Name of the path's part that names a question, or an empty string.
    about : str
        The question that it is always about, or an empty string.
    says : str
        What it does, where it is part of the interface for programs.
    parameters : tuple of Parameter
        Of the interface for programs.
    body : mapping, optional
        JSON Schema of what it takes, where it is part of the interface for programs.
    status : int
        What it answers with there if all is well.
    streams : bool
        It takes a file, which may be large.
    waits : bool
        In a large organisation the answer may not be there yet.
    """

    method: str
    path: str
    right: Right
    handler: Handler
    question: str = ""
    about: str = ""
    says: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Any] | None = None
    status: int = 200
    streams: bool = False
    waits: bool = False

    @property
    def for_programs(self) -> bool:
        """Whether it is part of the interface for programs."""
        return self.path.startswith("/api/")


@dataclass(kw_only=True)
class Call:
    """One request that was let in.

    Parameters
    ----------
    house : House
        What all requests share.
    request : Request
        As it came.
    subject : Subject or None
        Who asks.
    workspace : Workspace
        Open for this request, with its actor and seat set.
    form : mapping
        Fields of a form, or members of a JSON object.
    secret : str
        Of the session, or an empty string.
    keep_files : callable
        Files that came with it are deleted when it has been answered, unless this is called.
    """

    house: House
    request: Request
    subject: Subject | None
    workspace: Workspace
    form: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    secret: str = ""
    keep_files: Callable[[], None] = lambda: None

    @property
    def path(self) -> Mapping[str, str]:
        """Parts of the path."""
        return self.request.path_params

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """Return a whole number from the address.

        Raises
        ------
        UsageError
            If it is none, or out of its range.
        """
        text = self.request.query_params.get(name)
        if text is None:
            return default
        number = whole(text, low=low, high=high)
        if number is None:
            raise UsageError(
                f"'{name}' is not a whole number from {low} to {high}.", hint="Correct it."
            )
        return number


def tagged(call: Call, content: bytes, kind: str, **headers: str) -> Response:
    """Answer with a tag, and with nothing but the tag to whoever has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = call.request.headers.get("if-none-match", "")
    if tag in {word.strip().removeprefix("W/") for word in known.split(",")}:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type=kind, headers={"ETag": tag, **headers})


def as_json(call: Call, value: Any) -> Response:
    """Answer with JSON and its tag."""
    from vesica.core.canonical import to_plain

    content = json.dumps(to_plain(value), ensure_ascii=False, indent=2).encode()
    return tagged(call, content, "application/json")


def back_to(address: str) -> Response:
    """Send the browser on to an address of this house."""
    return RedirectResponse(address, status_code=303)
