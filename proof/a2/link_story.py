"""A simulated organisation whose people post under handles: import, run, link, confirm, run."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proof.a2.names import Scene, scene
from proof.shell import Place, place

__all__ = ["Story", "told"]

PEOPLE, OWN, OUTSIDERS, SEED, CONFIRMED = 600, 220, 60, 21, 12
_WORDS = "four words nobody guesses"
_FILES = ("roster", "messages", "posts", "nominations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened.

    Parameters
    ----------
    suggested, confirmed : int
        Suggestions, and people who confirmed one.
    same_run : bool
        Whether the run after ``vesica link`` is the run before.
    unconfirmed : int
        People with posts in the evidence for scores, though nobody confirmed their handle.
    counted, others : int
        People who confirmed and have posts then; others who came to have posts.
    looked, found : int
        Names and handles looked for in the workspace's files, and found.
    """

    suggested: int
    confirmed: int
    same_run: bool
    unconfirmed: int
    counted: int
    others: int
    looked: int
    found: int


def told() -> Story:
    """Play it, with the installed command where a user would use it."""
    with place() as where:
        files = where.root / "files"
        where.vesica(
            "simulate", "--people", str(PEOPLE), "--seed", "1", "--preset", "essay-right",
            "--out", files,
        ).checked()  # fmt: skip
        s = scene(people=PEOPLE, own=OWN, outsiders=OUTSIDERS, seed=SEED)
        _renamed(files, s)
        where.start([files / f"{name}.csv" for name in _FILES])
        first = where.answer("run")["run_id"]
        where.vesica("link").checked()
        same = where.answer("run")["run_id"] == first
        return _confirmed(where, s, same)


def _confirmed(where: Place, s: Scene, same: bool) -> Story:
    import os

    import vesica
    from vesica.api import linking, people

    os.environ["VESICA_VAULT_DIR"] = where.env["VESICA_VAULT_DIR"]
    with vesica.open(where.workspace) as workspace:
        before = _posting(workspace)
        known = {workspace.vault.find(_number(i)): i for i in range(PEOPLE)}
        handled = {p for p, i in known.items() if i in set(s.owner.tolist())}
        keys = workspace.vault.keys_of("account")
        put = sorted(workspace.state.links.all(), key=lambda x: keys[x.suggestion.account_id])
        chosen = random.Random(SEED).sample(put, CONFIRMED)
        for link in chosen:
            number = _number(known[link.suggestion.person_id])
            code = f"{number}:{_WORDS}"
            people.claim(workspace, people.code(workspace, number), _WORDS)
            linking.answer(workspace, code, link.number, yes=True)
        after = _posting(workspace)
        said = {link.suggestion.person_id for link in chosen}
        workspace.run()
    words = {*s.handle, *(f"{a} {b}" for a, b in zip(s.first, s.last, strict=True))}
    words = {w for w in words if len(w) > 5}
    return Story(
        suggested=len(put),
        confirmed=len(said),
        same_run=same,
        unconfirmed=len(before & handled),
        counted=len(said & after),
        others=len(after - before - said),
        looked=len(words),
        found=_found(where.workspace, words),
    )


def _posting(workspace: Any) -> set[str]:
    """People to whose score posts go."""
    from vesica.api.engines import open_evidence
    from vesica.schema import Purpose

    with open_evidence(workspace, Purpose.SKILLS) as engine:
        rows = engine.fetch("posting").to_pylist()
    return {row["person_id"] for row in rows if row["posts"] or row["accounts"]}


def _number(index: int) -> str:
    return f"S{index + 1:05d}"


def _renamed(files: Path, s: Scene) -> None:
    """Give everybody a name; who has an account posts under its handle, outsiders do as well."""
    handle = {_number(o): h for h, o in zip(s.handle, s.owner.tolist(), strict=True) if o >= 0}
    mail: dict[str, str] = {}
    rows = list(_rows(files / "roster.csv"))
    for row in rows:
        at = int(row["Employee ID"][1:]) - 1
        mail[row["Email"]] = row["Employee ID"]
        row["Name"], row["Email"] = f"{s.first[at]} {s.last[at]}", s.email[at]
    new = {old: s.email[int(number[1:]) - 1] for old, number in mail.items()}
    _write(files / "roster.csv", rows)
    messages = list(_rows(files / "messages.csv"))
    for row in messages:
        for side in ("sender", "recipient"):
            row[side] = new.get(row[side], row[side])
    _write(files / "messages.csv", messages)
    outside = [h for h, o in zip(s.handle, s.owner.tolist(), strict=True) if o < 0]
    draw = random.Random(SEED)
    posts = list(_rows(files / "posts.csv"))
    for row in posts:
        number = mail.get(row["author"], "")
        stranger = draw.random() < 0.05
        row["author"] = (
            draw.choice(outside)
            if stranger
            else handle.get(number, new.get(row["author"], row["author"]))
        )
    _write(files / "posts.csv", posts)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _found(folder: Path, words: set[str]) -> int:
    content = b"\n".join(f.read_bytes() for f in folder.rglob("*") if f.is_file()).lower()
    return sum(word.lower().encode() in content for word in words)
