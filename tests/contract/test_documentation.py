"""Documentation is tested: what is generated is committed, and what exists is described."""

import dataclasses
import importlib.util
import re
from itertools import takewhile
from pathlib import Path

import pytest

from vesica import errors, settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location(
        "build_reference", ROOT / "docs" / "build_reference.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_pages_are_up_to_date(reference):
    for name, text in reference.pages().items():
        written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert written == text, f"{name} is out of date: run 'make docs'"


def test_every_command_has_help_and_describes_its_parameters(reference):
    text = reference.pages()["commands.md"]
    for words in reference.command_names():
        section = text.split(f"## vesica {' '.join(words)}\n")[1].split("\n## ")[0]
        usage, *rest = section.strip().removeprefix("```text").strip().split("\n\n")
        assert usage.startswith("Usage:")
        assert rest, words
        assert len(rest[0]) > 20, words


@pytest.mark.parametrize("section", dataclasses.fields(settings.Settings), ids=lambda f: f.name)
def test_every_setting_is_described(section, reference):
    kind = reference.section_type(section)
    for field in dataclasses.fields(kind):
        described = rf"^\s*(\w+, )*{field.name}(, \w+)* : "
        assert re.search(described, kind.__doc__, re.MULTILINE), field.name


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_is_in_the_tree(name):
    assert getattr(errors, name).__doc__
    assert name in errors.__doc__


def _pages():
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", _pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


_EXPLANATIONS = sorted((ROOT / "docs" / "explanation").glob("*.md"))
_SHELVES = [p for p in _pages() if not {"reference", "proof", "decisions"} & set(p.parts)]


def _named(pattern, folder):
    files = (ROOT / folder).rglob("*.py")
    return {found for file in files for found in re.findall(pattern, file.read_text("utf-8"))}


@pytest.mark.parametrize("page", _EXPLANATIONS, ids=lambda p: p.stem)
def test_sources_are_those_of_the_code(page):
    cited = re.findall(r"doi:(10\.[\w./()-]+\w)", page.read_text(encoding="utf-8"))
    assert set(cited) <= _named(r"doi:(10\.[\w./()-]+\w)", "src")


@pytest.mark.parametrize("page", _EXPLANATIONS, ids=lambda p: p.stem)
def test_what_a_page_says_shows_it_exists(page):
    text = page.read_text(encoding="utf-8")
    tests = re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", text)
    assert tests
    for file, name in tests:
        assert f"def {name or 'test_'}" in (ROOT / file).read_text(encoding="utf-8"), (file, name)
    assert set(re.findall(r"ID=([\w.-]+\w)", text)) <= _named(r'@proof\("([\w.-]+)"\)', "proof")


@pytest.mark.parametrize("page", _SHELVES, ids=lambda p: str(p.relative_to(ROOT)))
def test_prose_keeps_to_its_rules(page):
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"\b(?:simply|just|easily|obviously)\b", prose, re.IGNORECASE)


@pytest.mark.parametrize("page", _SHELVES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_page_can_be_reached(page):
    linked = {
        (p.parent / target).resolve()
        for p in _SHELVES
        for target in re.findall(r"\]\(([^)#]+)", p.read_text(encoding="utf-8"))
    }
    assert page.name == "README.md" or page in linked


@pytest.mark.parametrize("page", _pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_columns_of_tables_have_a_name_and_rows_as_many_cells(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    rows = re.sub(r"\\\|", "", text).splitlines()
    for at, row in enumerate(rows):
        if re.fullmatch(r"\|[-:|]+\|", row):
            body = takewhile(lambda line: line.startswith("|"), rows[at + 1 :])
            wrong = [line for line in body if line.count("|") != rows[at - 1].count("|")]
            assert not wrong
            assert all(name.strip() for name in rows[at - 1].strip("|").split("|"))


def test_defaults_stand_as_in_the_file(reference):
    text = reference.pages()["settings.md"]
    assert "| `simulated` | `false` |" in text
    assert "separated by `\\|`" in text


def test_pictures_are_small():
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size < 300_000, picture.name
