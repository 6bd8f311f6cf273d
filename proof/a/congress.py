"""The essay's question on real people: the 117th US Congress."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from proof.figure import Figure, not_run
from proof.registry import proof
from proof.shell import place
from proof.surroundings import data_folder

__all__ = ["congress"]

_EXPECTED = {
    "people": (475, "475", 0),
    "top_first": (122, "122", 0),
    "top_second": (119, "119", 0),
    "both": (43, "43", 0),
    "chance": (30.6, "30.6", 1),
    "lift": (1.41, "1.41", 2),
    "p_value": (0.0035, "0.0035", 4),
}


@proof("A.congress")
def congress() -> tuple[Figure, ...]:
    """Reach on Twitter against legislative effectiveness: the whole table."""
    data = data_folder("congress_117")
    if data is None:
        why = "the folder 'congress_117' of the real data is not on this machine."
        return (
            not_run("A.congress.table", "the Congress table", "475, 43, 30.6, 1.41, .0035", why),
        )
    with place() as where:
        out = where.root / "congress"
        done = where.vesica("demo", "congress", "--data", data, "--out", out).checked()
        released = _released(out)
    rows = {row["first"]: row for row in released["rows"]}
    plain, summed = _row(rows, "colleagues reached"), _row(rows, "transmission")
    return (
        *(_published(name, plain) for name in _EXPECTED),
        _none(summed),
        *(_context(name, row) for name, row in rows.items()),
        *_latent(released),
        _by_hand(data),
        Figure(
            id="A.congress.seconds",
            what="vesica demo congress, from files to the brief [s]",
            value=done.seconds,
            seconds=done.seconds,
            note=f"It reads: {released['reading']}",
        ),
    )


def _released(out: Path) -> dict[str, Any]:
    for file in sorted(out.rglob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(data, dict) and data.get("question") == "association":
            return data["released"]["value"]
    raise FileNotFoundError("the demo wrote no JSON brief of the association")


def _row(rows: dict[str, dict[str, Any]], word: str) -> dict[str, Any]:
    """The row whose measure has the word in its name, and is not per tweet."""
    fits = [r for n, r in rows.items() if word in n.lower() and "per tweet" not in n.lower()]
    if len(fits) != 1:
        raise KeyError(f"{word}: {sorted(rows)}")
    return fits[0]


def _published(name: str, row: dict[str, Any]) -> Figure:
    wanted, text, digits = _EXPECTED[name]
    found = row[name]
    low = high = None
    if isinstance(found, dict):
        found, low, high = found["value"], found["low"], found["high"]
    return Figure(
        id=f"A.congress.{name}",
        what=f"{name}: out-degree × legislative effectiveness, top quarters within chambers",
        value=float(found),
        low=low,
        high=high,
        target=text,
        holds=round(float(found), digits) == wanted,
    )


def _none(row: dict[str, Any]) -> Figure:
    lift = row["lift"]
    return Figure(
        id="A.congress.transmission",
        what="lift of summed transmission × legislative effectiveness [1]",
        value=lift["value"],
        low=lift["low"],
        high=lift["high"],
        target="no association: 1 in the interval, p > .05",
        holds=lift["low"] <= 1 <= lift["high"] and row["p_value"] > 0.05,
        note=f"Two-sided Fisher p = {row['p_value']:.2g}.",
    )


def _context(name: str, row: dict[str, Any]) -> Figure:
    lift, correlation = row["lift"], row["correlation"]
    return Figure(
        id=f"A.congress.row[{name}]",
        what=f"lift of {name} × {row['second']} [1]",
        value=lift["value"],
        low=lift["low"],
        high=lift["high"],
        note=f"{row['both']} in both, {row['chance']:.4g} by chance, p = {row['p_value']:.2g};"
        f" rank correlation {correlation['value']:.2g}"
        f" [{correlation['low']:.2g}, {correlation['high']:.2g}].",
    )


def _latent(released: dict[str, Any]) -> list[Figure]:
    return [
        Figure(
            id=f"A.congress.{name}",
            what=f"{name.replace('_', ' ')}: both skills corrected for measurement error [1]",
            value=found["value"],
            low=found["low"],
            high=found["high"],
        )
        for name in ("latent_lift", "latent_correlation")
        if "value" in (found := released[name])
    ]


def _by_hand(data: Path) -> Figure:
    """Work the check out from the files with a few lines that share nothing with Vesica."""
    with (data / "members.csv").open(encoding="utf-8") as file:
        members = [m for m in csv.DictReader(file) if m["les2_117"]]
    with (data / "influence_edges.csv").open(encoding="utf-8") as file:
        out = Counter(edge["influencer"] for edge in csv.DictReader(file))
    chamber = np.array([m["chamber"] for m in members])
    degree = np.array([float(out[m["bioguide"]]) for m in members])
    effect = np.array([float(m["les2_117"]) for m in members])
    tops = []
    for x in (degree, effect):
        top = np.zeros(len(x), dtype=bool)
        for c in np.unique(chamber):
            inside = chamber == c
            top[inside] = x[inside] >= np.quantile(x[inside], 0.75)
        tops.append(top)
    a, b = tops
    table = [[np.sum(a & b), np.sum(a & ~b)], [np.sum(~a & b), np.sum(~a & ~b)]]
    p = stats.fisher_exact(table).pvalue
    found = (len(members), *(int(x.sum()) for x in (a, b, a & b)), round(float(p), 4))
    return Figure(
        id="A.congress.by-hand",
        what="people in both top quarters, worked out by hand from the two files",
        value=float(found[3]),
        target="475, 122, 119, 43, .0035",
        holds=found == (475, 122, 119, 43, 0.0035),
        note=f"{found}: the published figures are right, whatever Vesica says.",
    )
