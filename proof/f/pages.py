"""The pages for a leader as PDF: what PDF/UA asks that can be read off the file itself."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from proof.f.case_speed import write_files
from proof.figure import Figure, not_run
from proof.registry import proof
from vesica.api import reporting
from vesica.api.case import case_for
from vesica.api.workspace import Workspace
from vesica.errors import MissingExtraError
from vesica.report.brief import Brief
from vesica.report.pdf import pdf

__all__ = ["pages"]

# Declared before the first run: the page as it is, and each assumption set by hand.
CHANGES = ((), ("minutes_per_week=60",), ("gain=2%",), ("weeks=6",), ('hour_cost="90 EUR"',))
LEADERS = 12


def _briefs() -> Iterator[Brief]:
    """Cases of one leader, each from files through the gate."""
    with tempfile.TemporaryDirectory() as name:
        folder, before = Path(name), os.environ.get("VESICA_VAULT_DIR")
        os.environ["VESICA_VAULT_DIR"] = str(folder / "vaults")
        try:
            write_files(folder, LEADERS)
            with Workspace.create(folder / "firm") as workspace:
                for file in ("roster", "metrics", "incentives"):
                    kind = None if file == "roster" else file
                    workspace.import_file(folder / f"{file}.csv", kind=kind)
                leader = workspace.vault.find("L00000") or ""
                for change in CHANGES:
                    released = case_for(workspace, leader, asker=leader, changes=change)
                    yield reporting.brief(workspace, "case", released)
        finally:
            if before is None:
                del os.environ["VESICA_VAULT_DIR"]
            else:
                os.environ["VESICA_VAULT_DIR"] = before


def _elements(node: Any) -> Iterator[Any]:
    """Every structure element below a node."""
    import pikepdf

    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _faults(content: bytes) -> list[str]:
    """What PDF/UA-1 asks for and the file lacks."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:
        root = file.Root
        tags = list(_elements(root.StructTreeRoot)) if "/StructTreeRoot" in root else []
        kinds = [str(tag.S) for tag in tags]
        heads = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
        with file.open_metadata() as about:
            named = about.get("pdfuaid:part") == "1" and bool(about.get("dc:title"))
        asked = {
            "marked": bool(root.get("/MarkInfo", {}).get("/Marked", False)),
            "language": bool(root.get("/Lang")),
            "title shown": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            "PDF/UA and title in the metadata": named,
            "tags": "/P" in kinds and "/Table" in kinds,
            "heads of columns": "/TH" in kinds,
            "figure in words": all(bool(t.get("/Alt")) for t in tags if str(t.S) == "/Figure")
            and "/Figure" in kinds,
            "no level of headings left out": heads[:1] == [1]
            and all(b <= a + 1 for a, b in pairwise(heads)),
            "order of tabs": all(str(page.get("/Tabs", "/S")) == "/S" for page in file.pages),
            "fonts inside": all(_embedded(page) for page in file.pages),
            "one page": len(file.pages) == 1,
        }
    return [name for name, holds in asked.items() if not holds]


def _embedded(page: Any) -> bool:
    fonts = page.get("/Resources", {}).get("/Font", {})
    for font in fonts.values():
        for below in font.get("/DescendantFonts", [font]):
            described = below.get("/FontDescriptor", {})
            if not any(f"/FontFile{k}" in described for k in ("", "2", "3")):
                return False
    return True


@proof("F.pdf")
def pages() -> tuple[Figure, ...]:
    """One page, tagged, titled, in a language, with the figure in words, and labelled."""
    what = "pages for a leader that lack nothing of PDF/UA-1 that the file shows [1]"
    try:
        made = [(brief, pdf(brief)) for brief in _briefs()]
        faults = [_faults(content) for _, content in made]
    except (ImportError, MissingExtraError) as error:
        return (not_run("F.pdf.tags", what, "all", f"{error}."),)
    said = sorted({fault for found in faults for fault in found})
    return (
        Figure(
            id="F.pdf.tags",
            what=what,
            value=sum(not found for found in faults) / len(made),
            target="all",
            holds=not said,
            note=f"{len(made)} pages, by pikepdf; the compiler holds itself to the standard as"
            " well. veraPDF is not on PyPI, npm or Debian."
            f" Lacking: {', '.join(said) or 'nothing'}.",
        ),
        Figure(
            id="F.pdf.scenario",
            what="of those with something set by hand, labelled as a scenario at the top [1]",
            value=sum(b.scenario.startswith("Scenario, set by hand") for b, _ in made[1:])
            / len(made[1:]),
            target="all",
            holds=all(b.scenario.startswith("Scenario, set by hand") for b, _ in made[1:]),
        ),
    )
