"""Every error that Vesica raises on purpose, and what the reader can do about it.

::

    VesicaError
    ├── SettingsError             vesica.toml or an environment variable is wrong        exit 2
    ├── UsageError                a command or an argument does not fit                  exit 2
    ├── EvidenceError             a source file cannot be taken in                       exit 1
    │   ├── FormatNotRecognisedError   no reader knows the file, or several do
    │   ├── SchemaMismatchError        a table lacks columns it needs
    │   ├── UnreadableFileError        the file is damaged, too large or unsafe to open
    │   └── IdentityConflictError      two known people turn out to be one
    ├── StoreError                the workspace on disk is not as it should be           exit 1
    │   ├── WorkspaceNotFoundError     the folder holds no workspace
    │   ├── WorkspaceBusyError         another process is writing
    │   ├── NotFoundError              no snapshot, run or person of that name
    │   └── TamperedError              content does not match its recorded hash
    ├── EngineError               a relation cannot be run                               exit 1
    │   └── UnknownRelationError       no relation of that name
    ├── EstimationError           the data do not carry the estimate asked for           exit 1
    ├── MissingExtraError         an optional part of Vesica is not installed            exit 2
    └── RefusedError              policy forbids it: purpose, role, group size, consent  exit 3
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Self

__all__ = [
    "EngineError",
    "EstimationError",
    "EvidenceError",
    "FormatNotRecognisedError",
    "IdentityConflictError",
    "MissingExtraError",
    "NotFoundError",
    "RefusedError",
    "SchemaMismatchError",
    "SettingsError",
    "StoreError",
    "TamperedError",
    "UnknownRelationError",
    "UnreadableFileError",
    "UsageError",
    "VesicaError",
    "WorkspaceBusyError",
    "WorkspaceNotFoundError",
]


def _listing(names: Iterable[str]) -> str:
    return "[" + ", ".join(repr(name) for name in sorted(names)) + "]"


class VesicaError(Exception):
    """Base of all errors; carries what is wrong and a hint that the reader can act on."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n\nHint: {self.hint}"


class SettingsError(VesicaError):
    """A setting is unknown, of the wrong type or out of its range."""

    exit_code = 2

    @classmethod
    def unknown_key(cls, key: str, section: str, known: Iterable[str]) -> Self:
        """Name the key, and list the ones that exist."""
        return cls(
            f"Unknown setting '{key}' in [{section}].",
            hint=f"Known settings there: {_listing(known)}.",
        )

    @classmethod
    def bad_value(cls, key: str, section: str, value: object, expected: str) -> Self:
        """Show the value and what was expected."""
        return cls(
            f"Setting '{key}' in [{section}] is {value!r}.",
            hint=f"It takes {expected}.",
        )


class UsageError(VesicaError):
    """A command or function was called with arguments that do not fit."""

    exit_code = 2


class EvidenceError(VesicaError):
    """A source file cannot be taken in; what was accepted before stays."""


class FormatNotRecognisedError(EvidenceError):
    """No reader recognises the file by its content, or more than one does."""

    @classmethod
    def none_fits(cls, file: str, found: Iterable[str], kinds: Iterable[str]) -> Self:
        """Show what the file has and which kinds exist."""
        return cls(
            f"{file}: no reader recognises this file; it has {_listing(found)}.",
            hint=f"Say what it is with --as KIND, one of {_listing(kinds)}.",
        )

    @classmethod
    def several_fit(cls, file: str, kinds: Iterable[str]) -> Self:
        """List the readers that tie."""
        return cls(
            f"{file}: more than one reader fits: {_listing(kinds)}.",
            hint="Choose one of them with --as KIND.",
        )


class SchemaMismatchError(EvidenceError):
    """A source table lacks columns that its kind needs."""

    @classmethod
    def missing_columns(
        cls, kind: str, missing: Iterable[str], found: Iterable[str], *, file: str
    ) -> Self:
        """Name the missing columns, list the found ones, and say where to map them."""
        return cls(
            f"{file}: line 1: to be '{kind}' it lacks the columns {_listing(missing)}.",
            hint=(
                f"It has {_listing(found)}. Map names with --map COLUMN=HEADER or in"
                f" vesica.toml, [evidence.{kind}.columns]."
            ),
        )


class UnreadableFileError(EvidenceError):
    """The file is damaged, too large, of a refused type, or unsafe to open."""


class IdentityConflictError(EvidenceError):
    """Two identities that were seen apart turn out to belong to one person."""


class StoreError(VesicaError):
    """The workspace on disk is not as it should be."""


class WorkspaceNotFoundError(StoreError):
    """The folder holds no workspace."""

    @classmethod
    def at(cls, folder: object) -> Self:
        """Name the folder."""
        return cls(
            f"There is no Vesica workspace in '{folder}'.",
            hint="Create one with 'vesica init NAME', or name the folder with --workspace.",
        )


class WorkspaceBusyError(StoreError):
    """Another process holds the writer's lock."""


class NotFoundError(StoreError):
    """No snapshot, run or person of that name."""


class TamperedError(StoreError):
    """Stored content does not match the hash that was recorded for it."""


class EngineError(VesicaError):
    """A relation cannot be run."""


class UnknownRelationError(EngineError):
    """No relation of that name is in the catalogue."""

    @classmethod
    def named(cls, name: str, known: Iterable[str]) -> Self:
        """Name it, and those whose names are close."""
        close = difflib.get_close_matches(name, sorted(known), n=3)
        near = f"Close to it: {', '.join(close)}. " if close else ""
        return cls(f"There is no relation '{name}'.", hint=f"{near}'vesica sql' lists all.")


class EstimationError(VesicaError):
    """The data do not carry the estimate asked for; no guess is returned."""


class MissingExtraError(VesicaError):
    """An optional part of Vesica is not installed."""

    exit_code = 2

    @classmethod
    def needs(cls, extra: str, job: str) -> Self:
        """Name the extra and the job that needs it."""
        return cls(
            f"{job} needs the optional part '{extra}', which is not installed.",
            hint=f"Install it with: pip install 'vesica[{extra}]'.",
        )


class RefusedError(VesicaError):
    """Policy forbids it: the purpose, the role, the size of the group or a missing consent."""

    exit_code = 3
