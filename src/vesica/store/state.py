"""The state database: audit log, ledger, release log, links, and who may sign in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Self

from vesica.errors import WorkspaceNotFoundError
from vesica.store import database
from vesica.store.audit import AuditLog
from vesica.store.layout import Layout
from vesica.store.ledger import Ledger
from vesica.store.links import LinkBook
from vesica.store.plans import PlanBook
from vesica.store.releases import ReleaseLog
from vesica.store.sponsors import Sponsors
from vesica.store.users import Users

__all__ = ["State"]


class State:
    """What a workspace remembers beside evidence and runs.

    Parameters
    ----------
    where : Layout or str
        A workspace, whose ``state.db`` is made if there is none, or the URL of a database on a
        server.

    Raises
    ------
    WorkspaceNotFoundError
        If the folder of the workspace does not exist.
    """

    def __init__(self, where: Layout | str) -> None:
        if isinstance(where, Layout):
            if not where.root.is_dir():
                raise WorkspaceNotFoundError.at(where.root)
            database.create(where.state_db, "state")
            self._engine = database.open_engine(where.state_db, "state")
        else:
            self._engine = database.open_engine(where, "state")
        self.audit = AuditLog(self._engine)
        self.ledger = Ledger(self._engine)
        self.releases = ReleaseLog(self._engine)
        self.links = LinkBook(self._engine)
        self.plans = PlanBook(self._engine)
        self.sponsors = Sponsors(self._engine)
        self.users = Users(self._engine)

    def transaction(self) -> AbstractContextManager[object]:
        """All or nothing of what is read and written inside; no other process writes meanwhile."""
        return database.writing(self._engine)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def forget(self, *pseudonyms: str) -> None:
        """Forget people in all of them, and every byte of the pseudonyms. May be repeated."""
        for pseudonym in pseudonyms:
            self.audit.forget(pseudonym)
            self.ledger.forget(pseudonym)
            self.releases.forget(pseudonym)
            self.links.forget(pseudonym)
            self.plans.forget(pseudonym)
            self.sponsors.forget(pseudonym)
            self.users.forget(pseudonym)
        database.scrub(self._engine)
