"""The essay's question asked of real people in public office: the 117th US Congress.

Reach on Twitter, from who engaged with whom, against legislative effectiveness. The data are
public and are not part of Vesica; the command says where they are and never downloads them.
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from vesica.demo.made import Made, fresh
from vesica.errors import UsageError

__all__ = ["congress"]

log = logging.getLogger(__name__)

_SOURCES = """Two files are needed in one folder:
  members.csv          bioguide, chamber, les2_117
  influence_edges.csv  influencer, influenced, p_transmission, times_engaged, influencer_tweets
Sources:
  Fink et al. (2023), Data in Brief 50, 109521, doi:10.1016/j.dib.2023.109521 (edges);
  Volden & Wiseman, Center for Effective Lawmaking, 117th Congress (legislative effectiveness);
  the project unitedstates/congress-legislators, CC0 (members)."""

_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "people": ("members.csv", ("person_id", "org_unit")),
    "measures": ("members.csv", ("person_id", "measure", "value")),
    "ties": (
        "influence_edges.csv",
        ("source_id", "target_id", "kind", "weight", "events", "trials"),
    ),
}


def congress(*, data: Path | None, out: Path) -> Made:
    """Import the public files into a workspace of their own policy, ready for the question.

    Parameters
    ----------
    data : Path or None
        Folder with ``members.csv`` and ``influence_edges.csv``.
    out : Path
        Folder to write to; what an earlier call left there is replaced.

    Raises
    ------
    UsageError
        If the folder is not given or lacks a file; the error says where the sources are.
    """
    if data is None:
        raise UsageError("The Congress files are not given.", hint=f"--data FOLDER. {_SOURCES}")
    missing = [n for n in ("members.csv", "influence_edges.csv") if not (data / n).is_file()]
    if missing:
        raise UsageError(f"'{data}' lacks {', '.join(missing)}.", hint=_SOURCES)
    workspace = fresh(out, name="117th US Congress", simulated=False)
    prepared = out / "evidence-files"
    prepared.mkdir()
    makers: dict[str, Callable[[dict[str, str]], Iterable[tuple[str, ...]]]] = {
        "people": _people,
        "measures": _measures,
        "ties": _ties,
    }
    for table, (source, header) in _TABLES.items():
        file = prepared / f"{table}.csv"
        _write(file, header, _rows(data / source, makers[table]))
        report = workspace.import_file(file, kind=table)
        log.info("imported %s: %d rows", file.name, report.rows_in)
    return Made(workspace=workspace, folder=out / "workspace", out=out)


def _people(row: dict[str, str]) -> Iterator[tuple[str, ...]]:
    yield row["bioguide"], row["chamber"]


def _measures(row: dict[str, str]) -> Iterator[tuple[str, ...]]:
    yield row["bioguide"], "legislative effectiveness", row["les2_117"]


def _ties(row: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Turn an edge round: it runs from influencer to influenced; a tie from who listens."""
    yield (
        row["influenced"],
        row["influencer"],
        "twitter",
        row["p_transmission"],
        row["times_engaged"],
        row["influencer_tweets"],
    )


def _rows(
    file: Path, make: Callable[[dict[str, str]], Iterable[tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    with file.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield from make(row)


def _write(file: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
