"""What must no longer be found anywhere, and how it is taken out of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vesica.store.identifiers import normalise
from vesica.store.manifest import ImportManifest

__all__ = ["Redaction"]

_ERASED = "erased"
_SHORTEST = 4
"""A shorter key, such as "7", counts only as a whole text, not as a part of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What goes.

    Parameters
    ----------
    pseudonyms : tuple of str
        Of the person and of accounts that are nobody else's.
    words : tuple of str
        Keys and names.
    """

    pseudonyms: tuple[str, ...]
    words: tuple[str, ...]

    def text(self, text: str) -> str:
        """Return a text, or ``"erased"`` in its place if it names the person."""
        plain = normalise(text)
        words = [w for w in (normalise(word) for word in (*self.pseudonyms, *self.words)) if w]
        named = any(word == plain or (len(word) >= _SHORTEST and word in plain) for word in words)
        return _ERASED if named else text

    def manifest(self, manifest: ImportManifest) -> ImportManifest:
        """Take the person out of file name, headers and mapping; equal if nothing was there."""
        source = manifest.source
        return replace(
            manifest,
            source=replace(
                source,
                name=self.text(source.name),
                mapping={k: self.text(v) for k, v in source.mapping.items()},
                sheet=self.text(source.sheet),
            ),
            dropped_columns=self._headers(manifest.dropped_columns),
        )

    def _headers(self, counts: Mapping[str, int]) -> dict[str, int]:
        kept: dict[str, int] = {}
        for header, count in counts.items():
            name = self.text(header)
            kept[name] = kept.get(name, 0) + count
        return kept
