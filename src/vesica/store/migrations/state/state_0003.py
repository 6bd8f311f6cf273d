"""What organisation-level figures were shown as, so that the next release can stay with them."""

import sqlalchemy as sa
from alembic import op

revision = "state_0003"
down_revision = "state_0002"


def upgrade() -> None:
    """Add the figures to the releases; earlier releases have none."""
    column = sa.Column("figures", sa.Text, nullable=False, server_default="{}")
    op.add_column("releases", column)
