"""Links between accounts and people, and what the people said about them."""

import sqlalchemy as sa
from alembic import op

revision = "state_0002"
down_revision = "state_0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "links",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False, index=True),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("account_id", "person_id", name="links_once"),
        sqlite_autoincrement=True,
    )
