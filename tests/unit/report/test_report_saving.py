from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from report_samples import made
from rich.console import Console

from vesica import report
from vesica.errors import MissingExtraError, UsageError
from vesica.report import extras
from vesica.report.saving import render
from vesica.report.terminal import terminal

STARTS = {
    ".html": b"<!DOCTYPE html>",
    ".pdf": b"%PDF-1.7",
    ".xlsx": b"PK",
    ".json": b"{",
    ".csv": b"table,row,column,shown",
    ".txt": b"The overlap",
    ".svg": b"<svg",
    ".png": b"\x89PNG",
}


@pytest.mark.parametrize("suffix", report.SUFFIXES)
def test_suffix_chooses_the_form(suffix: str, tmp_path: Path) -> None:
    brief, out = made("overlap")
    path = report.save(brief, out, tmp_path / f"overlap{suffix.upper()}")
    assert path.read_bytes().startswith(STARTS[suffix])
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["overlap.docx", "overlap"])
def test_unknown_suffix_is_refused(name: str, tmp_path: Path) -> None:
    brief, out = made("overlap")
    with pytest.raises(UsageError, match=r"\.html, \.pdf, \.xlsx, \.json"):
        report.save(brief, out, tmp_path / name)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    brief, out = made("overlap")
    with pytest.raises(UsageError, match="nowhere"):
        report.save(brief, out, tmp_path / "nowhere" / "overlap.json")


@pytest.mark.parametrize(
    ("suffix", "library"),
    [
        (".html", "jinja2"),
        (".html", "vl_convert"),
        (".pdf", "typst"),
        (".pdf", "vl_convert"),
        (".xlsx", "xlsxwriter"),
        (".svg", "vl_convert"),
    ],
)
def test_absent_library_is_an_extra_to_install(
    suffix: str, library: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = extras.importlib.import_module

    def absent(name: str, *args: Any) -> Any:
        if name == library:
            raise ModuleNotFoundError(name)
        return real(name, *args)

    monkeypatch.setattr(extras.importlib, "import_module", absent)
    brief, out = made("overlap")
    with pytest.raises(MissingExtraError, match=r"pip install 'vesica\[report\]'"):
        report.save(brief, out, tmp_path / f"overlap{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".json", ".csv", ".txt"])
def test_some_forms_need_no_extra(
    suffix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def absent(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(extras.importlib, "import_module", absent)
    brief, out = made("overlap")
    assert report.save(brief, out, tmp_path / f"overlap{suffix}").exists()


def test_importing_the_room_imports_no_renderer() -> None:
    code = (
        "import sys, vesica.report;"
        "print(*[m for m in ('jinja2', 'typst', 'vl_convert', 'xlsxwriter', 'rich', 'scipy')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_terminal_form_follows_the_console() -> None:
    brief, out = made("overlap")
    plain = Console(width=100, color_system=None)
    coloured = Console(width=100, color_system="standard", force_terminal=True)
    written = []
    for console in (plain, coloured):
        with console.capture() as captured:
            console.print(terminal(brief))
        written.append(captured.get())
    lines = [line.rstrip() for line in written[0].splitlines()]
    assert "\n".join(lines) + "\n" == render(brief, out, ".txt").decode()
    assert "\x1b[1m" in written[1]
