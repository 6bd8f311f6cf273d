"""The application: every request passes one guard, and an address without a right is refused."""

from __future__ import annotations

import hmac
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.routing import Route as Address
from starlette.staticfiles import StaticFiles

from vesica.api import users
from vesica.api.answers import Answers
from vesica.api.apart import Apart
from vesica.api.doors import Doors
from vesica.api.jobs import Jobs
from vesica.api.rights import Right, Subject, allowed, seat
from vesica.errors import UsageError, VesicaError
from vesica.web.call import Call, House, Route
from vesica.web.forms import Forms, read
from vesica.web.guard import Callers, Doorman, Rate, csrf, same_origin
from vesica.web.refusals import NOT_HERE, broken, lost, said, sign_in_first, status_of
from vesica.web.routes import ROUTES
from vesica.web.waiting import NotYet
from vesica.web.waiting_pages import asked_to_wait

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["create_app"]

_STATIC = Path(__file__).parent / "static"
_PER_MINUTE = 240


class _Static(StaticFiles):
    """Files of this version, which browsers may keep."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Add how long it may be kept."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def create_app(
    folder: Path,
    *,
    hosts: frozenset[str],
    secure: bool = False,
    per_minute: int = _PER_MINUTE,
) -> Starlette:
    """Make the application of one workspace.

    Parameters
    ----------
    folder : Path
        The workspace.
    hosts : frozenset of str
        Names, with ports, under which it may be reached; others are turned away.
    secure : bool
        Whether it is reached over TLS.
    per_minute : int
        Requests that one caller may make in a minute.
    """
    answers = Answers()
    house = House(
        folder=folder,
        doors=Doors(folder),
        answers=answers,
        apart=Apart(answers),
        jobs=Jobs(folder),
        hosts=hosts,
        secure=secure,
        routes=ROUTES,
    )
    rate, callers = Rate(per_minute, 60.0), Callers()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        yield
        house.jobs.close()
        house.apart.close()
        house.doors.close()

    routes = [_address(house, rate, callers, route) for route in ROUTES]
    app = Starlette(
        routes=[*routes, Mount("/static", _Static(directory=_STATIC))],
        middleware=[Middleware(Doorman, hosts=hosts, secure=secure)],
        lifespan=lifespan,
        exception_handlers={404: lost, 405: lost, Exception: broken},
    )
    app.state.house = house
    return app


def _address(house: House, rate: Rate, callers: Callers, route: Route) -> Address:
    async def endpoint(request: Request) -> Response:
        secret = _bearer(request) or request.cookies.get(house.cookie, "")
        wait = rate.take(callers.name(secret, request.client.host if request.client else ""))
        if wait > 0:
            return said(request, route, 429, "Too many requests.", "Wait a minute.", wait=wait)
        if route.method != "GET" and not _from_here(house, request):
            return said(request, route, 403, "This form was not sent from here.", "Reload it.")
        if _bearer(request) and not route.for_programs:
            return said(request, route, 404, *NOT_HERE)
        if route.streams:  # whoever may not send it is told so before it is read
            refusal = await run_in_threadpool(_turned_away, house, callers, request, route)
            if refusal is not None:
                return refusal
        try:
            forms = await read(request, route, house.folder)
        except ClientDisconnect:
            return said(request, route, 413, "That was too large.", "Send less.")
        except UsageError as error:
            return said(request, route, 400, error.message, error.hint)
        try:
            return await run_in_threadpool(_answer, house, callers, request, route, forms)
        finally:
            forms.clear()

    return Address(route.path, endpoint, methods=[route.method], name=_name(route))


def _name(route: Route) -> str:
    return f"{route.method} {route.path}"


def _bearer(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _from_here(house: House, request: Request) -> bool:
    if _bearer(request):
        return True
    headers = {k.lower(): v for k, v in request.headers.items()}
    return same_origin(headers, house.hosts)


def _turned_away(
    house: House, callers: Callers, request: Request, route: Route
) -> Response | None:
    """Refuse whoever has no right, before anything that was sent is read."""
    with house.doors.open() as workspace:
        return _without_right(_called(house, callers, request, workspace, Forms()), route)


def _answer(
    house: House, callers: Callers, request: Request, route: Route, forms: Forms
) -> Response:
    """Find out who asks, ask the policy, and let the handler answer."""
    with house.doors.open() as workspace:
        call = _called(house, callers, request, workspace, forms)
        try:
            return _let_in(call, route)
        except NotYet as waits:
            return asked_to_wait(call, route, waits.work)
        except VesicaError as error:
            return said(request, route, status_of(error), error.message, error.hint, call=call)


def _called(
    house: House, callers: Callers, request: Request, workspace: Workspace, forms: Forms
) -> Call:
    """Find out who asks."""
    bearer = _bearer(request)
    secret = "" if bearer else request.cookies.get(house.cookie, "")
    subject = _who(workspace, secret, bearer)
    callers.learn(bearer or secret, (subject.person_id or subject.name) if subject else None)
    return Call(
        house=house,
        request=request,
        subject=subject,
        workspace=workspace,
        form=forms.fields,
        lists=forms.lists,
        secret=secret,
        keep_files=forms.keep_files,
    )


def _who(workspace: Workspace, secret: str, bearer: str) -> Subject | None:
    if bearer:
        return users.by_token(workspace, bearer)
    return users.by_session(workspace, secret) if secret else None


def _without_right(call: Call, route: Route) -> Response | None:
    question = route.about or call.path.get(route.question)
    policy = call.workspace.gate.policy if question else None
    if allowed(call.subject, route.right, policy=policy, question=question):
        return None
    if call.subject is None:
        return sign_in_first(call.request, route)
    return said(call.request, route, 404, *NOT_HERE, call=call)


def _let_in(call: Call, route: Route) -> Response:
    refusal = _without_right(call, route)
    if refusal is not None:
        return refusal
    request, subject = call.request, call.subject
    if route.method != "GET" and not _bearer(request) and route.right is not Right.ANYONE:
        sent = request.headers.get("x-csrf", "") or str(call.form.get("csrf", ""))
        if not hmac.compare_digest(sent.encode(), csrf(call.secret).encode()):
            return said(request, route, 403, "This form is out of date.", "Reload it.")
    if subject is not None:
        call.workspace.actor = subject.name
        call.workspace.seat = seat(subject) or "analyst"
    return route.handler(call)
