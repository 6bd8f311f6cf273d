"""What stands before every page: host, origin, rate, size, policy; and what goes with each."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from threading import Lock

from starlette.datastructures import URL, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vesica.web.fields import whole

__all__ = [
    "HEADERS",
    "LARGEST_BODY",
    "LARGEST_UPLOAD",
    "Callers",
    "Doorman",
    "Rate",
    "csrf",
    "same_origin",
]

log = logging.getLogger(__name__)

LARGEST_BODY, LARGEST_UPLOAD = 2**20, 2 * 2**30
"""Most bytes that a request may bring."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What goes with every answer."""


class Doorman:
    """Turns away strange hosts and bodies that are too large; sets the headers of every answer."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], secure: bool) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = HEADERS | (
            {"Strict-Transport-Security": "max-age=31536000"} if secure else {}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or turn away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    out[name] = value
                if "cache-control" not in out:
                    out["Cache-Control"] = "no-store"
            await send(message)

        refusal = self._refusal(headers, scope["path"])
        if refusal is not None:
            await refusal(scope, receive, with_headers)
            return
        limit = LARGEST_UPLOAD if scope["path"] == "/evidence/upload" else LARGEST_BODY
        await self._app(scope, _counted(receive, limit), with_headers)

    def _refusal(self, headers: dict[str, str], path: str) -> Response | None:
        if headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("This address is not served here.\n", status_code=421)
        size = headers.get("content-length", "0")
        limit = LARGEST_UPLOAD if path == "/evidence/upload" else LARGEST_BODY
        if whole(size, low=0, high=limit) is None:
            return PlainTextResponse(f"At most {limit:,} bytes.\n", status_code=413)
        return None


def _counted(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    """Stop reading a body that goes on for longer than it may."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= limit else {"type": "http.disconnect"}

    return counted


def same_origin(headers: dict[str, str], hosts: frozenset[str]) -> bool:
    """Whether a request that changes something comes from a page of this house."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return "sec-fetch-site" in headers
    sender = URL(origin).netloc.lower()
    return sender == headers.get("host", "").lower() and sender in hosts


def csrf(secret: str) -> str:
    """Return the word that every form of a session carries."""
    return hmac.new(secret.encode(), b"vesica form", hashlib.sha256).hexdigest()


class Rate:
    """At most so many in so many seconds, per caller.

    Parameters
    ----------
    most : int
        So many.
    seconds : float
        In so many seconds.
    """

    def __init__(self, most: int, seconds: float, *, callers: int = 10_000) -> None:
        self._most, self._seconds, self._callers = most, seconds, callers
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def take(self, caller: str) -> float:
        """Count one; 0 if it is allowed, otherwise the seconds to wait."""
        now = time.monotonic()
        with self._lock:
            seen = self._seen.setdefault(caller, deque())
            self._seen.move_to_end(caller)
            while len(self._seen) > self._callers:
                self._seen.popitem(last=False)
            while seen and now - seen[0] > self._seconds:
                seen.popleft()
            if len(seen) >= self._most:
                return self._seconds - (now - seen[0])
            seen.append(now)
        return 0.0


class Callers:
    """As whom a request is counted: by its address, until its secret was found to hold.

    Parameters
    ----------
    most : int
        Secrets that are remembered; the longest unused is forgotten first.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._names: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def name(self, secret: str, address: str) -> str:
        """Name under which a request is counted."""
        with self._lock:
            if secret in self._names:
                self._names.move_to_end(secret)
            return self._names.get(secret, f"from {address}")

    def learn(self, secret: str, who: str | None) -> None:
        """Note whose secret it is; ``None``: it holds no more, or never did."""
        with self._lock:
            if who is None:
                self._names.pop(secret, None)
                return
            self._names[secret] = f"of {who}"
            while len(self._names) > self._most:
                self._names.popitem(last=False)
