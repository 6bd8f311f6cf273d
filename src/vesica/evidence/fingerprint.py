"""By what a source is known again: the names of its columns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from vesica.evidence.fields import normal
from vesica.evidence.sample import Sample

__all__ = ["fingerprint", "for_file", "remembered_key", "shape"]

_BYTES = 4
_FORMS = (
    ("whole numbers", re.compile(r"[+-]?\d{1,18}")),
    ("numbers", re.compile(r"[+-]?(\d[\d.,' ]*|\.\d+)%?")),
    ("dates", re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{1,2}[ -]\w{3,9}[ -]\d{2,4}")),
    ("times", re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}[T ,]+\d{1,2}:\d{2}.*")),
    ("yes or no", re.compile(r"(?i)true|false|yes|no|ja|nein|oui|non")),
)


def fingerprint(header: Sequence[str]) -> str:
    """Eight hexadecimal characters for a set of column names, in any order, case and spelling."""
    names = sorted({normal(name) for name in header})
    digest = hashlib.blake2b("\x1f".join(names).encode(), digest_size=_BYTES, person=b"columns")
    return digest.hexdigest()


def remembered_key(kind: str, print_: str) -> str:
    """Section of ``vesica.toml`` that holds the mapping of one source: ``posts@1a2b3c4d``."""
    return f"{kind}@{print_}"


def for_file(
    columns: Mapping[str, Mapping[str, str]], print_: str
) -> dict[str, Mapping[str, str]]:
    """Kind → mapping for one file: that of its own source, or else the last of its kind."""
    plain = {kind: told for kind, told in columns.items() if "@" not in kind}
    own = {kind: told for kind, told in columns.items() if kind.endswith(f"@{print_}")}
    return plain | {kind.rpartition("@")[0]: told for kind, told in own.items()}


def shape(sample: Sample, header: str) -> str:
    """What the first cells of a column look like; one that cannot be told from it has none."""
    values = sample.values(header) if header in sample.header else []
    if not values:
        return ""
    for name, form in _FORMS:
        if all(form.fullmatch(value) for value in values):
            return name
    return "words"
