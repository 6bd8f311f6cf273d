from __future__ import annotations

import io

import pypdf
import pytest
from report_samples import QUESTIONS, made

from vesica.report.pdf import _missing, pdf


def figures(node: object, found: list[str]) -> list[str]:
    """Alternative texts of the figures in the structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            figures(child, found)
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure" and "/Alt" in node:
            found.append(str(node["/Alt"]))
        if "/K" in node:
            figures(node["/K"], found)
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_pdf_is_accessible(question: str) -> None:
    brief, _ = made(question)
    reader = pypdf.PdfReader(io.BytesIO(pdf(brief)))
    catalogue = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == brief.title
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in catalogue["/Metadata"].get_object().get_data().decode()
    assert figures(catalogue["/StructTreeRoot"], []) == [brief.figure_alt]


@pytest.mark.parametrize(
    ("message", "letters"),
    [
        ('PDF/UA-1 error: the text `"東"` could not be displayed with font `"X"`', "東"),
        (r'error: the text `"\u{13080}"` could not be displayed with any font', "\U00013080"),
        ('error: the text `"a"` could not be displayed', ""),
        ("error: something else", ""),
    ],
)
def test_missing_letters_are_read_from_the_message(message: str, letters: str) -> None:
    assert _missing(message) == letters
