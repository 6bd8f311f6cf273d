"""Splink as its guide sets it up, without a word about outsiders: the peer line."""

from __future__ import annotations

import contextlib
import logging
import warnings

import pyarrow as pa

from proof.a2.names import Scene

__all__ = ["raw"]


def raw(scene: Scene, *, least: float) -> tuple[int, int]:
    """Links of raw Splink at one-to-one: how many, and how many of them to outsiders.

    Names, handles and local parts by Jaro and Winkler, term frequencies, u by random pairs, m by
    expectation maximisation; then each account and each person once, the surest first.
    """
    people = pa.table(
        {
            "unique_id": [f"p{i}" for i in range(len(scene.first))],
            "first": [a.lower() for a in scene.first],
            "last": [b.lower() for b in scene.last],
            "local": [e.partition("@")[0].replace(".", "") for e in scene.email],
        }
    )
    rows = [_parts(h, d) for h, d in zip(scene.handle, scene.display, strict=True)]
    accounts = pa.table(
        {
            "unique_id": [f"a{j}" for j in range(len(rows))],
            "first": pa.array([r[0] for r in rows], pa.string()),
            "last": pa.array([r[1] for r in rows], pa.string()),
            "local": ["".join(c for c in h if c.isalpha()) for h in scene.handle],
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("splink").setLevel(logging.CRITICAL)
        pairs = _predicted(people, accounts, least)
    used: set[str] = set()
    links = outside = 0
    for person, account, _ in sorted(pairs, key=lambda p: (-p[2], p[0], p[1])):
        if person in used or account in used:
            continue
        used |= {person, account}
        links += 1
        outside += int(scene.owner[int(account[1:])] < 0)
    return links, outside


def _parts(handle: str, display: str) -> tuple[str | None, str | None]:
    words = display.partition(" (")[0].lower().split()
    if len(words) < 2:
        words = [w for w in handle.replace(".", "_").replace("-", "_").split("_") if w.isalpha()]
    return (words[0], words[1]) if len(words) > 1 else (None, None)


def _predicted(people: pa.Table, accounts: pa.Table, least: float) -> list[tuple[str, str, float]]:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    api = DuckDBAPI()
    name = [
        cl.JaroWinklerAtThresholds(c, [0.95, 0.88]).configure(term_frequency_adjustments=True)
        for c in ("first", "last")
    ]
    rules = [block_on("last"), block_on("local"), block_on("first", "substr(last, 1, 1)")]
    rules.append(block_on("substr(local, 1, 4)"))
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[*name, cl.JaroWinklerAtThresholds("local", [0.98, 0.92, 0.85])],
        blocking_rules_to_generate_predictions=rules,
    )
    tables = [api.register(t, dataset_display_name=n) for t, n in
              ((people, "a_people"), (accounts, "b_accounts"))]  # fmt: skip
    linker = Linker(tables, settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("first", "last"), block_on("local")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for rule in (block_on("last"), block_on("local")):
        with contextlib.suppress(ValueError):  # a level that nobody reaches
            training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    table = found.as_pyarrow_table()
    names = ("unique_id_l", "unique_id_r", "match_probability")
    return list(zip(*(table[n].to_pylist() for n in names), strict=True))
