"""A first look at a table: its header and first rows."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Sample", "distinct", "printable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Header and first rows of a table, as text.

    Parameters
    ----------
    header : tuple of str
        Column names as written; a name that occurs again has `` (2)`` and so on behind it.
    rows : tuple of tuple of str
        First rows.
    skip_lines : int
        Lines up to and including the header.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    skip_lines: int

    def values(self, header: str) -> list[str]:
        """Values of one column that are not empty."""
        at = self.header.index(header)
        return [row[at].strip() for row in self.rows if at < len(row) and row[at].strip()]


def printable(text: str) -> str:
    """One line of text that cannot steer a terminal: blanks joined, unseen characters gone."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def distinct(header: list[str]) -> tuple[str, ...]:
    """Header names without marks and outer blanks, each one different."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for at, raw in enumerate(header, start=1):
        name = printable(raw) or f"column {at}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
