"""What is said to whoever cannot have an answer: a page, or a problem for programs."""

from __future__ import annotations

import logging

from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vesica.errors import (
    EstimationError,
    MissingExtraError,
    NotFoundError,
    RefusedError,
    UsageError,
    VesicaError,
    WorkspaceBusyError,
)
from vesica.web.call import Call, Route, back_to
from vesica.web.render import page

__all__ = ["NOT_HERE", "broken", "lost", "said", "sign_in_first", "status_of"]

log = logging.getLogger(__name__)

NOT_HERE = ("There is no such page.", "Go back, or sign in with another account.")
"""Said of what is not there, and of what is not for whoever asks."""

_STATUS: tuple[tuple[type[VesicaError], int], ...] = (
    (NotFoundError, 404),
    (RefusedError, 403),
    (UsageError, 400),
    (WorkspaceBusyError, 409),
    (EstimationError, 422),
    (MissingExtraError, 501),
)


def status_of(error: VesicaError) -> int:
    """Which status an error is answered with."""
    return next((code for kind, code in _STATUS if isinstance(error, kind)), 500)


def sign_in_first(request: Request, route: Route) -> Response:
    """Lead somebody to the door; programs and parts of pages are told."""
    if route.for_programs:
        answer = said(request, route, 401, "Nobody is signed in.", "Send a token.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.headers.get("hx-request"):
        return Response(status_code=401)
    if route.method != "GET":
        return back_to("/sign-in")
    return back_to(str(URL("/sign-in").include_query_params(next=request.url.path)))


def said(
    request: Request,
    route: Route | None,
    status: int,
    message: str,
    hint: str,
    *,
    wait: float = 0.0,
    call: Call | None = None,
) -> Response:
    """Say what went wrong: as a page, or as a problem for programs."""
    if route is not None and route.for_programs:
        problem = {
            "type": "about:blank",
            "title": HTTPException(status).detail,
            "status": status,
            "detail": message,
            "hint": hint,
        }
        response: Response = JSONResponse(
            problem, status_code=status, media_type="application/problem+json"
        )
    else:
        title = {404: "Not here", 403: "Refused", 422: "Cannot say"}.get(status, "That did not do")
        response = page(
            "said.html", call=call, status=status, title=title, message=message, hint=hint
        )
    if wait:
        response.headers["Retry-After"] = str(int(wait) + 1)
    return response


async def lost(request: Request, error: Exception) -> Response:
    """Answer where there is no address."""
    status = getattr(error, "status_code", 404)
    if request.url.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": HTTPException(status).detail,
            "status": status,
            "detail": "There is nothing at this address.",
            "hint": "See /api/v1/openapi.json.",
        }
        headers: dict[str, str] = dict(getattr(error, "headers", None) or {})
        return JSONResponse(
            problem, status_code=status, media_type="application/problem+json", headers=headers
        )
    return said(request, None, status, *NOT_HERE)


async def broken(request: Request, error: Exception) -> Response:
    """Answer where a page broke; what broke it goes into the server's log alone."""
    log.exception("a page broke", exc_info=error)
    return said(
        request, None, 500, "This page broke.", "Look at what the server wrote, and report it."
    )
