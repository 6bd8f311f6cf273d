"""Writing the files: streamed, counted, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from vesica.errors import UsageError

__all__ = ["Folder", "decimals", "joined", "labels"]

_MARK = "SIMULATED. Nobody in these files exists."
_README = f"""{_MARK}

These files describe one simulated organisation: preset '{{preset}}', seed {{seed}}.
{{about}}

Every person, address, message, post and figure was drawn at random. Names end in 'Sim-' and a
number; addresses lie under example.org, which belongs to nobody. The files look like exports of
HR, mail, social media, survey and learning systems, so that they can be imported like them.

The folder 'truth' holds what no organisation would know: the skills behind the files and the
effects that were built in. Nothing reads it but checks of the estimates.
"""
_OPTIONS = pa_csv.WriteOptions(include_header=False, quoting_style="none", eol="\n")


class Folder:
    """The folder that a simulation is written to, and how many rows each file has."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rows: dict[str, int] = {}

    def open(self, *, preset: str, about: str, seed: int) -> None:
        """Create the folder with its README; an earlier simulation in it is overwritten.

        Raises
        ------
        UsageError
            If it holds files that are not a simulation.
        """
        readme = self.root / "README.txt"
        if self.root.is_dir() and any(self.root.iterdir()):
            ours = readme.is_file() and readme.read_text("utf-8").startswith(_MARK)
            if not ours:
                raise UsageError(
                    f"'{self.root}' holds files that are not a simulation.",
                    hint="Name a new or empty folder with --out.",
                )
        (self.root / "truth").mkdir(parents=True, exist_ok=True)
        text = _README.format(preset=preset, about=about, seed=seed)
        readme.write_text(text, encoding="utf-8", newline="\n")

    def csv(self, name: str, tables: pa.Table | Iterable[pa.Table]) -> None:
        """Write one CSV file, table by table."""
        parts = iter([tables] if isinstance(tables, pa.Table) else tables)
        first = next(parts)
        with (self.root / name).open("wb") as file:
            file.write((",".join(first.column_names) + "\n").encode())
            with pa_csv.CSVWriter(file, first.schema, write_options=_OPTIONS) as out:
                out.write_table(first)
                count = first.num_rows
                for part in parts:
                    out.write_table(part)
                    count += part.num_rows
        self.rows[name] = count

    def lines(self, name: str, parts: Iterable[pa.Array]) -> None:
        """Write one file of lines, each of them ending in a newline already."""
        count = 0
        with (self.root / name).open("wb") as out:
            for part in parts:
                count += len(part)
                buffers = part.cast(pa.large_string()).buffers()
                out.write(buffers[2] if len(part) else b"")
        self.rows[name] = count

    def truth(self, name: str, table: pa.Table) -> None:
        """Write one Parquet file of truth."""
        path = f"truth/{name}"
        pq.write_table(table, self.root / path, compression="zstd")
        self.rows[path] = table.num_rows

    def text(self, name: str, content: str) -> None:
        """Write a small text file."""
        (self.root / name).write_text(content, encoding="utf-8", newline="\n")


def labels(index: np.ndarray, names: Iterable[str]) -> pa.Array:
    """Return names by index; null where the index is negative."""
    values = pa.array(list(names), pa.string())
    chosen = pa.array(index.astype(np.int64), mask=index < 0)
    return values.take(chosen)


def decimals(values: np.ndarray, digits: int) -> pa.Array:
    """Return numbers rounded as an export would show them; null where not finite."""
    return pa.array(np.round(values, digits) + 0.0, mask=~np.isfinite(values))


def joined(*parts: pa.Array | str) -> pa.Array:
    """Join texts row by row; a row with a null part is null."""
    texts = [pa.scalar(part) if isinstance(part, str) else part for part in parts]
    return pc.call_function("binary_join_element_wise", [*texts, pa.scalar("")])
