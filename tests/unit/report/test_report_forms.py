"""The same released numbers in every form, extracted from the files themselves."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

import pypdf
import pytest
import python_calamine
from report_samples import QUESTIONS, made

from vesica.core.canonical import to_plain
from vesica.core.estimate import Estimate, Hidden
from vesica.report.brief import Brief
from vesica.report.saving import render
from vesica.report.sheets import pattern as pattern_of


class Cells(HTMLParser):
    """Cells of an HTML file's tables, by caption."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.inside = ""
        self.caption = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.rows, self.caption = [], ""
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag in {"td", "th", "caption"}:
            self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.tables[self.caption] = self.rows[1:]
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.inside == "caption":
            self.caption += data
        elif self.inside:
            self.rows[-1][-1] += data


def parsed(page: str) -> Cells:
    cells = Cells()
    cells.feed(page)
    return cells


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u00ad\u200b]+", "", words)


def shown(brief: Brief) -> dict[str, list[list[str]]]:
    return {view.title: [list(row) for row in view.shown()] for view in brief.tables}


@pytest.mark.parametrize("question", QUESTIONS)
def test_html_shows_every_cell(question: str) -> None:
    brief, out = made(question)
    cells = parsed(render(brief, out, ".html").decode())
    found = {title: rows for title, rows in cells.tables.items() if title}
    assert found == shown(brief)
    words = " ".join(cells.words)
    for said in (brief.headline, *brief.paragraphs, *brief.meaning, *brief.hidden, brief.notice):
        assert said in words


@pytest.mark.parametrize("question", QUESTIONS)
def test_terminal_shows_every_number(question: str) -> None:
    brief, out = made(question)
    words = render(brief, out, ".txt").decode()
    for view in brief.tables:
        for row, texts in zip(view.rows, view.shown(), strict=True):
            for cell, written in zip(row, texts, strict=True):
                assert isinstance(cell, str) or written in words


@pytest.mark.parametrize("question", QUESTIONS)
def test_json_holds_the_released_value_and_its_words(question: str) -> None:
    brief, out = made(question)
    data = json.loads(render(brief, out, ".json"))
    assert data["released"] == to_plain(out)
    assert {t["title"]: t["rows"] for t in data["brief"]["tables"]} == shown(brief)
    assert data["brief"]["headline"] == brief.headline


@pytest.mark.parametrize("question", QUESTIONS)
def test_pdf_shows_every_cell(question: str) -> None:
    brief, out = made(question)
    reader = pypdf.PdfReader(io.BytesIO(render(brief, out, ".pdf")))
    words = squeezed("".join(page.extract_text() for page in reader.pages)).replace("-", "")
    for rows in shown(brief).values():
        for row in rows:
            for written in row:
                assert squeezed(written).replace("-", "") in words
    assert squeezed(brief.headline).replace("-", "") in words


@pytest.mark.parametrize("question", QUESTIONS)
def test_csv_holds_released_numbers(question: str) -> None:
    brief, out = made(question)
    content = render(brief, out, ".csv").decode()
    read = list(csv.DictReader(io.StringIO(content)))
    lines = [line for line in read if line["table"] != "Scenario"]
    assert [line["shown"] for line in read if line not in lines] == [brief.scenario] * bool(
        brief.scenario
    )
    expected = [
        (cell, texts[k])
        for view in brief.tables
        for row, texts in zip(view.rows, view.shown(), strict=True)
        for k, cell in list(enumerate(row))[1:]
    ]
    assert len(lines) == len(expected)
    for line, (cell, written) in zip(lines, expected, strict=True):
        assert line["shown"].removeprefix("'") == written
        if isinstance(cell, Estimate):
            ends = [float(line[name]) for name in ("value", "low", "high", "level")]
            assert ends == [cell.value, cell.low, cell.high, cell.level]
        elif isinstance(cell, (int, float)):
            assert float(line["value"]) == cell
        else:
            assert line["value"] == ""


@pytest.mark.parametrize("question", QUESTIONS)
def test_xlsx_holds_released_numbers(question: str) -> None:
    brief, out = made(question)
    content = render(brief, out, ".xlsx")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names[0] == "Summary"
    assert book.sheet_names[-1] == "How we know"
    for view, name in zip(brief.tables, book.sheet_names[1:-1], strict=True):
        title, note, _, head, *rows = book.get_sheet_by_name(name).to_python()
        assert title[0] == view.title
        assert view.note in note[0]
        assert len(rows) == len(view.rows)
        for k, column in enumerate(view.columns):
            place = head.index(column.name)
            for row, cells in zip(rows, view.rows, strict=True):
                _same(dict(zip(head[place:], row[place:], strict=True)), cells[k], column.name)


