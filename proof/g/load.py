"""How fast pages come: fifty people at once, and in a browser."""

from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import httpx2

from proof.figure import Figure, not_run
from proof.g.house import Served, chromium, house, watched
from proof.registry import proof

__all__ = ["large", "load"]

_USERS, _SECONDS = 50, 60.0
_THINK = (2.0, 6.0)
"""Seconds that somebody looks at a page before the next, at least and at most."""

_DEMO, _LARGE = 2000, 200_000
_MEMORY = 6144
"""What the engine may use for the large one [MiB]; the default is for tens of thousands."""

_PATHS = (
    "/",
    "/q/overlap",
    "/q/map",
    "/q/claims",
    "/q/age",
    "/q/health",
    "/q/overlap.json",
    "/api/v1/questions/overlap",
    "/q/overlap.csv",
    "/guess",
    "/docs/tutorial",
)
_OPENED = ("/", "/q/overlap", "/q/map", "/q/claims", "/q/health", "/guess", "/docs/tutorial")
_TIMES = 10
_AGAIN = 2.0
"""After how long it is asked again for an answer that is being worked out [s]."""

_SERVER, _READY, _READY_LARGE = 0.150, 1.0, 2.0


@proof("G.load")
def load() -> tuple[Figure, ...]:
    """Fifty concurrent readers of the demo, and pages ready in Chromium."""
    with house(people_count=_DEMO, messages=60, posts=10) as served:
        return _measured(served, "G.load", _DEMO, _READY)


@proof("G.large")
def large() -> tuple[Figure, ...]:
    """The same for 200,000 people; takes as long as importing and measuring them."""
    with house(people_count=_LARGE, messages=20, posts=4, memory_mib=_MEMORY) as served:
        return _measured(served, "G.large", _LARGE, _READY_LARGE)


def _measured(served: Served, name: str, people: int, ready: float) -> tuple[Figure, ...]:
    with httpx2.Client(
        base_url=served.root, cookies=served.cookies("analyst"), timeout=3600
    ) as client:
        for path in _PATHS:  # the first reader waits until the answer is computed
            while client.get(path).status_code == 202:
                time.sleep(_AGAIN)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        asked = apart.submit(_read, served.root, served.cookies("analyst"))
        times, errors = asked.result()
    p95 = _quantile(times, 0.95)
    server = Figure(
        id=f"{name}.server",
        what=f"server p95 for cached answers about {people:,} people, {_USERS} users [s]",
        value=p95,
        target=f"< {_SERVER:g} s, no error",
        holds=p95 < _SERVER and not errors,
        note=f"{len(times):,} requests in {_SECONDS:g} s, {_THINK[0]:g} to {_THINK[1]:g} s between"
        f" two of one user; median {_quantile(times, 0.5) * 1000:.0f} ms; {len(errors)} errors"
        f"{': ' + errors[0] if errors else ''}. Client and server share the machine.",
    )
    what = f"page ready p95 in Chromium, {people:,} people [s]"
    try:
        with chromium() as browser:
            opened = _opened(served, browser)
    except FileNotFoundError:
        return server, not_run(f"{name}.ready", what, f"< {ready:g} s", "there is no Chromium")
    slow = _quantile(opened, 0.95)
    return server, Figure(
        id=f"{name}.ready",
        what=what,
        value=slow,
        target=f"< {ready:g} s",
        holds=slow < ready,
        note=f"{len(opened)} openings of {len(_OPENED)} pages; median"
        f" {_quantile(opened, 0.5) * 1000:.0f} ms until the load event.",
    )


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(share * len(times)), len(times) - 1)]


def _read(root: str, cookies: dict[str, str]) -> tuple[list[float], list[str]]:
    """Read as fifty people; in a process of its own, since the server is a thread of this one."""
    return asyncio.run(_readers(root, cookies))


async def _readers(root: str, cookies: dict[str, str]) -> tuple[list[float], list[str]]:
    times: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + _SECONDS
    async with httpx2.AsyncClient(
        base_url=root,
        cookies=cookies,
        timeout=60,
        limits=httpx2.Limits(max_connections=_USERS),
    ) as client:
        readers = (_reader(client, random.Random(k), end, times, errors) for k in range(_USERS))
        await asyncio.gather(*readers)
    return times, errors


async def _reader(
    client: httpx2.AsyncClient,
    chance: random.Random,
    end: float,
    times: list[float],
    errors: list[str],
) -> None:
    await asyncio.sleep(chance.uniform(0, _THINK[1]))
    while time.perf_counter() < end:
        path = chance.choice(_PATHS)
        start = time.perf_counter()
        try:
            status = str((await client.get(path)).status_code)
        except httpx2.HTTPError as error:
            status = type(error).__name__
        times.append(time.perf_counter() - start)
        if status != "200":
            errors.append(f"{path} {status}")
        await asyncio.sleep(chance.uniform(*_THINK))


def _opened(served: Served, browser: Any) -> list[float]:
    page, _ = watched(served, browser, "analyst")
    found = []
    for path in _OPENED * _TIMES:
        page.goto(served.root + path)
        page.wait_for_load_state("load")
        timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
        found.append(float(page.evaluate(timing)) / 1000)
    return found
