"""Which sheet of a workbook is read, where there are several."""

from __future__ import annotations

from dataclasses import replace

from vesica.errors import FormatNotRecognisedError, UsageError
from vesica.evidence.reader import Reader
from vesica.evidence.registry import Remembered, reader, recognisable
from vesica.evidence.sample import printable
from vesica.evidence.sheets import filled_sheets
from vesica.evidence.source import Source

__all__ = ["seated"]


def seated(
    source: Source,
    *,
    sheet: str | None = None,
    as_kind: str | None = None,
    remembered: Remembered | None = None,
) -> Source:
    """Source with the sheet to read: the one named, or the only one with a known header.

    A file that is no workbook, or has one sheet, comes back as it is.

    Raises
    ------
    UsageError
        If a sheet is named and the file is no workbook.
    FormatNotRecognisedError
        If no sheet can be told from the others.
    """
    if source.shape != "workbook":
        if sheet:
            raise UsageError(
                f"{source.name}: --sheet is for workbooks.", hint="Leave --sheet out."
            )
        return source
    if sheet:
        return replace(source, sheet=sheet)
    titles = filled_sheets(source.path, source.name)
    if len(titles) < 2:
        return source
    wanted = reader(as_kind) if as_kind else None
    sources = [replace(source, sheet=title) for title in titles]
    fitting = [s for s in sources if _fits(s, wanted, remembered)]
    if len(fitting) == 1:
        return fitting[0]
    named = ", ".join(f"'{printable(s.sheet)}'" for s in fitting or sources)
    what = "more than one sheet can be read" if fitting else "no sheet has a header that is known"
    raise FormatNotRecognisedError(
        f"{source.name}: {what}: {named}.",
        hint="Choose one with --sheet NAME, and say what it is with --as KIND if need be.",
    )


def _fits(source: Source, wanted: Reader | None, remembered: Remembered | None) -> bool:
    return recognisable(source, remembered) if wanted is None else wanted.sniff(source) > 0.0
