"""Documentation is tested: what is generated is committed, and what exists is described."""

import dataclasses
import importlib.util
import re
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
def test_every_setting_is_described(section):
    kind = section.default_factory
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
