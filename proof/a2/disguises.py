"""The same rows in another dress change nothing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from proof.a2.intake import FIXTURES, workspaces
from proof.figure import Figure
from proof.registry import proof
from vesica.api.workspace import Workspace
from vesica.demo.simulator.run import simulate

__all__ = ["DISGUISES", "EXPORTS", "dressed", "taken_again"]

PEOPLE, SEED = 120, 7
EXPORTS = ("slack_export",)
"""Folders whose archives anybody may hand in; the others are refused without an owner."""

_OBJECTIONS = "consents"
"""Objections hold for what is taken in after them; so they go into a workspace of their own."""

Rows = list[list[str]]


def _read(data: bytes) -> Rows:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def _table(rows: Rows, *, sign: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator=end).writerows(rows)
    return out.getvalue()


def _order(count: int) -> list[int]:
    return [int(i) for i in np.random.default_rng(SEED).permutation(count)]


def _same(data: bytes, name: str) -> bytes:
    return data


def _rows(data: bytes, name: str) -> bytes:
    if name.endswith(".ndjson"):
        lines = data.decode().splitlines()
        return "\n".join(lines[i] for i in _order(len(lines))).encode()
    header, *rows = _read(data)
    return _table([header, *(rows[i] for i in _order(len(rows)))]).encode()


def _columns(data: bytes, name: str) -> bytes:
    if name.endswith(".ndjson"):
        records = (json.loads(line) for line in data.decode().splitlines())
        turned = (dict(reversed(record.items())) for record in records)
        return "\n".join(json.dumps(record) for record in turned).encode()
    rows = _read(data)
    return _table([[row[i] for i in _order(len(row))] for row in rows]).encode()


def _bytes(data: bytes, name: str) -> bytes:
    """UTF-16 with a mark, other line ends and, in tables, semicolons."""
    if name.endswith(".ndjson"):
        return data.decode().replace("\n", "\r\n").encode("utf-16")
    return _table(_read(data), sign=";", end="\r").encode("utf-16")


def _workbook(data: bytes, name: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Export")
        for at, row in enumerate(_read(data)):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell)
    return out.getvalue()


DISGUISES: dict[str, tuple[Callable[[bytes, str], bytes], str]] = {
    "renamed": (_same, "copy of {name}"),
    "as a workbook": (_workbook, "{stem}.xlsx"),
    "rows reordered": (_rows, "{name}"),
    "columns reordered": (_columns, "{name}"),
    "other encoding, line ends and delimiter": (_bytes, "{name}"),
}
"""What is done to a table, and what it is called then."""


def dressed(file: Path, disguise: str, folder: Path) -> Path | None:
    """Write a table in disguise; ``None`` where it has no such form."""
    change, called = DISGUISES[disguise]
    if change is _workbook and file.suffix != ".csv":
        return None
    out = folder / called.format(name=file.name, stem=file.stem)
    out.write_bytes(change(file.read_bytes(), file.name))
    return out


def packed(export: Path, folder: Path) -> list[Path]:
    """Pack an export's folder: stored and forwards, deflated and backwards."""
    files = sorted(p for p in export.rglob("*") if p.is_file())
    ways = (zipfile.ZIP_STORED, files), (zipfile.ZIP_DEFLATED, files[::-1])
    made = []
    for number, (pack, order) in enumerate(ways):
        made.append(folder / f"{export.name}-{number}.zip")
        with zipfile.ZipFile(made[-1], "w", pack) as archive:
            for path in order:
                archive.write(path, path.relative_to(export))
    return made


def taken_again(workspace: Workspace, file: Path) -> str:
    """Import a file whose rows are there; what changed, or nothing."""
    before = workspace.evidence.digest()
    report = workspace.import_file(file)
    if report.already and workspace.evidence.digest() == before:
        return ""
    return ", ".join(f"{n.accepted} new rows of {table}" for table, n in report.counts.items())


def _disguised(file: Path, root: Path) -> Iterator[Path]:
    if file.is_dir():
        yield from packed(file, root)
        return
    for disguise in DISGUISES:
        folder = root / f"{file.stem}, {disguise}"
        folder.mkdir()
        again = dressed(file, disguise, folder)
        if again is not None:
            yield again


@proof("A2.disguises")
def disguises() -> tuple[Figure, ...]:
    """Every file of a simulated organisation in five disguises, and an export as zips."""
    changed: dict[str, str] = {}
    looked = 0
    with workspaces() as empty:
        first = next(empty)
        root = first.layout.root.parent
        simulate(people=PEOPLE, seed=SEED, preset="essay-right", out=root / "files")
        files = sorted(p for p in (root / "files").iterdir() if p.suffix in {".csv", ".ndjson"})
        files.sort(key=lambda p: (p.stem != "roster", p.stem == _OBJECTIONS))
        plain, objections = files[:-1], files[-1:]
        exports = [FIXTURES / name for name in EXPORTS]
        for workspace, group in ((first, [*plain, *exports]), (next(empty), objections)):
            for file in group:
                workspace.import_file(file)
            for file in group:
                for again in _disguised(file, root):
                    looked += 1
                    if what := taken_again(workspace, again):
                        changed[f"{again.parent.name}/{again.name}"] = what
    return (
        Figure(
            id="A2.disguises.changed",
            what=f"of {looked} disguised files: those that changed anything",
            value=float(len(changed)),
            target="0",
            holds=not changed,
            note=(
                f"{len(files)} files of a simulated organisation: {', '.join(DISGUISES)}; and an"
                " export's folder as two zips. Gzip is refused, not read."
                + "".join(f" {name}: {what}." for name, what in list(changed.items())[:5])
            ),
        ),
    )
