"""The simulator at full size."""

from __future__ import annotations

from pathlib import Path

from proof.figure import Figure
from proof.registry import proof
from proof.shell import place

__all__ = ["simulate"]

PEOPLE, MESSAGES, POSTS = 200_000, 12_000_000, 2_000_000


@proof("A.simulate")
def simulate() -> tuple[Figure, ...]:
    """200,000 people, 12 M messages and 2 M posts: minutes and memory."""
    with place() as where:
        out = where.root / "files"
        done = where.vesica(
            "simulate", "--people", str(PEOPLE), "--seed", "1", "--preset", "essay-right",
            "--out", out,
        ).checked()  # fmt: skip
        rows = {name: _rows(out / f"{name}.csv") for name in ("roster", "messages", "posts")}
        size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file()) / 2**30
    enough = {"roster": PEOPLE, "messages": MESSAGES, "posts": POSTS}
    return (
        Figure(
            id="A.simulate.minutes",
            what="vesica simulate --people 200000 [min]",
            value=done.seconds / 60,
            target="minutes: < 15",
            holds=done.seconds < 900,
            seconds=done.seconds,
            note=f"Writes {size:.1f} GiB.",
        ),
        Figure(
            id="A.simulate.memory",
            what="peak memory of it [GiB]",
            value=done.peak_mib / 1024,
            target="≤ 4 GiB",
            holds=done.peak_mib <= 4096,
        ),
        *(
            Figure(
                id=f"A.simulate.{name}",
                what=f"rows of {name}.csv",
                value=float(rows[name]),
                target=f"{enough[name]:,} within 5 %",
                holds=abs(rows[name] / enough[name] - 1) < 0.05,
            )
            for name in rows
        ),
    )


def _rows(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) - 1
