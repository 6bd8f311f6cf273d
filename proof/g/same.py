"""The same numbers on the page, in its JSON, on the command line, in spreadsheets and on paper."""

from __future__ import annotations

import html
import json
import re
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2

from proof.documents import numbers, rows
from proof.figure import Figure
from proof.g.house import Served, house
from proof.registry import proof
from proof.shell import call

__all__ = ["same"]

_FORMS = ("html", "xlsx", "csv", "pdf", "txt")


@proof("G.same")
def same() -> tuple[Figure, ...]:
    """Walk every plain question: released values, and every number of its tables."""
    with house(people_count=600, messages=60) as served:
        asked = _questions(served)
        found = {question: _compared(served, question) for question in asked}
    answered = {q: f for q, f in found.items() if f is not None}
    data = [q for q, f in answered.items() if not f["data"]]
    said = ", ".join(sorted(set(found) - set(answered))) or "none"
    figures = [
        Figure(
            id="G.same.data",
            what="questions whose page's JSON, interface and command hold equal values [of"
            f" {len(answered)}]",
            value=float(len(answered) - len(data)),
            target=f"{len(answered)}",
            holds=not data and len(answered) >= 8,
            note=f"Without an answer in this organisation: {said}.",
        )
    ]
    for form in ("page", *_FORMS):
        total = sum(f["total"] for f in answered.values())
        missing = [f"{q}: {m}" for q, f in answered.items() for m in f[form]]
        figures.append(
            Figure(
                id=f"G.same.{form}",
                what=f"numbers of the tables that {'the page' if form == 'page' else form.upper()}"
                " shows",
                value=float(total - len(missing)),
                target=f"all {total}",
                holds=not missing,
                note=f"Not found: {'; '.join(missing[:3])}." if missing else "",
            )
        )
    return tuple(figures)


def _client(served: Served) -> httpx2.Client:
    return httpx2.Client(base_url=served.root, cookies=served.cookies("analyst"), timeout=600)


def _questions(served: Served) -> list[str]:
    with _client(served) as client:
        listed = client.get("/api/v1/questions").json()["questions"]
    return [row["question"] for row in listed]


def _compared(served: Served, question: str) -> dict[str, Any] | None:
    """Compare all forms of one answer; ``None`` where these data carry none."""
    with _client(served) as client, tempfile.TemporaryDirectory() as folder:
        answer = client.get(f"/q/{question}.json")
        if answer.status_code != 200:
            return None
        shown, interface = answer.json(), client.get(f"/api/v1/questions/{question}").json()
        streams = {"page": _stream(_text(_page(client, question, shown)))}
        for form in _FORMS:
            file = Path(folder) / f"x.{form}"
            file.write_bytes(client.get(f"/q/{question}.{form}").content)
            streams[form] = _stream(" ".join(" ".join(row) for row in rows(file)))
    printed = call(
        [Path(sys.executable).with_name("vesica"), "-w", served.folder, question, "--json"]
    ).checked()
    value = shown["released"]["value"]
    wanted = _numbers(shown)
    return {
        "data": value == interface["released"]["value"] == json.loads(printed.out)["value"],
        "total": len(wanted),
        **{
            form: [w for w, number in wanted if number not in stream]
            for form, stream in streams.items()
        },
    }


def _page(client: httpx2.Client, question: str, shown: dict[str, Any]) -> str:
    """Text of the page; a page that shows one table at a time is walked through."""
    found = client.get(f"/q/{question}").text
    if question == "map":
        tables = shown["released"]["value"]["tables"]
        found += "".join(client.get("/q/map", params={"of": t["of"]}).text for t in tables)
    if question == "points":
        ends = [k / 10 for k in range(-35, 36)]
        stretches = [{"e0": a, "e1": b} for a, b in pairwise(ends)]
        found += "".join(client.get("/q/points", params=s).text for s in stretches)
    return found


def _text(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def _stream(text: str) -> set[float]:
    """Every number of a text, and every number per cent as the share that it is."""
    found = {abs(float(f"{x:.12g}")) for x in numbers(text)}
    return found | {float(f"{x * 100:.12g}") for x in found}


def _numbers(shown: dict[str, Any]) -> list[tuple[str, float]]:
    """Every number in a table of the brief, with where it stands."""
    return [
        (f"{table['title']} {cell}", abs(float(f"{x:.12g}")))
        for table in shown["brief"]["tables"]
        for row in table["rows"]
        for cell in row[1:]
        for x in numbers(str(cell))
    ]
