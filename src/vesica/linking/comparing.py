"""Pairs of a person and an account, compared by Splink; nothing else imports it.

It runs in memory, on the vault's side: names and handles reach no disk, not even to spill.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.errors import MissingExtraError
from vesica.linking.levels import LEVELS, PLACES, Level

if TYPE_CHECKING:
    from splink import Linker
    from splink.internals.blocking_rule_creator import BlockingRuleCreator

__all__ = ["Pairs", "compared", "rarity"]

_PEOPLE, _ACCOUNTS = "a_people", "b_accounts"
_EXACT = ("k_words", "k_whole", "k_initial", "k_backward", "k_first")
_EXPLODED = ("surnames", "keys")
_SETTINGS = ("temp_directory = ''", "threads = 2", "memory_limit = '1GiB'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs that share at least a surname, a form of the name or a key.

    Parameters
    ----------
    person, account : ndarray of str, shape (n_pairs,)
        Pseudonyms.
    factor : ndarray of float64, shape (n_pairs,)
        How much more likely the account looks so if it is the person's than if it is an
        outsider's (Bayes factor).
    name, place : ndarray of int64, shape (n_pairs,)
        Level of each comparison: index in :data:`LEVELS` and :data:`PLACES`, -1 if neither says
        anything.
    """

    person: NDArray[np.str_]
    account: NDArray[np.str_]
    factor: NDArray[np.float64]
    name: NDArray[np.int64]
    place: NDArray[np.int64]


def compared(people: pa.Table, accounts: pa.Table) -> Pairs:
    """Compare every account with the people that it could be of.

    Parameters
    ----------
    people, accounts : pyarrow.Table
        See :mod:`vesica.linking.records`.

    Raises
    ------
    MissingExtraError
        If Splink is not installed.
    """
    if not people.num_rows or not accounts.num_rows:
        return _pairs({n: [] for n in ("unique_id_l", "unique_id_r", "match_weight")})
    linker = _linker(people, accounts)
    found = linker.inference.predict(warning_mode="never").as_pyarrow_table()
    wanted = ("unique_id_l", "unique_id_r", "match_weight", "gamma_name", "gamma_place")
    return _pairs({n: found[n].to_pylist() for n in wanted})


def _pairs(columns: dict[str, list[Any]]) -> Pairs:
    gamma = {n: np.array(columns.get(f"gamma_{n}", []), np.int64) for n in ("name", "place")}
    name = len(LEVELS) - gamma["name"]
    keep = np.flatnonzero(name < len(LEVELS))
    person = np.array(columns["unique_id_l"], dtype=np.str_)[keep]
    account = np.array(columns["unique_id_r"], dtype=np.str_)[keep]
    place = np.where(gamma["place"] < 0, -1, len(PLACES) - 1 - gamma["place"])[keep]
    order = np.lexsort((person, account))
    return Pairs(
        person=person[order],
        account=account[order],
        factor=np.exp2(np.array(columns["match_weight"], dtype=np.float64))[keep][order],
        name=name[keep][order],
        place=place[order],
    )


def rarity(values: Sequence[str | None]) -> dict[str, float]:
    """Chance that an outsider bears each name that people have, by Good and Turing.

    A name that one of n people has is had by ``2 (n₂ + 1) / (n₁ + 1)`` of n outsiders, where n₁
    names occur once and n₂ twice; never by more than one. A commoner name is as common outside.

    References
    ----------
    Good (1953), doi:10.1093/biomet/40.3-4.237, section 2.
    """
    counts = Counter(v for v in values if v)
    of = Counter(counts.values())
    once = min(2 * (of[2] + 1) / (of[1] + 1), 1.0)
    n = max(len(values), 1)
    return {v: (once if c == 1 else c) / n for v, c in sorted(counts.items())}


def _linker(people: pa.Table, accounts: pa.Table) -> Linker:
    try:
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    except ImportError as error:
        raise MissingExtraError.needs("linking", "Suggesting whose account it is") from error
    api = DuckDBAPI()
    for setting in _SETTINGS:
        api.duckdb_con.execute(f"SET {setting}")
    backwards = {"blocking_rule": "l.k_reverse = r.k_whole", "sql_dialect": "duckdb"}
    rules: list[BlockingRuleCreator | dict[str, Any]] = [
        *(block_on(column) for column in _EXACT),
        *(block_on(column, arrays_to_explode=[column]) for column in _EXPLODED),
        backwards,
    ]
    keys = [k for cell in people["keys"].to_pylist() for k in cell or ()]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_names(keys, people), _places(people)],
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=0.5,
    )
    tables = [
        api.register(people, dataset_display_name=_PEOPLE),
        api.register(accounts, dataset_display_name=_ACCOUNTS),
    ]
    linker = Linker(tables, settings, log_level=None)
    for column, part in {level.rare: level.part for level in LEVELS if level.rare}.items():
        found = rarity(people[column].to_pylist())
        chances = [part * chance for chance in found.values()]
        lookup = pa.table({column: pa.array(list(found), pa.string()), f"tf_{column}": chances})
        linker.table_management.register_term_frequency_lookup(api.register(lookup), column)
    return linker


def _names(keys: Sequence[str], people: pa.Table) -> dict[str, Any]:
    alone = min(rarity(keys).values(), default=1.0) * len(keys) / people.num_rows
    nobody = {"sql_condition": "unique_id_l IS NULL", "is_null_level": True}
    levels = [nobody, *(_level(level, alone) for level in LEVELS)]
    rest = {"sql_condition": "ELSE", "m_probability": 0.5, "u_probability": 0.5}
    return {"output_column_name": "name", "comparison_levels": [*levels, rest]}


def _level(level: Level, alone: float) -> dict[str, Any]:
    told: dict[str, Any] = {"sql_condition": level.condition, "m_probability": level.alike}
    if level.rare is None:
        return told | {"u_probability": max(alone, 1e-12)}
    return told | {
        "u_probability": 0.5,  # Splink takes the rarity in its place
        "tf_adjustment_column": level.rare,
        "disable_tf_exact_match_detection": True,
    }


def _places(people: pa.Table) -> dict[str, Any]:
    """How often an account that names a place names the person's, by chance and otherwise."""
    counts = Counter(w for cell in people["places"].to_pylist() for w in cell or ())
    shares = np.array([counts[w] / people.num_rows for w in sorted(counts)])
    chance = float((shares**2).sum() / shares.sum()) if shares.size else 0.5
    chance = min(max(chance, 0.01), 0.99)
    nothing = "len(others_r) IS NULL OR len(others_r) = 0"
    levels: list[dict[str, Any]] = [{"sql_condition": nothing, "is_null_level": True}]
    for level, by_chance in zip(PLACES, (chance, 1 - chance), strict=True):
        levels.append(
            {
                "sql_condition": level.condition,
                "m_probability": level.alike,
                "u_probability": by_chance,
            }
        )
    return {"output_column_name": "place", "comparison_levels": levels}
