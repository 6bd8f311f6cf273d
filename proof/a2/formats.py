"""Every file that its users have goes in, without a mapping by hand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from proof.a2.intake import FIXTURES, Account, take_in, top_of, workspaces
from proof.figure import Figure, not_run
from proof.registry import proof
from proof.surroundings import data_folder

__all__ = ["formats"]

_NOBODY = "nothing to take in"
"""What is said of a file that is read to its end and names no person, such as a list of groups."""


@proof("A2.formats")
def formats() -> tuple[Figure, ...]:
    """The vivainsights samples, the shared formats and every fixture, into empty workspaces."""
    figures: list[Figure] = []
    for group, found in (
        ("vivainsights", _samples()),
        ("shared", _shared()),
        ("fixtures", top_of(FIXTURES)),
    ):
        if found is None:
            why = "its files are not on this machine."
            target = "every one"
            figures.append(not_run(f"A2.formats.{group}", f"files of {group}", target, why))
            continue
        figures += _group(group, found)
    return tuple(figures)


def _samples() -> list[Path] | None:
    """The data files that the vivainsights package hands out through its functions."""
    spec = find_spec("vivainsights")
    if spec is None or spec.origin is None:
        return None
    return sorted((Path(spec.origin).parent / "data").glob("*_data.csv"))


def _shared() -> list[Path] | None:
    folder = data_folder("formats")
    if folder is None:
        return None
    return [path for path in top_of(folder) if path.name != "LICENSE"]


def _group(group: str, files: list[Path]) -> Iterator[Figure]:
    with workspaces() as empty:
        done = {path.name: take_in(next(empty), path) for path in files}
    told = {name: a for name, a in done.items() if _NOBODY in a.refusal}
    refused = {name: a for name, a in done.items() if a.refusal and name not in told}
    lost = sum(a.unexplained for a in done.values())
    yield Figure(
        id=f"A2.formats.{group}",
        what=f"files of {group} taken in without a mapping by hand",
        value=float(len(done) - len(refused)),
        target=f"{len(done)} of {len(done)}",
        holds=not refused and not lost,
        note=(
            f"{sum(a.rows_in for a in done.values()):,} rows, {lost} unexplained."
            f" Read to the end and without a person to take in: {', '.join(told) or 'none'}."
            + "".join(f" Refused: {name}: {a.refusal}" for name, a in refused.items())
        ),
    )
    for name, account in done.items():
        yield _row(group, name, account)


def _row(group: str, name: str, account: Account) -> Figure:
    return Figure(
        id=f"A2.formats.{group}.{name}",
        what=f"rows of {name}" + (f", read as {account.kind}" if account.kind else ""),
        value=None if account.refusal else float(account.rows_in),
        note=account.refusal
        or f"{account.accepted:,} accepted, {account.quarantined:,} quarantined,"
        f" {account.excluded:,} excluded.",
    )
