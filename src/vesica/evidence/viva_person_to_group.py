"""Viva Insights person-to-group query: how much a person works with each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field, one_of
from vesica.evidence.reader import Event
from vesica.evidence.source import Source
from vesica.evidence.sums import MeasureSums
from vesica.evidence.tabular import TabularReader
from vesica.evidence.viva import GROUP_ATTRIBUTES, metric_date
from vesica.schema import DType

__all__ = ["VivaPersonToGroup"]

_COUNTED = {
    "meetings": ("Meeting_Count", "Meetings", "Group_meeting_count"),
    "emails": ("Mail_Count", "Email_count", "Emails", "Group_email_sent_count"),
    "chats": ("Chat_Count", "Chats", "Group_chat_count"),
    "minutes": ("Group_collaboration_time_invested", "Collaboration_time_invested"),
}


class VivaPersonToGroup(TabularReader):
    """Measures of the person; a group is nobody in particular, so there are no ties.

    Several rows of the same person, group and period are parts of one whole and add up.
    """

    name = "viva_person_to_group"
    tables = ("measures",)
    fields = (
        Field(
            name="person_id",
            dtype=DType.PERSON,
            headers=("PrimaryCollaborator_PersonId",),
            required=True,
        ),
        Field(
            name="group",
            dtype=DType.LABEL,
            headers=tuple(f"SecondaryCollaborator_{a}" for a in GROUP_ATTRIBUTES),
            required=True,
        ),
        metric_date("measures"),
        *(
            Field(name=name, dtype=DType.NUMBER, headers=headers, lenient=True)
            for name, headers in _COUNTED.items()
        ),
    )
    unlike = ("secondarycollaboratorpersonid",)

    def __init__(self) -> None:
        self._sums = MeasureSums()

    def lacking(self, found: set[str]) -> list[str]:
        """Person, group, date and something that was counted."""
        return super().lacking(found) + one_of(_COUNTED, found)

    def restart(self) -> None:
        """Forget the sums."""
        self._sums.clear()

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Count the rows, and add them up."""
        for counted in (name for name in _COUNTED if name in columns):
            words = pc.binary_join_element_wise(f"{counted} with ", columns["group"], "")
            measure = pc.utf8_slice_codeunits(words, 0, 120)
            self._sums.add(columns["person_id"], measure, columns["period"], columns[counted])
        yield self._sums.counted(rows)

    def rest(self) -> Iterator[Event]:
        """The sums."""
        yield from self._sums.chunks()
