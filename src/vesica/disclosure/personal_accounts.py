"""Where the law lets an employer take evidence of personal accounts, and where it does not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from vesica.errors import RefusedError

__all__ = ["AccountLaw", "Statute", "law"]

_ADVICE = "Take nothing of this person's own accounts; without it the score does not fall."


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """One rule that forbids it.

    Parameters
    ----------
    jurisdiction : str
        ISO 3166 code of a country or of a part of it.
    statute : str
        Name of the statute.
    what : str
        What it forbids.
    """

    jurisdiction: str
    statute: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLaw:
    """Statutes about personal accounts, as of a date.

    Parameters
    ----------
    name, version : str
        Of the file.
    date : datetime.date
        On which the statutes read so.
    forbids : tuple of Statute
        Where it is forbidden.
    """

    name: str
    version: str
    date: date
    forbids: tuple[Statute, ...]

    def check(self, jurisdiction: str | None) -> None:
        """Refuse evidence of a personal account of somebody who works there.

        Raises
        ------
        RefusedError
            If a statute forbids it, or the jurisdiction does not say which law holds.
        """
        place = (jurisdiction or "").strip().upper()
        for rule in self.forbids:
            if place == rule.jurisdiction or place.startswith(f"{rule.jurisdiction}-"):
                raise RefusedError(
                    f"{rule.statute} ({rule.jurisdiction}) forbids it: {rule.what}"
                    f" (as of {self.date}).",
                    hint=_ADVICE,
                )
        inside = [r.jurisdiction for r in self.forbids if r.jurisdiction.startswith(f"{place}-")]
        if not place or inside:
            where = ", ".join(inside) or ", ".join(r.jurisdiction for r in self.forbids)
            raise RefusedError(
                f"The roster has the jurisdiction '{place}' for this person, and the law of"
                f" {where} forbids taking anything of a personal account.",
                hint="Import a roster whose jurisdiction is exact, such as US-NY or DE.",
            )


@cache
def law() -> AccountLaw:
    """Read the statutes that come with Vesica."""
    folder = resources.files("vesica.disclosure").joinpath("law")
    data = tomllib.loads(folder.joinpath("personal_accounts.toml").read_text("utf-8"))
    forbids = tuple(Statute(**rule) for rule in data.pop("forbids"))
    return AccountLaw(**data, forbids=forbids)
