"""The map in ARCHITECTURE.md is the territory."""

import ast
import re
from pathlib import Path

import pytest

from vesica.schema import TABLES, DType, Purpose

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "vesica"
DRIVERS = {
    "duckdb": {"engine/duckdb.py"},
    "pyspark": set(),
    "python_calamine": {"evidence/"},
    "sqlalchemy": {"store/"},
    "alembic": {"store/"},
    "ibis": {"relations/"},
    "jinja2": {"report/", "web/render.py"},
    "starlette": {"web/"},
    "uvicorn": {"web/serving.py"},
    "argon2": {"api/users.py", "web/serving.py"},
    "markdown_it": {"web/documents.py"},
    "typst": {"report/"},
    "vl_convert": {"report/"},
    "xlsxwriter": {"report/"},
    "splink": {"linking/comparing.py"},
    "ortools": {"plan/solvers/flow.py"},
    "diff_diff": {"causal/library.py"},
}


def _imports(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _modules():
    return sorted(SOURCE.rglob("*.py"))


def test_every_room_is_on_the_map_and_every_room_on_the_map_exists():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE)
    mapped = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    rooms = {p.stem for p in SOURCE.iterdir() if p.is_dir() or p.suffix == ".py"}
    assert mapped == rooms - {"__init__", "__pycache__", "py"}


@pytest.mark.parametrize("file", _modules(), ids=lambda f: str(f.relative_to(SOURCE)))
def test_drivers_have_one_home(file):
    place = str(file.relative_to(SOURCE))
    for name in set(_imports(file)) & set(DRIVERS):
        assert any(place.startswith(home) for home in DRIVERS[name]), name


@pytest.mark.parametrize("file", _modules(), ids=lambda f: str(f.relative_to(SOURCE)))
def test_nothing_reaches_out(file):
    network = {"socket", "http", "urllib", "requests", "httpx", "aiohttp", "ftplib", "smtplib"}
    assert not set(_imports(file)) & network


def test_no_column_can_hold_free_text():
    for table in TABLES.values():
        assert all(column.dtype in DType for column in table.columns)
        names = {column.name for column in table.columns}
        assert not names & {"text", "body", "subject", "content", "message", "comment"}


def test_audit_attributes_are_closed_to_everything_that_scores():
    allowed = {Purpose.AGE_QUESTION, Purpose.BIAS_AUDIT}
    assert TABLES["audit_attributes"].purposes == allowed


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_tables_are_well_formed(table):
    names = table.names
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert set(table.order) <= set(names)
    assert table.purposes
    assert table.retention_days > 0
    for column in table.columns:
        assert column.description.endswith("."), column.name
