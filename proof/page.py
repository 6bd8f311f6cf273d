"""Keep what was measured: ``figures.json`` and the page a reader opens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proof.figure import Figure

__all__ = ["merge", "read", "render", "shown", "write"]


def read(folder: Path) -> dict[str, Any]:
    """Return what ``figures.json`` holds, by proof id; empty if there is none yet."""
    file = folder / "figures.json"
    if not file.exists():
        return {}
    return json.loads(file.read_text(encoding="utf-8"))["proofs"]


def merge(
    kept: dict[str, Any], name: str, figures: Sequence[Figure], around: dict[str, Any]
) -> dict[str, Any]:
    """Put one proof's new figures in place; all others keep theirs, with their own date."""
    entry = {**around, "figures": [f.plain() for f in figures]}
    return dict(sorted({**kept, name: entry}.items()))


def write(folder: Path, proofs: dict[str, Any]) -> None:
    """Write ``figures.json`` and ``index.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"proofs": proofs}, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "figures.json").write_text(text + "\n", encoding="utf-8")
    (folder / "index.md").write_text(render(proofs), encoding="utf-8")


def shown(value: float | None) -> str:
    """Print a number for the page: whole numbers whole, others to four significant digits."""
    if value is None:
        return "–"
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", "\u202f")
    return f"{value:.4g}"


def render(proofs: dict[str, Any]) -> str:
    """Lay the page out: a tally, then one section per proof."""
    figures = [Figure(**f) for p in proofs.values() for f in p["figures"]]
    tally = {s: sum(f.status == s for f in figures) for s in ("yes", "no", "not run", "context")}
    lines = [
        "# What we claim, measured",
        "",
        (
            "Each row is a figure that `make prove` measured on the machine and with the versions"
            " named under it. `make prove ID=A.congress` measures one proof again,"
            " `make prove ID=A` those of a letter, `make prove` all. A figure with a target holds"
            " or does not; one without is context."
        ),
        "",
        (
            f"**{tally['yes']} hold, {tally['no']} do not, {tally['not run']} were not run,"
            f" {tally['context']} are context.**"
        ),
    ]
    for name, entry in proofs.items():
        lines += ["", *_section(name, entry)]
    return "\n".join(lines) + "\n"


def _section(name: str, entry: dict[str, Any]) -> list[str]:
    machine = entry["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in entry["versions"].items())
    lines = [
        f"## {name}",
        "",
        (
            f"{entry['date']}; {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']}"
            f" GiB, {machine['system']}; {versions}; code: {entry['code']}."
        ),
        "",
        "| figure | what | value | interval | target | holds | time |",
        "|---|---|---:|---|---|---|---:|",
    ]
    figures = [Figure(**f) for f in entry["figures"]]
    lines += [_row(f) for f in figures]
    notes = [f"- `{f.id}`: {f.note}" for f in figures if f.note]
    return [*lines, "", *notes] if notes else lines


def _row(figure: Figure) -> str:
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f"{shown(figure.low)} to {shown(figure.high)}"
    cells = (
        f"`{figure.id}`",
        figure.what,
        shown(figure.value),
        interval,
        figure.target,
        figure.status,
        f"{figure.seconds:.1f} s",
    )
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"