def _same(found: dict[str, Any], cell: Any, name: str) -> None:
    if isinstance(cell, Estimate):
        ends = [found[name], found[f"{name}: low"], found[f"{name}: high"]]
        assert ends == [cell.value, cell.low, cell.high]
        assert found.get(f"{name}: unit", "") in {"", cell.unit}
    elif isinstance(cell, Hidden):
        assert found[name] == f"hidden ({cell.why})"
    else:
        assert found[name] == cell


def test_xlsx_summary_says_what_the_brief_says() -> None:
    brief, out = made("overlap")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(render(brief, out, ".xlsx")))
    rows = [row[0] for row in book.get_sheet_by_name("Summary").to_python()]
    assert rows[:2] == [brief.title, brief.headline]
    for sentence in (*brief.paragraphs, *brief.meaning, *brief.notes, *brief.hidden):
        assert sentence in rows
    how = {row[0]: row[1] for row in book.get_sheet_by_name("How we know").to_python()}
    assert how["Result hash"] == brief.how.result_hash
    assert how["Days of evidence"] == brief.how.days


def test_xlsx_is_laid_out_for_reading_and_for_paper() -> None:
    brief, out = made("overlap")
    with zipfile.ZipFile(io.BytesIO(render(brief, out, ".xlsx"))) as book:
        names = sorted(n for n in book.namelist() if n.startswith("xl/worksheets/sheet"))
        sheets = [book.read(n).decode() for n in names]
        styles = book.read("xl/styles.xml").decode()
    summary, *tables, _ = sheets
    assert all('fitToHeight="0"' in s and 'showGridLines="0"' in s for s in sheets)
    assert summary.count("<mergeCell ") > 8
    for sheet in tables:
        assert '<pane xSplit="1" ySplit="4"' in sheet  # the header stays in sight
        assert "<autoFilter " in sheet
        assert 'orientation="landscape"' in sheet
        widths = [float(w) for w in re.findall(r'width="([\d.]+)" customWidth', sheet)]
        assert widths
        assert all(10 < w < 48 for w in widths)
    patterns = re.findall(r'formatCode="([^"]+)"', styles)
    assert patterns
    assert not [p for p in patterns if p.rstrip("%").endswith((".", "#"))]


@pytest.mark.parametrize(
    ("value", "share", "pattern"),
    [
        (480.0, False, "#,##0"),
        (0.65, False, "#,##0.00"),
        (-0.2, False, "#,##0.0"),
        (0.05, True, "0%"),
        (0.125, True, "0.0%"),
        (1900, False, "#,##0"),
        (0.1 + 0.2, False, "#,##0.0"),
    ],
)
def test_a_number_is_written_with_its_own_digits(value: float, share: bool, pattern: str) -> None:
    assert pattern_of(value, share=share) == pattern


def test_hidden_is_never_a_number_or_blank() -> None:
    brief, out = made("overlap")
    legal = ["Legal", "hidden (fewer than 10 people)", "hidden (fewer than 10 people)"]
    assert legal in parsed(render(brief, out, ".html").decode()).tables["By unit"]
    data = json.loads(render(brief, out, ".json"))
    assert data["released"]["value"]["by_unit"][1]["both"] == {"why": "fewer than 10 people"}


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".json", ".csv", ".txt", ".svg", ".pdf"])
def test_same_brief_gives_the_same_bytes(suffix: str) -> None:
    brief, out = made("overlap")
    assert render(brief, out, suffix) == render(brief, out, suffix)


def test_how_we_know_stands_under_the_figure() -> None:
    brief, out = made("overlap")
    page = render(brief, out, ".html").decode()
    assert page.index("</figure>") < page.index("<summary>How do we know?</summary>")
    for needed in (
        out.provenance.formula,
        "vesica sql posting",
        "vesica sql endorsements_received",
        "20,183",
        out.provenance.run_id,
        out.provenance.result_hash,
        out.policy,
        out.release_id,
    ):
        assert needed in page


@pytest.mark.parametrize("suffix", [".html", ".pdf", ".xlsx", ".json", ".txt"])
@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_people_are_named_as_such(suffix: str, simulated: bool) -> None:
    brief, out = made("overlap", simulated=simulated)
    content = render(brief, out, suffix)
    if suffix == ".pdf":
        words = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    elif suffix == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        words = str(book.get_sheet_by_index(0).to_python())
    else:
        words = content.decode()
    assert ("people in this brief are simulated" in words) is simulated
