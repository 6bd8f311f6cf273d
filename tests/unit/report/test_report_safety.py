"""Names come from other people's files: no form may run, load or follow what they hold."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pypdf
import pytest
from report_samples import ASSOCIATION, HIDDEN, QUESTIONS, made

from vesica.core.overlap import UnitOverlap
from vesica.core.released import Released
from vesica.report.brief import Brief
from vesica.report.saving import render

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</svg></style><script>x</script>",
    '#panic(1) #eval("1") $x$ *b* `c` \\ @r <l> //',
    '#read("/etc/passwd")',
    "{{ 7 * 7 }}{% raw %}",
    "[bold red]x[/bold red] [link=x]y[/link]",
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    " =1+1",
    "\x1b]0;owned\x07\x1b[31m",
    "\u202egnp.exe",
)


def spoiled(question: str, payload: str) -> tuple[Brief, Released]:
    """A brief with the payload wherever a name from outside can stand."""
    if question == "overlap":
        unit = UnitOverlap(org_unit=payload, people=HIDDEN, both=HIDDEN)
        return made("overlap", by_unit=(unit,))
    row = dataclasses.replace(ASSOCIATION.rows[0], first=payload, second=payload)
    return made("association", rows=(row,), reading=payload)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("question", ["overlap", "association"])
def test_html_shows_names_and_runs_nothing(question: str, payload: str) -> None:
    clean, out = made(question)
    expected = Tags()
    expected.feed(render(clean, out, ".html").decode())
    brief, out = spoiled(question, payload)
    page = render(brief, out, ".html").decode()
    found = Tags()
    found.feed(page)
    assert found.tags <= expected.tags
    assert found.attributes <= expected.attributes
    assert "script" not in found.tags
    assert "\x1b" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("question", QUESTIONS)
def test_html_asks_for_nothing(question: str) -> None:
    brief, out = made(question)
    page = render(brief, out, ".html").decode()
    assert not re.search(r"https?:|//|url\(|@import|srcset|<script|<link|<iframe", page)
    found = Tags()
    found.feed(page)
    assert not found.attributes & {"src", "href", "xlink:href", "action", "onload", "data"}
    assert "default-src 'none'" in page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_pdf_shows_names_as_text(payload: str) -> None:
    brief, out = spoiled("association", payload)
    content = render(brief, out, ".pdf")
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    letters = re.sub(r"[^A-Za-z0-9]", "", brief.headline)
    assert letters in re.sub(r"[^A-Za-z0-9]", "", words)
    assert "root:x:0" not in words


@pytest.mark.parametrize("payload", PAYLOADS)
def test_xlsx_holds_no_formula_and_no_link(payload: str) -> None:
    brief, out = spoiled("association", payload)
    with zipfile.ZipFile(io.BytesIO(render(brief, out, ".xlsx"))) as book:
        sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/" in n]
    assert sheets
    for sheet in sheets:
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet


def test_xlsx_marks_formula_like_text_as_quoted() -> None:
    brief, out = spoiled("overlap", "=1+1")
    with zipfile.ZipFile(io.BytesIO(render(brief, out, ".xlsx"))) as book:
        assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode()


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p.lstrip()[0] in "=+-@"])
def test_csv_text_is_no_formula(payload: str) -> None:
    brief, out = spoiled("association", payload)
    content = render(brief, out, ".csv").decode()
    for line in csv.DictReader(io.StringIO(content)):
        for name in ("table", "row", "column", "shown", "unit"):
            assert not line[name].lstrip().startswith(("=", "+", "-", "@"))
    assert f"'{payload.strip()}" in content


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("suffix", [".txt", ".svg", ".json"])
def test_text_forms_carry_no_control_characters(payload: str, suffix: str) -> None:
    brief, out = spoiled("association", payload)
    content = render(brief, out, suffix).decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", content)


def test_terminal_shows_markup_as_text() -> None:
    brief, out = spoiled("overlap", "[bold red]x[/bold red]")
    assert "[bold red]x[/bold red]" in render(brief, out, ".txt").decode()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_svg_escapes_names(payload: str) -> None:
    brief, out = spoiled("association", payload)
    drawn = render(brief, out, ".svg").decode()
    assert "<script" not in drawn
    assert "<img" not in drawn


def test_pdf_survives_letters_without_a_font() -> None:
    brief, out = spoiled("overlap", "東京 \U00013080 Süd")
    words = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(render(brief, out, ".pdf"))).pages
    )
    assert "Süd" in words


def test_json_escapes_but_keeps_what_was_released() -> None:
    brief, out = spoiled("association", "a\u202eb\ud800\u200b")
    content = render(brief, out, ".json").decode()
    assert "\u202e" not in content
    assert json.loads(content)["released"]["value"]["reading"] == out.value.reading
