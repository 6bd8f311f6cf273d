"""SCIM 2.0 resources: people with their keys, managers and units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from vesica.evidence.collect import Skip, Wrong
from vesica.evidence.fields import Field
from vesica.evidence.hris_csv import Roster
from vesica.evidence.reader import Event
from vesica.evidence.records import RecordReader, Row, record, wrong
from vesica.evidence.shapes import an_object, objects, text
from vesica.evidence.source import Source
from vesica.evidence.statements import values
from vesica.evidence.words import country_code
from vesica.schema import DType
from vesica.settings import EvidenceSettings

__all__ = ["Scim"]

_CORE = "urn:ietf:params:scim:schemas:core:2.0:"
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class Scim(RecordReader, Roster):
    """Users of a list response, an array, or one by one; groups are no people."""

    name = "scim"
    tables = ("people",)
    fields = (
        *Roster.fields,
        Field(name="directory_id", dtype=DType.PERSON, lenient=True),
    )
    labels = {  # noqa: RUF012
        "person_id": "employeeNumber, externalId",
        "email": "emails",
        "upn": "userName",
        "directory_id": "id",
        "name": "name, displayName",
        "manager_id": "manager",
        "department": "department",
        "org_unit": "division, organization",
        "location": "addresses: locality",
        "jurisdiction": "addresses: country",
        "time_zone": "timezone",
    }

    def sniff(self, source: Source) -> float:
        """The schemas say so."""
        return 0.95 if source.shape == "json" and "urn:ietf:params:scim:" in source.text else 0.0

    def rows(self, source: Source, settings: EvidenceSettings) -> Iterator[Row | Event]:
        """Users; managers are named by the id of their resource, so ids are read first."""
        own = {}
        for found in values(source, "Resources"):
            if isinstance(found.value, dict) and isinstance(found.value.get("id"), str):
                keys = _keys(found.value)
                own[found.value["id"]] = keys["person_id"] or keys["email"] or keys["upn"]
        for found in values(source, "Resources"):
            if found.fault:
                yield wrong(found.line, "", found.fault, "correct the JSON there")
            else:
                yield record(found.line, partial(_row, found.value, own))


def _row(value: Any, own: Mapping[str, str | None]) -> dict[str, str | None]:
    if not isinstance(value, dict):
        raise Wrong("", "not a resource", "leave out everything that is no SCIM resource")
    schemas = value.get("schemas") or []
    kinds = [s.removeprefix(_CORE) for s in schemas if isinstance(s, str) and _CORE in s]
    if "Group" in kinds:
        raise Skip("a group, not a person")
    if "User" not in kinds and (kinds or "userName" not in value):
        raise Skip("not a user")
    if value.get("active") is False:
        raise Skip("a deactivated user")
    work, home = _extension(value), _best(value.get("addresses"))
    boss = an_object(work.get("manager")).get("value")
    country, region = country_code(text(home, "country") or ""), text(home, "region") or ""
    state = f"-{region}" if country == "US" and len(region) == 2 else ""
    return _keys(value) | {
        "directory_id": text(value, "id"),
        "name": text(an_object(value.get("name")), "formatted", "familyName")
        or text(value, "displayName"),
        "manager_id": own.get(boss, boss) if isinstance(boss, str) else None,
        "department": text(work, "department"),
        "org_unit": text(work, "division", "organization"),
        "location": text(home, "locality"),
        "jurisdiction": f"{country}{state}" or None,
        "time_zone": text(value, "timezone"),
    }


def _keys(value: dict[str, Any]) -> dict[str, str | None]:
    return {
        "person_id": text(_extension(value), "employeeNumber") or text(value, "externalId"),
        "email": text(_best(value.get("emails")), "value"),
        "upn": text(value, "userName"),
    }


def _extension(value: dict[str, Any]) -> dict[str, Any]:
    return an_object(value.get(_ENTERPRISE))


def _best(several: Any) -> dict[str, Any]:
    """The entry for work, the primary one first; what is private is not looked at."""
    entries = [e for e in objects(several) if e.get("type") in {None, "work"}]
    return min(entries, key=lambda e: e.get("primary") is not True, default={})
