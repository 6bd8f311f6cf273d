from __future__ import annotations

import locale
import random
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from vesica.engine.base import View
from vesica.errors import UnknownRelationError, UsageError
from vesica.relations import compile as compiler
from vesica.relations.catalogue import CATALOGUE, INPUTS, reads, sql, views
from vesica.schema import TABLES, DType

CONTRACT = (
    "period",
    "roster",
    "posting",
    "post_cells",
    "endorsements_received",
    "contacts",
    "evidence_rows",
)


def test_every_promised_relation_is_there():
    assert set(CONTRACT) <= set(CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_relation_says_its_grain_and_columns(name):
    text = CATALOGUE[name].__doc__ or ""
    assert "Grain: " in text
    assert "Columns: " in text


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - {"birth_years", "audit_groups"}))
def test_a_relation_reads_what_exists_and_never_age(name):
    known = (set(TABLES) | set(INPUTS) | set(CATALOGUE)) - {"audit_attributes"}
    assert set(reads(CATALOGUE[name])) <= known


def test_views_come_after_what_they_read():
    seen = set(TABLES) | set(INPUTS)
    for view in views():
        assert set(reads(CATALOGUE[view.name])) <= seen
        seen.add(view.name)


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_no_float_is_summed(dialect):
    schemas = {n: t.arrow for n, t in TABLES.items()} | dict(INPUTS)
    known = {n: compiler.unbound(n, s) for n, s in schemas.items()}
    for name, build in CATALOGUE.items():
        made = build(**{r: known[r] for r in reads(build)})
        known[name] = compiler.named(name, made)
        if "SUM(" in sql(name, dialect):
            assert not any(kind.is_floating() for kind in made.schema().types)
        assert "AVG(" not in sql(name, dialect)


def test_unknown_names_are_refused():
    with pytest.raises(UnknownRelationError, match="no relation 'salaries'"):
        sql("salaries")
    with pytest.raises(UsageError, match="no SQL dialect 'oracle'"):
        sql("roster", "oracle")


def test_importing_the_catalogue_loads_no_expression_library():
    code = (
        "import sys; from vesica.relations import catalogue;"
        " assert 'ibis' not in sys.modules; catalogue.sql('roster', 'spark');"
        " assert 'ibis' in sys.modules; assert 'pyspark' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def invented(seed: int) -> dict[str, list[dict]]:
    """Evidence with every kind of gap: nulls, strangers, repeats, things out of the window."""
    draw = random.Random(seed)
    ids = [f"p{i}" for i in range(12)]
    start = datetime(2025, 3, 1)

    def maybe(value: object) -> object:
        return value if draw.random() < 0.8 else None

    def when() -> datetime:
        return start + timedelta(minutes=draw.randrange(60 * 24 * 120))

    return {
        "people": [
            {
                "person_id": p,
                "valid_from": maybe(date(2025, 1, 1 + i)),
                "manager_id": maybe(ids[i // 4]),
                "org_unit": maybe("north"),
                "exit_on": None if i % 5 else date(2025, 4, 1),
            }
            for i, p in enumerate(ids[:10])
        ],
        "accounts": [
            {
                "platform": "X",
                "account_id": str(i),
                "person_id": maybe(draw.choice(ids)),
                "claimed_how": maybe(draw.choice(["claimed", "suggested"])),
            }
            for i in range(8)
        ],
        "posts": [
            {
                "post_id": str(i),
                "person_id": draw.choice(ids),
                "platform": maybe("X"),
                "time": when(),
                "kind": maybe(draw.choice(["post", "reply"])),
                "audience": maybe(draw.randrange(500)),
                "reactions": maybe(draw.randrange(9)),
                "clicks": maybe(draw.randrange(9)),
            }
            for i in range(60)
        ],
        "endorsements": [
            {
                "rater_id": draw.choice(ids),
                "person_id": draw.choice(ids),
                "question": maybe(draw.choice(["influence", "expertise"])),
                "time": maybe(when()),
            }
            for _ in range(40)
        ],
        "messages": [
            {
                "sender_id": draw.choice(ids),
                "recipient_id": draw.choice(ids),
                "time": when(),
                "is_reply": maybe(draw.random() < 0.5),
                "audience_size": maybe(draw.randrange(40)),
            }
            for _ in range(200)
        ],
        "ties": [
            {
                "source_id": draw.choice(ids),
                "target_id": draw.choice(ids),
                "period": maybe(when().date()),
                "weight": maybe(Decimal(draw.randrange(3000)) / 1000),
            }
            for _ in range(30)
        ],
    }


def everything(opened, seed: int, **options) -> dict[str, list[dict]]:
    with opened(invented(seed), window_days=60, excluded=["p3"], **options) as engine:
        return {name: engine.fetch(name).to_pylist() for name in CATALOGUE}


def literal_views() -> list[View]:
    """Every relation exactly as the compiler writes it, before it is made readable."""
    schemas = {n: t.arrow for n, t in TABLES.items()} | dict(INPUTS)
    known = {n: compiler.unbound(n, s) for n, s in schemas.items()}
    kept = {view.name for view in views() if view.keep}
    made = []
    for name, build in CATALOGUE.items():
        expression = build(**{r: known[r] for r in reads(build)})
        known[name] = compiler.named(name, expression)
        text = compiler._COMPILERS["duckdb"].to_sqlglot(expression).sql("duckdb")
        made.append(View(name=name, sql=text, keep=name in kept))
    return made


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_readable_sql_gives_what_the_compiler_meant(opened, seed):
    readable = everything(opened, seed)
    assert readable == everything(opened, seed, dialect_views=literal_views())
    assert all(readable[name] for name in CONTRACT)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York"])
@pytest.mark.parametrize("threads", [1, 2])
def test_results_depend_on_neither_threads_nor_time_zone(opened, monkeypatch, zone, threads):
    expected = everything(opened, 7, threads=2)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert everything(opened, 7, threads=threads) == expected
    finally:
        monkeypatch.undo()
        time.tzset()


def test_results_do_not_depend_on_the_locale(opened):
    expected = everything(opened, 7)
    before = locale.setlocale(locale.LC_ALL)
    available = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False)
    other = next((x for x in available.stdout.split() if x.startswith("de_DE")), "C")
    try:
        locale.setlocale(locale.LC_ALL, other)
        assert everything(opened, 7) == expected
    finally:
        locale.setlocale(locale.LC_ALL, before)


def test_results_do_not_depend_on_the_order_of_rows(opened):
    expected = everything(opened, 7)
    evidence = {name: rows[::-1] for name, rows in invented(7).items()}
    with opened(evidence, window_days=60, excluded=["p3"]) as engine:
        assert {name: engine.fetch(name).to_pylist() for name in CATALOGUE} == expected


def test_fetched_types_are_those_of_the_relation(opened):
    with opened(invented(1), window_days=60) as engine:
        fetched = {n: engine.fetch(n).schema for n in CONTRACT}
    numbers = {
        f"{name}.{field.name}": str(field.type)
        for name, schema in fetched.items()
        for field in schema
        if str(field.type) not in ("string", "bool", "date32[day]")
    }
    assert set(numbers.values()) == {str(DType.COUNT.arrow)}
