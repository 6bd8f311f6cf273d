"""Who gets in where: every address, every role, one's own and somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2

import vesica
from proof.figure import Figure
from proof.g.addresses import addresses, filled
from proof.g.house import Served, house
from proof.registry import proof

__all__ = ["matrix"]

_ALL = "admin analyst leader council practitioner"
_ASK = "analyst leader council"
_TABLE: tuple[tuple[str, str], ...] = (
    (r"(GET|POST) /sign-in|(GET|POST) /link/.*", f"nobody {_ALL}"),
    (r"(GET|POST) /account/(invite|close)", "admin"),
    (r"GET /docs.*|GET /|POST /sign-out|(GET|POST) /account.*|GET /sql/.*", _ALL),
    (r"GET /q/health|GET /api/v1/questions/health", "analyst council"),
    (r"GET /q/points|GET /pairs/why|GET /pitch.*|GET /trial.*|(GET|POST) /plan.*", "analyst"),
    (r"(GET|POST) /api/v1/plans.*", "analyst"),
    (r"GET /guess|GET /part/.*|(GET|POST) /q/.*|(GET|POST) /waiting/.*", _ASK),
    (r"(GET|POST) /api/v1/questions.*", _ASK),
    (r"(GET|POST) /evidence/.*|POST /run|(GET|POST) /jobs.*", "analyst"),
    (r"GET /api/v1/imports|(GET|POST) /api/v1/jobs.*", "analyst"),
    (r"GET /runs|GET /api/v1/runs", "analyst council"),
    (r"POST /policy", "council"),
    (r"GET /(policy|releases|audit|try|api/v1/releases)|POST /try", "analyst council"),
    (r"(GET|POST) /me.*", "practitioner"),
    (r"GET /api/v1/openapi.json", _ALL),
)
"""Written by hand from the rights that the documentation promises; first fit."""

_ASKED_OF_OTHERS = ("person", "person_id", "leader", "of", "who", "code", "why", "for")


@proof("G.matrix")
def matrix() -> tuple[Figure, ...]:
    """Every address × role: let in exactly where the table says; nobody sees another's row."""
    with house() as served:
        decisions, wrong = 0, []
        for method, path in addresses():
            for role in ("", *_ALL.split()):
                decisions += 1
                if _let_in(served, method, path, role) != _should(method, path, role):
                    wrong.append(f"{role or 'nobody'} {method} {path}")
        swaps, leaks = _others(served)
    return (
        Figure(
            id="G.matrix.wrong",
            what=f"wrong decisions of {decisions} (address × role)",
            value=float(len(wrong)),
            target="0",
            holds=not wrong,
            note=f"First: {'; '.join(wrong[:3])}." if wrong else "",
        ),
        Figure(
            id="G.matrix.other",
            what=f"answers that hold another person's key, name or pseudonym, of {swaps} in which"
            " that person was asked for",
            value=float(len(leaks)),
            target="0",
            holds=not leaks,
            note=f"First: {'; '.join(leaks[:3])}." if leaks else "",
        ),
    )


def _should(method: str, path: str, role: str) -> bool:
    words = next(who for fits, who in _TABLE if re.fullmatch(fits, f"{method} {path}"))
    return (role or "nobody") in words.split()


def _let_in(served: Served, method: str, path: str, role: str) -> bool:
    """Ask without the word of a form: who may come in is stopped by that, and changes nothing."""
    streams = path.endswith("/events")
    if streams:
        path = path.removesuffix("/events")
    headers = {"origin": served.root}
    with httpx2.Client(base_url=served.root, cookies=served.cookies(role), timeout=300) as client:
        body = {"work": "nothing"} if method == "POST" and path.startswith("/api/") else None
        answer = client.request(method, filled(path), headers=headers, json=body)
    if role:
        return not (answer.status_code == 404 and "There is no such page." in answer.text)
    if answer.status_code == 303:
        return not answer.headers["location"].startswith("/sign-in")
    return not (answer.status_code == 401 and "Nobody is signed in." in answer.text)


def _others(served: Served) -> tuple[int, list[str]]:
    """Ask for somebody who has not opted in, under every name that a parameter may have."""
    with vesica.open(served.folder) as workspace:
        other = workspace.vault.find(served.keys[1]) or ""
        name = workspace.vault.name_of(other) or other
    asked, leaks = 0, []
    for role, path, query in _requests(served.keys[1], other):
        asked += 1
        with httpx2.Client(base_url=served.root, cookies=served.cookies(role), timeout=300) as c:
            text = c.get(path, params=query).text
        for given in query.values():
            text = text.replace(given, "")
        if any(found in text for found in (other, name)):
            leaks.append(f"{role} {path} {next(iter(query))}")
    return asked, leaks


def _requests(key: str, pseudonym: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    pages = {
        "practitioner": ("/me", "/me/card.json", "/me/data.json", "/me/plan", "/me/case"),
        "leader": ("/q/overlap.json", "/q/map.json", "/guess"),
        "council": ("/q/overlap.json", "/releases", "/audit"),
        "admin": ("/account",),
    }
    for role, paths in pages.items():
        for path in paths:
            for parameter in _ASKED_OF_OTHERS:
                for value in (key, pseudonym):
                    yield role, path, {parameter: value}
