"""What the Viva Insights query files have in common."""

from __future__ import annotations

from vesica.evidence.fields import Field
from vesica.schema import DType

__all__ = ["GROUP_ATTRIBUTES", "METRICS", "metric_date"]

_NAMES = """
Collaboration_hours Meeting_and_call_hours Meeting_hours Email_hours Chat_hours Call_hours
Channel_message_hours Channel_message_posts Meetings Calls Emails_sent Emails_read Chats_sent
Internal_network_size External_network_size Network_outside_organisation
Network_outside_organization Network_outside_company External_collaboration_hours
Meeting_and_call_hours_with_manager Meeting_and_call_hours_with_manager_1_1
Meeting_and_call_hours_with_skip_level Time_with_leadership Large_and_long_meeting_hours
Active_connected_hours Strong_ties Diverse_ties Influence
"""
METRICS = tuple(_NAMES.split())
"""Metric columns that say something about working together. Survey items, well-being and
usage of assistants stay out."""

_GROUPED = """
Organization Organisation FunctionType Function Department LevelDesignation Level Region Location
Country City Division BusinessUnit CostCenter Domain Group GroupName
"""
GROUP_ATTRIBUTES = tuple(_GROUPED.split())
"""Attributes that queries about groups are made by; their headers begin with the side."""


def metric_date(table: str) -> Field:
    """Field of the week or month of a row."""
    column = {"people": "valid_from"}.get(table, "period")
    return Field(
        name=column,
        dtype=DType.DATE,
        headers=("MetricDate", "Metric Date", "Week", "Month", "StartDate"),
        required=True,
        period=True,
    )
