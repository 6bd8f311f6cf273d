"""Sponsors whom a leader lets see the own case."""

import sqlalchemy as sa
from alembic import op

revision = "state_0005"
down_revision = "state_0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "sponsors",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("leader_id", sa.Text, nullable=False, index=True),
        sa.Column("sponsor_id", sa.Text, nullable=False, index=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
    )
