"""The same rows in another dress, and the same people in another spelling."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from evidence_helpers import FIXTURES, take, written
from proof.a2 import spellings
from proof.a2.disguises import DISGUISES, dressed

from vesica.store.identifiers import normalise

TABLES = ("roster.csv", "messages.csv", "posts.csv", "nominations.csv", "learning.ndjson")


def rows(path: Path, kind: str) -> Counter[str]:
    taken = take(path, kind)
    assert not taken.problems
    return Counter(
        f"{table}: {sorted(row.items(), key=str)}"
        for table, found in taken.tables.items()
        if not table.startswith("@")
        for row in found
    )


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("name", TABLES)
def test_a_disguise_changes_no_row(name: str, disguise: str, tmp_path: Path) -> None:
    kind = take(FIXTURES / name).kind
    again = dressed(FIXTURES / name, disguise, tmp_path)
    if again is None:
        assert name.endswith(".ndjson")
        return
    assert rows(again, kind) == rows(FIXTURES / name, kind)


def test_a_long_file_with_old_line_ends_has_rows(tmp_path: Path) -> None:
    text = "sender,recipient,sent at\r" + "a@x.org,b@x.org,2025-01-01T10:00:00Z\r" * 9_000
    assert len(text) > 256 * 1024
    assert take(written(tmp_path, text)).accepted == 9_000


def test_names_are_one_person_in_every_form(tmp_path: Path) -> None:
    people = spellings.names(40)
    keys: set[str] = set()
    for form, spelled in spellings.FORMS.items():
        file = spellings.written([spelled(name) for name in people], tmp_path / f"{form}.csv")
        keys |= {normalise(row["source_id"]) for row in take(file, "edges").tables["ties"]}
    assert len(keys) == 40
