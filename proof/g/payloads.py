"""Script in every label that comes from outside: none of it is executed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx2

from proof.figure import Figure, not_run
from proof.g.house import PAGES, Served, chromium, house, watched
from proof.registry import proof

__all__ = ["payloads"]

_SHAPES = (
    "<script>hit({n})</script>",
    "<img src=x onerror=hit({n})>",
    "<svg/onload=hit({n})>",
    '"><script>hit({n})</script>',
    "'><img src=x onerror=hit({n})>",
    '" autofocus onfocus=hit({n}) x="',
    "javascript:hit({n})",
    "</title><script>hit({n})</script>",
    "</textarea><script>hit({n})</script>",
    "</script><script>hit({n})</script>",
    "{{{{constructor.constructor('hit({n})')()}}}}",
    "<a href=javascript:hit({n})>x</a>",
    "<iframe srcdoc='<script>parent.hit({n})</script>'>",
    "<math><mtext><script>hit({n})</script>",
    "${{hit({n})}}",
    "<details open ontoggle=hit({n})>",
    "<body onload=hit({n})>",
    "<object data=javascript:hit({n})>",
    "<style>@import 'javascript:hit({n})'</style>",
    "&lt;script&gt;hit({n})&lt;/script&gt;",
)
_TOTAL = 300
_UNITS, _DISCIPLINES, _NAMES, _HEADERS, _FILES, _TOKENS = 12, 6, 132, 40, 40, 20
_REASONS = _TOTAL - 1 - _UNITS - _DISCIPLINES - _NAMES - _HEADERS - _FILES - _TOKENS
_HIT = "window.hits = []; window.hit = (n) => window.hits.push(n);"


def _payload(n: int) -> str:
    return _SHAPES[n % len(_SHAPES)].format(n=n)


@proof("G.payloads")
def payloads() -> tuple[Figure, ...]:
    """Three hundred scripts in names, units, headers, files, reasons and addresses: none runs."""
    what = f"of {_TOTAL} script payloads executed in Chromium"
    labels = iter([_payload(n) for n in range(_TOTAL)])

    def take(count: int) -> list[str]:
        return [next(labels) for _ in range(count)]

    (organisation,) = take(1)
    units, disciplines, names = take(_UNITS), take(_DISCIPLINES), take(_NAMES)
    try:
        with (
            house(
                name=organisation,
                change=lambda folder: _poison(folder, units, disciplines, names),
            ) as served,
            chromium() as browser,
        ):
            visited = _sent(served, take(_HEADERS), take(_FILES), take(_TOKENS))
            visited += [path.format(quote(label, safe="")) for path, label in _words(take)]
            page, wrong = watched(served, browser, "analyst")
            page.add_init_script(_HIT)
            hits: list[str] = []
            for path in (*PAGES["analyst"], *visited):
                page.goto(served.root + path)
                page.wait_for_load_state("networkidle")
                hits += [f"{path}: {n}" for n in page.evaluate("window.hits")]
            shown = _shown(served, [*units, *disciplines, *names, organisation])
    except FileNotFoundError:
        return (not_run("G.payloads.executed", what, "0", "there is no Chromium"),)
    return (
        Figure(
            id="G.payloads.executed",
            what=what,
            value=float(len(hits)),
            target="0",
            holds=not hits and not wrong,
            note=f"{len(PAGES['analyst']) + len(visited)} pages were opened; {shown} of the"
            f" payloads in the organisation's own labels stand on one of them as text. "
            + (f"Wrong: {(hits + wrong)[0]}" if hits or wrong else "No error, no violation."),
        ),
    )


def _poison(folder: Path, units: list[str], disciplines: list[str], names: list[str]) -> None:
    """Write payloads over names, units and disciplines of the roster."""
    file = folder / "roster.csv"
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for k, row in enumerate(rows):
        row["Department"] = units[k % len(units)]
        row["Function"] = disciplines[k % len(disciplines)]
        row["Name"] = names[k % len(names)]
    with file.open("w", newline="", encoding="utf-8") as stream:
        out = csv.DictWriter(stream, fieldnames=list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def _sent(served: Served, headers: list[str], files: list[str], tokens: list[str]) -> list[str]:
    """Upload files whose names and headers are payloads; make tokens of that name."""
    body = ",".join('"' + h.replace('"', '""') + '"' for h in headers) + "\n"
    content = (body + body).encode()
    form = {"csrf": served.word("analyst")}
    rooms = []
    with httpx2.Client(
        base_url=served.root,
        cookies=served.cookies("analyst"),
        headers={"origin": served.root},
        timeout=300,
    ) as client:
        for label in files:
            sent = {"files": (f"{label}.csv", content)}
            answer = client.post("/evidence/upload", data=form, files=sent)
            rooms.append(answer.headers["location"])
        for label in tokens:
            given = form | {"label": label, "scopes": "read"}
            client.post("/account/tokens", data=given).raise_for_status()
    return [*rooms[:20], "/q/health", "/account"]


def _words(take: Callable[[int], list[str]]) -> list[tuple[str, str]]:
    """Reasons, names and other words that come by an address."""
    places = (
        "/guess?both={}",
        "/guess?who={}",
        "/q/{}",
        "/q/map?of={}",
        "/q/points?e0={}",
        "/sql/{}",
        "/jobs/{}",
        "/releases?page={}",
        "/trial?route={}",
        "/pitch?leader={}",
        "/pairs/why?mentor={0}&leader={0}",
        "/plan?why={}",
        "/docs/{}",
    )
    return [(places[k % len(places)], label) for k, label in enumerate(take(_REASONS))]


def _shown(served: Served, labels: list[str]) -> int:
    """How many of the labels a page shows at all: a payload that is nowhere proves nothing."""
    import html

    with httpx2.Client(
        base_url=served.root, cookies=served.cookies("analyst"), timeout=300
    ) as client:
        text = "".join(client.get(path).text for path in PAGES["analyst"])
    text = html.unescape(text)
    return sum(label in text for label in labels)
